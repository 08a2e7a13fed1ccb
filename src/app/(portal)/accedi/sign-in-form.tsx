'use client'

import { useActionState } from 'react'
import { untouched } from '@/http/action-state'
import { FormErrorSummary, TextField } from '@/ui/forms'
import { PasswordField } from '@/ui/password-field'
import { SubmitButton } from '@/ui/submit-button'
import { submitSignIn } from './sign-in'

/** Works without scripts too: the page then comes back with the answer. */
export const SignInForm = ({ back }: { back: string }) => {
  const [state, submit] = useActionState(submitSignIn, untouched)
  const { errors, values, formError } = state.ok ? untouched : state
  return (
    <form action={submit} noValidate>
      <FormErrorSummary message={formError} errors={errors} />
      <input type="hidden" name="ritorno" value={back} />
      <TextField
        name="code"
        label="Codice utente"
        required
        error={errors.code}
        defaultValue={values.code}
        autoComplete="username"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={60}
      />
      <PasswordField
        name="password"
        label="Password"
        required
        error={errors.password}
        autoComplete="current-password"
      />
      <SubmitButton pendingLabel="Accesso in corso…">Accedi</SubmitButton>
    </form>
  )
}
