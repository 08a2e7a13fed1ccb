'use client'

import { PasswordField } from '@/ui/password-field'
import { SubmitButton } from '@/ui/submit-button'
import { ActionForm } from '../action-form'
import { submitPassword, submitSignOutOthers } from './actions'

export const ChangePasswordForm = ({ lengthMin }: { lengthMin: number }) => (
  <ActionForm action={submitPassword}>
    {({ errors }) => (
      <>
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
      </>
    )}
  </ActionForm>
)

export const SignOutOthersForm = () => (
  <ActionForm action={submitSignOutOthers}>
    {() => (
      <SubmitButton className="btn btn-outline-primary">Esci da tutti gli altri dispositivi</SubmitButton>
    )}
  </ActionForm>
)
