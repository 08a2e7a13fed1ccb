import { attributes, type Html, type HtmlValue, html } from './html'
import { iconHtml } from './icon'

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
  /** What the field shows at first; after a refusal, what was typed. */
  value?: string | undefined
}

const describedBy = ({ name, id = name, hint, error }: FieldProps) =>
  [error && `${id}-errore`, hint && `${id}-aiuto`].filter(Boolean).join(' ') || undefined

/** The attributes that tie a control to its label, its hint and its error. */
const tied = (field: FieldProps) => ({
  id: field.id ?? field.name,
  name: field.name,
  required: field.required,
  'aria-invalid': field.error ? 'true' : undefined,
  'aria-describedby': describedBy(field),
})

const explanations = ({ name, id = name, hint, error }: FieldProps): HtmlValue => [
  error && html`<div id="${id}-errore" class="form-feedback just-validate-error-label">${error}</div>`,
  hint && html`<small id="${id}-aiuto" class="form-text">${hint}</small>`,
]

/** Label, control, error and hint, in the kit's order. */
const labelled = (
  field: FieldProps & { isLabelHidden?: boolean },
  control: Html,
  className = 'form-group',
): Html =>
  html`<div class="${className}"><label class="${field.isLabelHidden ? 'visually-hidden' : field.required ? 'active required' : 'active'}" for="${field.id ?? field.name}">${field.label}</label>${control}${explanations(field)}</div>`

const controlClass = ({ error }: FieldProps, more = '') => `form-control${more}${error ? ' is-invalid' : ''}`

type TextInput = {
  type?: 'text' | 'email' | 'tel' | 'date' | 'time' | 'search'
  autocomplete?: string
  inputmode?: 'text' | 'numeric' | 'tel' | 'email'
  maxlength?: number
  autocapitalize?: 'none' | 'characters' | 'words'
  spellcheck?: 'false'
}

/** One line of text, a date, a telephone number, an e-mail. */
export const textField = ({
  type = 'text',
  autocomplete,
  inputmode,
  maxlength,
  autocapitalize,
  spellcheck,
  ...field
}: FieldProps & TextInput): Html =>
  labelled(
    field,
    html`<input${attributes({
      type,
      class: controlClass(field),
      ...tied(field),
      ...{ value: field.value, autocomplete, inputmode, maxlength, autocapitalize, spellcheck },
    })}>`,
  )

/** A file to send; its form says `isUpload`. After a refusal it has to be chosen again: browsers keep no file. */
export const fileField = ({ accept, ...field }: Omit<FieldProps, 'value'> & { accept: string }): Html =>
  labelled(
    field,
    html`<input${attributes({ type: 'file', class: controlClass(field), ...tied(field), accept })}>`,
  )

/** Several lines of text. */
export const textArea = ({ rows, ...field }: FieldProps & { rows: number }): Html =>
  labelled(
    field,
    html`<textarea${attributes({ class: controlClass(field), rows, ...tied(field) })}>${field.value}</textarea>`,
  )

/** A password, never shown again after a refusal, with a switch to see what is typed where scripts run. */
export const passwordField = ({
  autocomplete,
  ...field
}: Omit<FieldProps, 'value'> & { autocomplete: 'current-password' | 'new-password' | 'off' }): Html =>
  labelled(
    field,
    html`<input${attributes({
      type: 'password',
      class: controlClass(field, ' input-password'),
      ...tied(field),
      autocomplete,
      autocapitalize: 'none',
      spellcheck: 'false',
    })}><button type="button" class="password-icon btn" role="switch" aria-checked="false" data-reveals="${field.id ?? field.name}" hidden><span class="visually-hidden">Mostra: ${field.label}</span>${iconHtml('password-visible')}${iconHtml('password-invisible')}</button>`,
  )

/** An amount in euro, typed as people do ("20", "20,50"); `readEuro` reads it. */
export const amountField = (field: FieldProps): Html =>
  labelled(
    field,
    html`<div class="input-group"><span class="input-group-text" aria-hidden="true">€</span><input${attributes(
      {
        type: 'text',
        inputmode: 'decimal',
        autocomplete: 'off',
        class: controlClass(field),
        ...tied(field),
        value: field.value,
      },
    )}></div>`,
  )

export type Option = { value: string; label: string; hint?: string | undefined }

/** A native drop-down; `placeholder` is the first, empty choice. */
export const selectField = ({
  options,
  placeholder,
  isLabelHidden = false,
  ...field
}: FieldProps & {
  options: readonly Option[]
  placeholder?: string
  /** In a table, whose row and column say it to the eye. */
  isLabelHidden?: boolean
}): Html =>
  labelled(
    { ...field, isLabelHidden },
    html`<select${attributes({ class: field.error && 'is-invalid', ...tied(field) })}>${
      placeholder !== undefined && html`<option value="">${placeholder}</option>`
    }${options.map(
      ({ value, label }) =>
        html`<option${attributes({ value, selected: value === field.value })}>${label}</option>`,
    )}</select>`,
    isLabelHidden ? 'select-wrapper mb-0' : 'form-group select-wrapper',
  )

