'use client'

import { useFormStatus } from 'react-dom'

/** The button of a form with a server action: while the answer is on its way it says so and sends nothing twice. */
export const SubmitButton = ({
  children,
  pendingLabel = 'Invio in corso…',
  className = 'btn btn-primary',
}: {
  children: string
  pendingLabel?: string
  className?: string
}) => {
  const { pending } = useFormStatus()
  return (
    <button
      type="submit"
      className={className}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : undefined}
    >
      {pending ? pendingLabel : children}
    </button>
  )
}
