'use client'

import { type ReactNode, useActionState } from 'react'
import { type ActionRefused, type ActionState, untouched } from '@/http/action-state'
import { FormErrorSummary } from '@/ui/forms'

/** A form that says what its action refused, and gives its fields what to say and what was typed. Works without scripts. */
export const ActionForm = <Done extends object>({
  action,
  className,
  children,
}: {
  action: (previous: ActionState<Done>, form: FormData) => Promise<ActionState<Done>>
  className?: string
  children: (refused: ActionRefused) => ReactNode
}) => {
  const [state, submit] = useActionState<ActionState<Done>, FormData>(action, untouched)
  const refused = state.ok ? untouched : state
  return (
    <form action={submit} className={className} noValidate>
      <FormErrorSummary message={refused.formError} errors={refused.errors} />
      {children(refused)}
    </form>
  )
}
