'use client'

import { useActionState } from 'react'
import { untouched } from '@/http/action-state'
import { FormErrorSummary, TextField } from '@/ui/forms'
import { PasswordField } from '@/ui/password-field'
import { SubmitButton } from '@/ui/submit-button'
import { submitChild, submitRemoval } from './actions'

export const AddChildForm = () => {
  const [state, submit] = useActionState(submitChild, untouched)
  const { errors, values, formError } = state.ok ? untouched : state
  return (
    <form action={submit} noValidate>
      <FormErrorSummary message={formError} errors={errors} />
      <TextField
        name="code"
        label="Codice utente del figlio"
        required
        error={errors.code}
        defaultValue={values.code}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={60}
      />
      <PasswordField
        name="password"
        label="Password del figlio"
        required
        error={errors.password}
        autoComplete="off"
      />
      <SubmitButton>Aggiungi</SubmitButton>
    </form>
  )
}

/** Asks once more before it acts; opens and closes without scripts. */
export const RemoveChildForm = ({ childId, name }: { childId: number; name: string }) => {
  const [state, submit] = useActionState(submitRemoval, untouched)
  return (
    <details>
      <summary>Togli {name}</summary>
      <form action={submit} className="mt-2">
        <FormErrorSummary message={state.ok ? undefined : state.formError} />
        <p>Per vedere di nuovo i suoi servizi serviranno il suo codice utente e la sua password.</p>
        <input type="hidden" name="childId" value={childId} />
        <SubmitButton className="btn btn-outline-danger">{`Conferma: togli ${name}`}</SubmitButton>
      </form>
    </details>
  )
}
