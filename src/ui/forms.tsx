import type { HTMLInputAutoCompleteAttribute, ReactNode } from 'react'

/** Sentences beside the fields, by field name. */
export type FieldErrors = Readonly<Record<string, string | undefined>>

/** What every field takes. The error says what to write, not only that something is wrong. */
export type FieldProps = {
  name: string
  /** Only when two fields of a page share a name; else the name is the id. */
  id?: string | undefined
  label: string
  hint?: string | undefined
  error?: string | undefined
  required?: boolean | undefined
}

/** The attributes that tie a control to its label, its hint and its error. */
export const tied = ({ name, id = name, hint, error, required }: FieldProps) => ({
  id,
  name,
  required,
  'aria-invalid': error ? true : undefined,
  'aria-describedby': [error && `${id}-errore`, hint && `${id}-aiuto`].filter(Boolean).join(' ') || undefined,
})

const controlClass = ({ error }: FieldProps) => (error ? 'form-control is-invalid' : 'form-control')

const Explanations = ({ name, id = name, hint, error }: FieldProps) => (
  <>
    {error && (
      <div id={`${id}-errore`} className="form-feedback just-validate-error-label">
        {error}
      </div>
    )}
    {hint && (
      <small id={`${id}-aiuto`} className="form-text">
        {hint}
      </small>
    )}
  </>
)

/** Label, control, error and hint, in the kit's order; for a control that the fields below do not offer. */
export const Field = ({
  field,
  className = 'form-group',
  children,
}: {
  field: FieldProps
  className?: string
  children: ReactNode
}) => (
  <div className={className}>
    <label className={field.required ? 'active required' : 'active'} htmlFor={field.id ?? field.name}>
      {field.label}
    </label>
    {children}
    <Explanations {...field} />
  </div>
)

type TextInput = {
  type?: 'text' | 'email' | 'tel' | 'date' | 'search'
  defaultValue?: string | undefined
  autoComplete?: HTMLInputAutoCompleteAttribute
  inputMode?: 'text' | 'numeric' | 'tel' | 'email'
  maxLength?: number
  autoCapitalize?: 'none' | 'characters' | 'words'
  spellCheck?: boolean
}

/** One line of text, a date, a telephone number, an e-mail. */
export const TextField = ({
  type = 'text',
  defaultValue,
  autoComplete,
  inputMode,
  maxLength,
  autoCapitalize,
  spellCheck,
  ...field
}: FieldProps & TextInput) => (
  <Field field={field}>
    <input
      type={type}
      className={controlClass(field)}
      {...tied(field)}
      {...{ defaultValue, autoComplete, inputMode, maxLength, autoCapitalize, spellCheck }}
    />
  </Field>
)

/** An amount in euro, typed as people do ("20", "20,50"); `readEuro` reads it. */
export const AmountField = ({
  defaultValue,
  ...field
}: FieldProps & { defaultValue?: string | undefined }) => (
  <Field field={field}>
    <div className="input-group">
      <span className="input-group-text" aria-hidden="true">
        €
      </span>
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        className={controlClass(field)}
        {...tied(field)}
        defaultValue={defaultValue}
      />
    </div>
  </Field>
)

export type Option = { value: string; label: string; hint?: string | undefined }

/** A native drop-down; `placeholder` is the first, empty choice. */
export const SelectField = ({
  options,
  placeholder,
  defaultValue,
  ...field
}: FieldProps & { options: readonly Option[]; placeholder?: string; defaultValue?: string | undefined }) => (
  <Field field={field} className="form-group select-wrapper">
    <select className={field.error ? 'is-invalid' : undefined} {...tied(field)} defaultValue={defaultValue}>
      {placeholder !== undefined && <option value="">{placeholder}</option>}
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  </Field>
)

/** One choice among a few, all visible. */
export const RadioGroup = ({
  options,
  defaultValue,
  ...field
}: FieldProps & { options: readonly Option[]; defaultValue?: string | undefined }) => {
  const { name, id = name, label, required, error } = field
  const { 'aria-describedby': describedBy } = tied(field)
  return (
    <fieldset className="form-group radio-group" id={id} aria-describedby={describedBy} tabIndex={-1}>
      <legend className={required ? 'required' : undefined}>{label}</legend>
      {options.map((option) => (
        <div className="form-check" key={option.value}>
          <input
            type="radio"
            id={`${id}-${option.value}`}
            name={name}
            value={option.value}
            required={required}
            defaultChecked={option.value === defaultValue}
            aria-invalid={error ? true : undefined}
            aria-describedby={option.hint && `${id}-${option.value}-aiuto`}
          />
          <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
          {option.hint && (
            <small id={`${id}-${option.value}-aiuto`} className="form-text">
              {option.hint}
            </small>
          )}
        </div>
      ))}
      <Explanations {...field} />
    </fieldset>
  )
}

/** The line that explains the asterisks, above a form. */
export const RequiredNote = () => (
  <p className="small">I campi contraddistinti dal simbolo asterisco (*) sono obbligatori.</p>
)

/**
 * What went wrong, above the form: a general sentence, and a link to each field to correct. Always render it: the
 * live region must be there before its content comes.
 */
export const FormErrorSummary = ({
  message,
  errors = {},
}: {
  message?: string | undefined
  errors?: FieldErrors | undefined
}) => {
  const wrong = Object.entries(errors).filter(([, error]) => error)
  return (
    <div role="alert">
      {(message || wrong.length > 0) && (
        <div className="alert alert-danger">
          <p className="fw-semibold mb-1">
            {message ??
              (wrong.length === 1 ? 'Un campo è da correggere' : `${wrong.length} campi sono da correggere`)}
          </p>
          {wrong.length > 0 && (
            <ul className="mb-0">
              {wrong.map(([name, error]) => (
                <li key={name}>
                  <a href={`#${name}`}>{error}</a>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  )
}
