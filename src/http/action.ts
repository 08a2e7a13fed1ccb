import { headers } from 'next/headers'
import { redirect, unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import { it } from 'zod/locales'
import { isDatabaseAway } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { DomainError } from '@/shared/errors'
import type { ActionRefused, ActionState } from './action-state'
import { anyoneCtx, guardianOrNull } from './guardian-session'
import { log } from './log'
import { type KnownError, titleOf } from './problem'
import { returnPath } from './return-path'

/** Where the sentence of a refusal goes: beside a field, or above the form. */
type Refusal = string | { field: string; message: string }

type ActionOptions<Kind extends 'guardian' | 'anyone', Form extends z.ZodType> = {
  allow: Kind
  form: Form
  /** Sentences of this form for refusals it foresees; the others get the title they have in `problem.ts`. */
  refusals?: { [Code in KnownError['code']]?: (details: Readonly<Record<string, unknown>>) => Refusal }
}

const AWAY =
  'Il servizio non è al momento disponibile. Quanto inserito è ancora qui: riprova tra qualche minuto.'
const BUG = 'Per un errore del sistema la richiesta non è stata accettata. Riprova tra qualche minuto.'

/**
 * One server action: authenticates, reads the form with zod, calls one use case, and answers what the form shows.
 * Refusals keep what was typed, except passwords. Next compares Origin and Host of every action, and the session
 * cookie is SameSite=Lax: another site can send no form here. `handle` may redirect.
 */
export const action =
  <Kind extends 'guardian' | 'anyone', Form extends z.ZodType, Done extends object = object>(
    { allow, form, refusals = {} }: ActionOptions<Kind, Form>,
    handle: (ctx: Ctx<PrincipalOf<Kind>>, input: z.output<Form>) => Promise<Done | undefined>,
  ) =>
  async (_before: ActionState<Done>, data: FormData): Promise<ActionState<Done>> => {
    const typed = textsOf(data)
    const refuse = (refused: Omit<ActionRefused, 'ok' | 'values'>): ActionRefused => ({
      ok: false,
      values: withoutPasswords(typed),
      ...refused,
    })
    let requestId = ''
    try {
      const ctx = allow === 'guardian' ? await guardianHere() : await anyoneCtx()
      requestId = ctx.requestId
      const input = form.safeParse(typed, { error: it().localeError })
      if (!input.success) return refuse({ errors: firstMessages(input.error.issues) })
      const done = await handle(ctx as Ctx<PrincipalOf<Kind>>, input.data)
      return { ok: true, ...done } as { ok: true } & Done
    } catch (error) {
      unstable_rethrow(error)
      if (isDatabaseAway(error)) return refuse({ errors: {}, formError: AWAY })
      const refusal = refusalOf(error, refusals)
      if (refusal === null) {
        log.error({ requestId, err: error }, 'action failed')
        return refuse({ errors: {}, formError: BUG })
      }
      return typeof refusal === 'string'
        ? refuse({ errors: {}, formError: refusal })
        : refuse({ errors: { [refusal.field]: refusal.message } })
    }
  }

/** The guardian, or off to the sign-in page, and back to the form afterwards. */
const guardianHere = async () => {
  const ctx = await guardianOrNull()
  if (ctx) return ctx
  const page = URL.parse((await headers()).get('referer') ?? '')
  const back = returnPath(page && page.pathname + page.search)
  redirect(back === '/' ? '/accedi' : `/accedi?ritorno=${encodeURIComponent(back)}`)
}

const refusalOf = (error: unknown, refusals: ActionOptions<'anyone', z.ZodType>['refusals']) => {
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

/** The texts of a form by name; a name sent more than once gives a list. Next's own fields and files stay out. */
const textsOf = (data: FormData): Record<string, string | string[]> => {
  const texts: Record<string, string | string[]> = {}
  for (const name of new Set(data.keys())) {
    if (name.startsWith('$ACTION')) continue
    const values = data.getAll(name).filter((value) => typeof value === 'string')
    texts[name] = values.length === 1 ? (values[0] as string) : values
  }
  return texts
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
