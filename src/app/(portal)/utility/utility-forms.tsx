'use client'

import { useActionState } from 'react'
import { untouched } from '@/http/action-state'
import { FormErrorSummary } from '@/ui/forms'
import { PasswordField } from '@/ui/password-field'
import { SubmitButton } from '@/ui/submit-button'
import { submitPassword, submitSignOutOthers } from './actions'

export const ChangePasswordForm = ({ lengthMin }: { lengthMin: number }) => {
  const [state, submit] = useActionState(submitPassword, untouched)
  const { errors, formError } = state.ok ? untouched : state
  return (
    <form action={submit} noValidate>
      <FormErrorSummary message={formError} errors={errors} />
      <PasswordField
        name="currentPassword"
        label="Password attuale"
        required
        error={errors.currentPassword}
        autoComplete="current-password"
      />
      <PasswordField
        name="newPassword"
        label="Nuova password"
        hint={`Almeno ${lengthMin} caratteri, diversa dal codice utente. Bastano tre o quattro parole che non stanno insieme.`}
        required
        error={errors.newPassword}
        autoComplete="new-password"
      />
      <PasswordField
        name="newPasswordRepeat"
        label="Ripeti la nuova password"
        required
        error={errors.newPasswordRepeat}
        autoComplete="new-password"
      />
      <SubmitButton>Cambia password</SubmitButton>
    </form>
  )
}

export const SignOutOthersForm = () => {
  const [state, submit] = useActionState(submitSignOutOthers, untouched)
  return (
    <form action={submit}>
      <FormErrorSummary message={state.ok ? undefined : state.formError} />
      <SubmitButton className="btn btn-outline-primary">Esci da tutti gli altri dispositivi</SubmitButton>
    </form>
  )
}
