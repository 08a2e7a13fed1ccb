import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, inTransaction, oneRow, rows, type SQL, sql, type Tx } from '@/db/client'
import { Instant } from '@/shared/dates'
import { Cents } from '@/shared/money'
import { postToWebhook } from './providers/webhook'
import { stripeId } from './stripe-api'

/** What cannot be done with an object in its state; the message is for who plays. */
export class StripeRefused extends Error {
  override readonly name = 'StripeRefused'
}

const Row = z.object({ object: z.record(z.string(), z.unknown()) })

/** Changes an object that is in a state where it may, and gives it as it is then; else refuses. */
const change = async (tx: Tx, id: string, to: object, condition: SQL): Promise<Record<string, unknown>> => {
  const changed = await oneRow(
    tx,
    Row,
    sql`update sandbox.stripe_object set object = object || ${JSON.stringify(to)}::jsonb
        where id = ${id} and ${condition} returning object`,
  )
  if (!changed) throw new StripeRefused('Non si può fare: lo stato è cambiato')
  return changed.object
}

const insert = (tx: Tx, kind: 'charge' | 'dispute', object: Record<string, unknown> & { id: string }) =>
  tx.execute(sql`
    insert into sandbox.stripe_object (id, kind, object) values (${object.id}, ${kind}, ${JSON.stringify(object)}::jsonb)`)

/** Writes what happened as Stripe tells it; gives the event's id, to be delivered. */
const tell = async (
  tx: Tx,
  type: string,
  { kept: _, ...object }: Record<string, unknown>,
  now: Temporal.Instant,
): Promise<string> => {
  const id = stripeId('evt')
  const event = {
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(now.epochMilliseconds / 1000),
    livemode: false,
    pending_webhooks: 1,
    type,
    data: { object },
  }
  await tx.execute(sql`insert into sandbox.stripe_event (id, body) values (${id}, ${JSON.stringify(event)})`)
  return id
}

const Kept = z.object({
  id: z.string(),
  amount_total: Cents,
  success_url: z.string(),
  cancel_url: z.string(),
  kept: z.object({
    items: z.object({ name: z.string(), cents: Cents }).array(),
    intentMetadata: z.record(z.string(), z.string()),
  }),
})

/** The money arrives: the session is paid, and there is a charge. */
const charge = async (tx: Tx, sessionId: string, condition: SQL, now: Temporal.Instant) => {
  const paymentIntent = stripeId('pi')
  const to = { status: 'complete', payment_status: 'paid', payment_intent: paymentIntent }
  const session = await change(tx, sessionId, to, condition)
  const { amount_total: amount, kept } = Kept.parse(session)
  await insert(tx, 'charge', {
    id: stripeId('ch'),
    object: 'charge',
    amount,
    amount_refunded: 0,
    currency: 'eur',
    paid: true,
    refunded: false,
    disputed: false,
    status: 'succeeded',
    payment_intent: paymentIntent,
    created: Math.floor(now.epochMilliseconds / 1000),
    metadata: kept.intentMetadata,
  })
  return session
}

/** The payer pays with a card; `later`: with a way whose money comes, or not, after days. */
export const payStripe = (id: string, later: boolean, now: Temporal.Instant): Promise<string> =>
  inTransaction(async (tx) => {
    const isOpen = sql`object ->> 'status' = 'open'`
    const session = later
      ? await change(tx, id, { status: 'complete', payment_intent: stripeId('pi') }, isOpen)
      : await charge(tx, id, isOpen, now)
    return tell(tx, 'checkout.session.completed', session, now)
  })

/** The money of a payment made with `later` comes, or never will. */
export const finishStripe = (id: string, isPaid: boolean, now: Temporal.Instant): Promise<string> =>
  inTransaction(async (tx) => {
    const isWaiting = sql`object ->> 'status' = 'complete' and object ->> 'payment_status' = 'unpaid' and not object ? 'failed'`
    return isPaid
      ? tell(tx, 'checkout.session.async_payment_succeeded', await charge(tx, id, isWaiting, now), now)
      : tell(
          tx,
          'checkout.session.async_payment_failed',
          await change(tx, id, { failed: true }, isWaiting),
          now,
        )
  })

/** Nobody pays in time. */
export const expireStripe = (id: string, now: Temporal.Instant): Promise<string> =>
  inTransaction(async (tx) =>
    tell(
      tx,
      'checkout.session.expired',
      await change(tx, id, { status: 'expired', url: null }, sql`object ->> 'status' = 'open'`),
      now,
    ),
  )

const Charge = z.object({
  id: z.string(),
  amount: Cents,
  amount_refunded: z.int(),
  disputed: z.boolean(),
  payment_intent: z.string(),
})

const lockCharge = async (tx: Tx, id: string) => {
  const found = await oneRow(
    tx,
    Row,
    sql`select object from sandbox.stripe_object where id = ${id} and kind = 'charge' for update`,
  )
  if (!found) throw new StripeRefused('Pagamento sconosciuto')
  return Charge.parse(found.object)
}

