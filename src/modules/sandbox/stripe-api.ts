import { randomBytes } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, db, inTransaction, oneRow, sql } from '@/db/client'
import { stripeKey } from '@/modules/payments'

/** What Stripe's API answers. */
export type StripeAnswer = { status: number; body: object }
export type StripeRequest = { method: string; path: string; headers: Headers; body: string }

const refused = (
  status: number,
  error: { type: string; message: string; code?: string; param?: string },
): StripeAnswer => ({ status, body: { error } })
const invalid = (message: string, more: { code?: string; param?: string } = {}) =>
  refused(400, { type: 'invalid_request_error', message, ...more })

/** `line_items[0][price_data][currency]=eur` as objects in objects. */
const formOf = (text: string): object => {
  type Branch = { [name: string]: string | Branch }
  const empty = (): Branch => Object.create(null)
  const root = empty()
  for (const [name, value] of new URLSearchParams(text)) {
    const parts = name.split(/[[\]]+/).filter((part) => part !== '')
    let at = root
    for (const part of parts.slice(0, -1)) {
      const branch = at[part]
      const next = typeof branch === 'object' ? branch : empty()
      at[part] = next
      at = next
    }
    at[parts.at(-1) ?? ''] = value
  }
  return root
}

const Whole = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number)
const Metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((entries) => Object.keys(entries).length <= 50)
const Item = z.strictObject({
  quantity: Whole.pipe(z.int().min(1)),
  price_data: z.strictObject({
    currency: z.literal('eur'),
    unit_amount: Whole,
    product_data: z.strictObject({ name: z.string().min(1).max(250) }),
  }),
})
/** The part of a session's request that the portal uses: anything else is refused, as a misspelt name would be. */
const SessionRequest = z.strictObject({
  mode: z.literal('payment'),
  locale: z.enum(['it', 'auto']).optional(),
  client_reference_id: z.string().max(200).optional(),
  line_items: z.record(z.string().regex(/^\d+$/), Item).transform((items) => Object.values(items)),
  metadata: Metadata.optional(),
  payment_intent_data: z.strictObject({ metadata: Metadata.optional() }).optional(),
  adaptive_pricing: z.strictObject({ enabled: z.enum(['true', 'false']) }).optional(),
  expires_at: Whole.optional(),
  success_url: z.url(),
  cancel_url: z.url(),
})

const HALF_AN_HOUR = 30 * 60
const A_DAY = 24 * 3600
const MINIMUM_CENTS = 50

