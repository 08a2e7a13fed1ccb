import type { z } from 'zod'
import { it } from 'zod/locales'
import { isDatabaseAway } from '@/db/client'
import { DomainError } from '@/shared/errors'
import type { FormRefused } from './form-state'
import { log } from './log'
import { type KnownError, titleOf } from './problem'

/** Where the sentence of a refusal goes: beside a field, or above the form. */
type Refusal = string | { field: string; message: string }

export type FormOptions<Form extends z.ZodType> = {
  form: Form
  /** Sentences of this form for refusals it foresees; the others get the title they have in `problem.ts`. */
  refusals?: { [Code in KnownError['code']]?: (details: Readonly<Record<string, unknown>>) => Refusal }
}

const AWAY =
  'Il servizio non è al momento disponibile. Quanto inserito è ancora qui: riprova tra qualche minuto.'
const BUG = 'Per un errore del sistema la richiesta non è stata accettata. Riprova tra qualche minuto.'

/**
 * Reads a form with zod, files as `File`, and gives it to `handle`; answers what that answered, or what to show in the form. Refusals
 * keep what was typed, except passwords. What is not a known refusal is logged whole.
 */
export const submitForm = async <Form extends z.ZodType, Done>(
  { form, refusals = {} }: FormOptions<Form>,
  data: FormData,
  requestId: string,
  handle: (input: z.output<Form>) => Promise<Done>,
): Promise<{ done: Done } | { refused: FormRefused }> => {
  const typed = textsOf(data)
  const refuse = (refused: Omit<FormRefused, 'values'>) => ({
    refused: { values: withoutPasswords(typed), ...refused },
  })
  const input = form.safeParse({ ...typed, ...filesIn(data) }, { error: it().localeError })
  if (!input.success) return refuse({ errors: firstMessages(input.error.issues) })
  try {
    return { done: await handle(input.data) }
  } catch (error) {
    if (isDatabaseAway(error)) return refuse({ errors: {}, formError: AWAY })
    const refusal = refusalOf(error, refusals)
    if (refusal === null) {
      log.error({ requestId, err: error }, 'form failed')
      return refuse({ errors: {}, formError: BUG })
    }
    return typeof refusal === 'string'
      ? refuse({ errors: {}, formError: refusal })
      : refuse({ errors: { [refusal.field]: refusal.message } })
  }
}

const refusalOf = (error: unknown, refusals: FormOptions<z.ZodType>['refusals']): Refusal | null => {
  if (!(error instanceof DomainError)) return null
  const own = refusals?.[error.code as KnownError['code']]
  if (own) return own(error.details)
  if (error.code === 'throttled') return waitSentence(error.details.retryAfterSeconds)
  return titleOf(error.code)
}

/** Says how long to wait, in minutes. */
const waitSentence = (seconds: unknown): string => {
  const minutes = Math.max(1, Math.ceil(Number(seconds) / 60))
  return `Troppi tentativi non riusciti. Riprova tra ${minutes === 1 ? 'un minuto' : `${minutes} minuti`}.`
}

/** The texts of a form by name; a name sent more than once gives a list; none for files. What Next adds stays out. */
export const textsOf = (data: FormData): Record<string, string | string[]> => {
  const texts: Record<string, string | string[]> = {}
  for (const name of new Set(data.keys())) {
    if (name.startsWith('$ACTION')) continue
    const values = data.getAll(name).filter((value) => typeof value === 'string')
    if (values.length > 0) texts[name] = values.length === 1 ? (values[0] as string) : values
  }
  return texts
}

/** The files of a form by name, the first of each; a field left empty has none. */
const filesIn = (data: FormData): Record<string, File> => {
  const files: Record<string, File> = {}
  for (const [name, value] of data)
    if (typeof value !== 'string' && (value.size > 0 || value.name !== '')) files[name] ??= value
  return files
}

const withoutPasswords = (typed: Record<string, string | string[]>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typed).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !/password/i.test(entry[0]),
    ),
  )

/** One sentence per field: the first. */
const firstMessages = (issues: readonly z.core.$ZodIssue[]): Record<string, string> => {
  const messages: Record<string, string> = {}
  for (const issue of issues) messages[String(issue.path[0] ?? '')] ??= issue.message
  return messages
}
