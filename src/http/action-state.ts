/** A form that was not accepted: what to say beside each field, and what was typed, never a password. */
export type ActionRefused = {
  ok: false
  errors: Readonly<Record<string, string>>
  values: Readonly<Record<string, string>>
  /** What does not belong to one field. */
  formError?: string
}

/** What a form's action answered, for `useActionState`. */
export type ActionState<Done extends object = object> = ({ ok: true } & Done) | ActionRefused

/** The state of a form that was not sent yet. */
export const untouched: ActionRefused = { ok: false, errors: {}, values: {} }
