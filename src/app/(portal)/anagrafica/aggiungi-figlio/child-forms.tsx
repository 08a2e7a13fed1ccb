'use client'

import { PasswordField } from '@/ui/password-field'
import { SubmitButton } from '@/ui/submit-button'
import { ActionForm } from '../../action-form'
import { ChildCodeField } from '../../child-code-field'
import { submitChild, submitRemoval } from './actions'

export const AddChildForm = () => (
  <ActionForm action={submitChild}>
    {(refused) => (
      <>
        <ChildCodeField label="Codice utente del figlio" autoComplete="off" refused={refused} />
        <PasswordField
          name="password"
          label="Password del figlio"
          required
          error={refused.errors.password}
          autoComplete="off"
        />
        <SubmitButton>Aggiungi</SubmitButton>
      </>
    )}
  </ActionForm>
)

/** Asks once more before it acts; opens and closes without scripts. */
export const RemoveChildForm = ({ childId, name }: { childId: number; name: string }) => (
  <details>
    <summary>Togli {name}</summary>
    <ActionForm action={submitRemoval} className="mt-2">
      {() => (
        <>
          <p>Per vedere di nuovo i suoi servizi serviranno il suo codice utente e la sua password.</p>
          <input type="hidden" name="childId" value={childId} />
          <SubmitButton className="btn btn-outline-danger">{`Conferma: togli ${name}`}</SubmitButton>
        </>
      )}
    </ActionForm>
  </details>
)
