/** A form that was not accepted: what to say beside each field, and what was typed, never a password. */
export type FormRefused = {
  errors: Readonly<Record<string, string>>
  values: Readonly<Record<string, string>>
  /** What does not belong to one field. */
  formError?: string
}

/** The state of a form that was not sent yet. */
export const untouched: FormRefused = { errors: {}, values: {} }
