import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { RefusedForm } from '@/http/page'
import { Reason } from '@/modules/office-money'
import { fieldOf, hiddenField, radioGroup, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'

/** What every act of the office carries: the key made with the form, and why it is done. */
export const actFields = { chiave: z.uuid(), motivo: Reason }

/** The sentence for a form sent a second time with other data. */
export const actRefusals = {
  'idempotency-key-reused': () =>
    'Questo modulo è già stato inviato con altri dati: apri di nuovo la pagina prima di inviarne un altro.',
}

/** A refused form keeps its key: sent again it is the same act. */
export const keyField = (refused: RefusedForm | null): Html =>
  hiddenField('chiave', refused?.values.chiave ?? randomUUID())

/** Why it is done. */
export const reasonField = (
  refused: RefusedForm | null,
  field: { label?: string; hint?: string; value?: string; id?: string } = {},
): Html =>
  textField({
    ...fieldOf(refused, 'motivo', field.value),
    id: field.id,
    label: field.label ?? 'Motivo',
    required: true,
    hint: field.hint ?? 'Resta scritto accanto all’operazione, con chi l’ha eseguita',
    maxlength: 500,
  })

type Choice = { label: string; hint: string }

/** Yes or no to what a family asked, and the text that it reads with the answer. */
export const decisionFields = (refused: RefusedForm | null, { yes, no }: { yes: Choice; no: Choice }): Html =>
  html`${radioGroup({
    name: 'decisione',
    label: 'Decisione',
    required: true,
    options: [
      { value: 'si', ...yes },
      { value: 'no', ...no },
    ],
    value: refused?.values.decisione,
    error: refused?.errors.decisione,
  })}${reasonField(refused, {
    label: 'Testo per la famiglia',
    hint: 'La famiglia lo riceve con la decisione',
  })}`