/** The municipality refunds a part, or without `cents` all that is left. */
export const refundStripe = (id: string, asked: number | null, now: Temporal.Instant): Promise<string> =>
  inTransaction(async (tx) => {
    const { amount, amount_refunded: before } = await lockCharge(tx, id)
    const refund = asked ?? amount - before
    const isDisputed = await oneRow(
      tx,
      Row,
      sql`select object from sandbox.stripe_object
          where kind = 'dispute' and object ->> 'charge' = ${id} and object ->> 'status' <> 'won' limit 1`,
    )
    if (isDisputed) throw new StripeRefused('Il pagamento è contestato')
    if (refund <= 0 || before + refund > amount) throw new StripeRefused('L’importo supera quanto resta')
    const to = { amount_refunded: before + refund, refunded: before + refund === amount }
    return tell(tx, 'charge.refunded', await change(tx, id, to, sql`true`), now)
  })

/** The payer disputes all that was not refunded. */
export const disputeStripe = (id: string, now: Temporal.Instant): Promise<string> =>
  inTransaction(async (tx) => {
    const { amount, amount_refunded, disputed, payment_intent } = await lockCharge(tx, id)
    if (disputed || amount_refunded >= amount) throw new StripeRefused('Il pagamento non si può contestare')
    const dispute = {
      id: stripeId('dp'),
      object: 'dispute',
      amount: amount - amount_refunded,
      currency: 'eur',
      charge: id,
      payment_intent,
      status: 'needs_response',
    }
    await change(tx, id, { disputed: true }, sql`true`)
    await insert(tx, 'dispute', dispute)
    return tell(tx, 'charge.dispute.created', dispute, now)
  })

/** The bank decides a dispute. */
export const closeStripeDispute = (
  id: string,
  status: 'won' | 'lost',
  now: Temporal.Instant,
): Promise<string> =>
  inTransaction(async (tx) =>
    tell(
      tx,
      'charge.dispute.closed',
      await change(tx, id, { status }, sql`kind = 'dispute' and object ->> 'status' = 'needs_response'`),
      now,
    ),
  )

/** The text of an event, as it is signed and sent; null for none of ours. */
export const stripeEventBody = async (id: string): Promise<string | null> =>
  (
    await oneRow(
      db,
      z.object({ body: z.string() }),
      sql`select body from sandbox.stripe_event where id = ${id}`,
    )
  )?.body ?? null

/** Delivers an event to the portal, the first time or again; what was answered is kept. */
export const deliverStripe = async (id: string, now: Temporal.Instant): Promise<void> => {
  const body = await stripeEventBody(id)
  if (body === null) throw new StripeRefused('Notifica sconosciuta')
  const answer = await postToWebhook(body, now)
  await db.execute(sql`update sandbox.stripe_event set last_answer = ${answer} where id = ${id}`)
}

const SessionView = z
  .object({
    object: Kept.extend({ status: z.string(), payment_status: z.string(), failed: z.boolean().optional() }),
  })
  .transform(({ object: { kept, failed, ...session } }) => ({
    id: session.id,
    cents: session.amount_total,
    items: kept.items,
    successUrl: session.success_url,
    cancelUrl: session.cancel_url,
    state:
      session.status !== 'complete'
        ? session.status
        : failed
          ? 'failed'
          : session.payment_status === 'paid'
            ? 'paid'
            : 'waiting',
  }))
export type StripeSessionView = z.output<typeof SessionView>

/** One session, as its page shows it. */
export const stripeSession = (id: string): Promise<StripeSessionView | null> =>
  oneRow(db, SessionView, sql`select object from sandbox.stripe_object where id = ${id} and kind = 'session'`)

const ChargeView = z.object({ object: Charge }).transform(({ object }) => object)
const DisputeView = z
  .object({ object: z.object({ id: z.string(), charge: z.string(), amount: Cents, status: z.string() }) })
  .transform(({ object }) => object)
const EventView = z.object({
  id: z.string(),
  type: z.string(),
  lastAnswer: z.string().nullable(),
  createdAt: Instant,
})

const lastOf = (kind: string) =>
  sql`select object from sandbox.stripe_object where kind = ${kind} order by created_at desc limit 20`

/** What happened last in the demo's Stripe. */
export const stripeOverview = async () => ({
  sessions: await rows(db, SessionView, lastOf('session')),
  charges: await rows(db, ChargeView, lastOf('charge')),
  disputes: await rows(db, DisputeView, lastOf('dispute')),
  events: await rows(
    db,
    EventView,
    sql`select id, body::jsonb ->> 'type' as type, last_answer as "lastAnswer", created_at as "createdAt"
        from sandbox.stripe_event order by created_at desc limit 20`,
  ),
})
