'use client'

import { TextField } from '@/ui/forms'
import { SubmitButton } from '@/ui/submit-button'
import { ActionForm } from '../../action-form'
import { submitContacts } from './actions'

export const ContactsForm = ({
  childId,
  mobile,
  email,
}: {
  childId: number
  mobile: string
  email: string
}) => (
  <ActionForm action={submitContacts}>
    {({ errors, values }) => (
      <>
        <input type="hidden" name="figlio" value={childId} />
        <TextField
          name="mobile"
          label="Cellulare"
          type="tel"
          autoComplete="tel"
          hint="Per i messaggi sul servizio, ad esempio 333 1234567"
          error={errors.mobile}
          defaultValue={values.mobile ?? mobile}
          maxLength={40}
        />
        <TextField
          name="email"
          label="E-mail"
          type="email"
          autoComplete="email"
          hint="Per le comunicazioni del Comune"
          error={errors.email}
          defaultValue={values.email ?? email}
          maxLength={254}
          autoCapitalize="none"
          spellCheck={false}
        />
        <SubmitButton>Salva i recapiti</SubmitButton>
      </>
    )}
  </ActionForm>
)
