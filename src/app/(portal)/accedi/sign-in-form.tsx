'use client'

import { PasswordField } from '@/ui/password-field'
import { SubmitButton } from '@/ui/submit-button'
import { ActionForm } from '../action-form'
import { ChildCodeField } from '../child-code-field'
import { submitSignIn } from './sign-in'

export const SignInForm = ({ back }: { back: string }) => (
  <ActionForm action={submitSignIn}>
    {(refused) => (
      <>
        <input type="hidden" name="ritorno" value={back} />
        <ChildCodeField label="Codice utente" autoComplete="username" refused={refused} />
        <PasswordField
          name="password"
          label="Password"
          required
          error={refused.errors.password}
          autoComplete="current-password"
        />
        <SubmitButton pendingLabel="Accesso in corso…">Accedi</SubmitButton>
      </>
    )}
  </ActionForm>
)
