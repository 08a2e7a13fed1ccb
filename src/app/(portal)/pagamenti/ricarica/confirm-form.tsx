'use client'

import { useActionState } from 'react'
import { untouched } from '@/http/action-state'
import { FormErrorSummary } from '@/ui/forms'
import { SubmitButton } from '@/ui/submit-button'
import { confirmTopUp } from './actions'

/** Sends what the summary shows; works without scripts too. */
export const ConfirmForm = ({ hidden, label }: { hidden: Record<string, string>; label: string }) => {
  const [state, submit] = useActionState(confirmTopUp, untouched)
  const { errors, formError } = state.ok ? untouched : state
  const message =
    formError ??
    (Object.keys(errors).length > 0 ? 'La richiesta non è valida: torna ai dati della ricarica.' : undefined)
  return (
    <form action={submit}>
      <FormErrorSummary message={message} />
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      <SubmitButton pendingLabel="Attendere…">{label}</SubmitButton>
    </form>
  )
}
