'use client'

import { useActionState } from 'react'
import { untouched } from '@/http/action-state'
import { FormErrorSummary, TextField } from '@/ui/forms'
import { SubmitButton } from '@/ui/submit-button'
import { submitContacts } from './actions'

/** Works without scripts too: the page then comes back with the answer and what was typed. */
export const ContactsForm = ({
  childId,
  mobile,
  email,
}: {
  childId: number
  mobile: string
  email: string
}) => {
  const [state, submit] = useActionState(submitContacts, untouched)
  const { errors, values, formError } = state.ok ? untouched : state
  return (
    <form action={submit} noValidate>
      <FormErrorSummary message={formError} errors={errors} />
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
    </form>
  )
}