/** One choice among a few, all visible. */
export const radioGroup = ({ options, ...field }: FieldProps & { options: readonly Option[] }): Html => {
  const { name, id = name, label, required, error } = field
  return html`<fieldset${attributes({
    class: 'form-group radio-group',
    id,
    'aria-describedby': describedBy(field),
    tabindex: -1,
  })}><legend${attributes({ class: required && 'required' })}>${label}</legend>${options.map(
    (option) =>
      html`<div class="form-check"><input${attributes({
        type: 'radio',
        id: `${id}-${option.value}`,
        name,
        value: option.value,
        required,
        checked: option.value === field.value,
        'aria-invalid': error ? 'true' : undefined,
        'aria-describedby': option.hint && `${id}-${option.value}-aiuto`,
      })}><label for="${id}-${option.value}">${option.label}</label>${
        option.hint && html`<small id="${id}-${option.value}-aiuto" class="form-text">${option.hint}</small>`
      }</div>`,
  )}${explanations(field)}</fieldset>`
}

/** Any of a few choices, all visible. */
export const checkboxGroup = ({
  options,
  values,
  ...field
}: Omit<FieldProps, 'value'> & { options: readonly Option[]; values: readonly string[] }): Html => {
  const { name, id = name, label } = field
  return html`<fieldset${attributes({
    class: 'form-group',
    id,
    'aria-describedby': describedBy(field),
    tabindex: -1,
  })}><legend>${label}</legend>${options.map(
    (option) =>
      html`<div class="form-check"><input${attributes({
        type: 'checkbox',
        id: `${id}-${option.value}`,
        name,
        value: option.value,
        checked: values.includes(option.value),
      })}><label for="${id}-${option.value}">${option.label}</label></div>`,
  )}${explanations(field)}</fieldset>`
}

/** A value the form carries along. */
export const hiddenField = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

/** The button of a form; while the answer is on its way it says so and sends nothing twice, where scripts run. */
export const submitButton = (
  label: string,
  {
    pending = 'Invio in corso…',
    className = 'btn btn-primary',
  }: { pending?: string; className?: string } = {},
): Html => html`<button type="submit" class="${className}" data-pending="${pending}">${label}</button>`

/** The line that explains the asterisks, above a form. */
export const requiredNote = html`<p class="small">I campi contraddistinti dal simbolo asterisco (*) sono obbligatori.</p>`

/** What a form shows after it was refused: what is wrong, by field or in general, and what was typed. */
export type Refused = {
  errors: FieldErrors
  values: Readonly<Record<string, string>>
  formError?: string | undefined
}

/** The name of a field with what it shows: after a refusal what was typed and what is wrong, else `atFirst`. */
export const fieldOf = (refused: Refused | null, name: string, atFirst?: string) => ({
  name,
  value: refused?.values[name] ?? atFirst,
  error: refused?.errors[name],
})

/** What went wrong, above the form: a general sentence, and a link to each field to correct. */
const errorSummary = ({ formError, errors }: Refused): Html | null => {
  const wrong = Object.entries(errors).filter(([, error]) => error)
  if (!formError && wrong.length === 0) return null
  return html`<div class="alert alert-danger" role="alert" tabindex="-1" data-summary><p class="fw-semibold mb-1">${
    formError ??
    (wrong.length === 1 ? 'Un campo è da correggere' : `${wrong.length} campi sono da correggere`)
  }</p>${
    wrong.length > 0 &&
    html`<ul class="mb-0">${wrong.map(([name, error]) => html`<li><a href="#${name}">${error}</a></li>`)}</ul>`
  }</div>`
}

/**
 * A form that posts to the page it stands in, or to `action`. A page with several names each: `name` arrives as the
 * field `azione`. After a refusal it says what is wrong above the fields. The page checks, in our words: `novalidate`.
 */
export const form = (
  content: HtmlValue,
  {
    refused = null,
    name,
    method = 'post',
    action,
    className,
    isUpload = false,
  }: {
    refused?: Refused | null
    name?: string
    method?: 'post' | 'get'
    action?: string
    className?: string
    /** Carries a file. */
    isUpload?: boolean
  } = {},
): Html =>
  html`<form${attributes({ method, action, class: className, enctype: isUpload && 'multipart/form-data', novalidate: true })}>${
    refused && errorSummary(refused)
  }${name && hiddenField('azione', name)}${content}</form>`

/** What a form sent and nobody read, ready to be sent again. */
export const sendAgain = (typed: Readonly<Record<string, string>>): Html =>
  form([Object.entries(typed).map(([name, value]) => hiddenField(name, value)), submitButton('Riprova ora')])