/** An id as Stripe makes them. */
export const stripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`

const createSession = async (tx: Db, form: object, now: Temporal.Instant): Promise<StripeAnswer> => {
  const parsed = SessionRequest.safeParse(form)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const at = (issue?.path ?? []).join('.')
    return issue?.code === 'unrecognized_keys'
      ? invalid(`Received unknown parameter: ${issue.keys.join(', ')}`, {
          code: 'parameter_unknown',
          param: at,
        })
      : invalid(`Invalid ${at}`, { code: 'parameter_invalid', param: at })
  }
  const asked = parsed.data
  const seconds = Math.floor(now.epochMilliseconds / 1000)
  const expiresAt = asked.expires_at ?? seconds + A_DAY
  if (expiresAt < seconds + HALF_AN_HOUR || expiresAt > seconds + A_DAY)
    return invalid('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', {
      param: 'expires_at',
    })
  const total = asked.line_items.reduce((sum, item) => sum + item.quantity * item.price_data.unit_amount, 0)
  if (total < MINIMUM_CENTS)
    return invalid('The total amount due must add up to at least €0.50 eur', { code: 'amount_too_small' })
  const id = stripeId('cs_test')
  const session = {
    id,
    object: 'checkout.session',
    mode: 'payment',
    livemode: false,
    status: 'open',
    payment_status: 'unpaid',
    amount_total: total,
    currency: 'eur',
    client_reference_id: asked.client_reference_id ?? null,
    payment_intent: null,
    metadata: asked.metadata ?? {},
    created: seconds,
    expires_at: expiresAt,
    success_url: asked.success_url,
    cancel_url: asked.cancel_url,
    // The sandbox lives in the portal itself: on the address that the browser already uses.
    url: new URL(`/sandbox/stripe/c/${id}`, asked.success_url).href,
  }
  // What Stripe does not tell of a session, but remembers.
  const kept = {
    items: asked.line_items.map(({ price_data }) => ({
      name: price_data.product_data.name,
      cents: price_data.unit_amount,
    })),
    intentMetadata: asked.payment_intent_data?.metadata ?? {},
  }
  await tx.execute(sql`
    insert into sandbox.stripe_object (id, kind, object) values (${id}, 'session', ${JSON.stringify({ ...session, kept })}::jsonb)`)
  return { status: 200, body: session }
}

const Answered = z.object({ request: z.string(), status: z.int(), answer: z.record(z.string(), z.unknown()) })

/** Does `work` once per key: the same request again gets the same answer, another one with the same key is refused. */
const oncePerKey = (
  { path, headers, body }: StripeRequest,
  work: (tx: Db) => Promise<StripeAnswer>,
): Promise<StripeAnswer> => {
  const key = headers.get('idempotency-key')
  if (!key || key.length > 255)
    return Promise.resolve(invalid('An Idempotency-Key of at most 255 characters'))
  const request = `${path}\n${body}`
  return inTransaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`stripe:${key}`}, 0))`)
    const earlier = await oneRow(
      tx,
      Answered,
      sql`select request, status, answer from sandbox.stripe_answer where key = ${key}`,
    )
    if (earlier && earlier.request !== request)
      return refused(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters',
      })
    if (earlier) return { status: earlier.status, body: earlier.answer }
    const answer = await work(tx)
    if (answer.status === 200)
      await tx.execute(sql`
        insert into sandbox.stripe_answer (key, request, status, answer)
        values (${key}, ${request}, ${answer.status}::int, ${JSON.stringify(answer.body)}::jsonb)`)
    return answer
  })
}

const retrieve = async (kind: string, id: string): Promise<StripeAnswer> => {
  const found = await oneRow(
    db,
    z.object({ object: z.record(z.string(), z.unknown()) }),
    sql`select object - 'kept' as object from sandbox.stripe_object where id = ${id} and kind = ${kind}`,
  )
  return found
    ? { status: 200, body: found.object }
    : refused(404, {
        type: 'invalid_request_error',
        code: 'resource_missing',
        message: `No such ${kind}: ${id}`,
      })
}

const READABLE: readonly [path: RegExp, kind: string][] = [
  [/^\/v1\/checkout\/sessions\/([\w]+)$/, 'session'],
  [/^\/v1\/charges\/([\w]+)$/, 'charge'],
  [/^\/v1\/disputes\/([\w]+)$/, 'dispute'],
]

/**
 * Answers a request as Stripe's API does, as far as the portal uses it, and refuses what Stripe refuses: a wrong key, names
 * and amounts it does not know, the same idempotency key with something else.
 */
export const answerStripe = async (request: StripeRequest, now: Temporal.Instant): Promise<StripeAnswer> => {
  const { method, path, headers, body } = request
  if (headers.get('authorization') !== `Bearer ${stripeKey()}`)
    return refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' })
  if (method === 'POST' && path === '/v1/checkout/sessions')
    return /^application\/x-www-form-urlencoded\b/.test(headers.get('content-type') ?? '')
      ? oncePerKey(request, (tx) => createSession(tx, formOf(body), now))
      : invalid('The body is not a form')
  for (const [pattern, kind] of READABLE) {
    const [, id] = pattern.exec(path) ?? []
    if (method === 'GET' && id) return retrieve(kind, id)
  }
  return refused(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path})`,
  })
}
