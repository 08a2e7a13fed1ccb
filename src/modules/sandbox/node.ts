import { randomBytes } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, oneRow, rows, sql } from '@/db/client'
import { childOf, textAt } from '@/modules/payments'
import { Instant } from '@/shared/dates'
import { type Cents, cents, decimalToCents } from '@/shared/money'
import { askStation } from './ask-station'
import {
  activateMessage,
  Channel,
  Counter,
  MessageVersion,
  receiptIn,
  receiptMessage,
  unaskedReceiptMessage,
  verifyMessage,
} from './messages'
import { NodeRefused } from './node-refused'

/** How long a payment holds its notice. */
const TOKEN_MINUTES = 30
/** How often a receipt is sent that gets no well-formed answer. */
const DELIVERIES_MAX = 48
/** Late enough to see a page that waits, soon enough to wait for it. */
const LATE_SECONDS = 5

/** What a payment service learns of a notice before it is paid. */
export type VerifiedNotice = { cents: Cents; description: string }

/** Asks the station whether a notice can be paid now. */
export const verifyNotice = async (noticeNumber: string): Promise<VerifiedNotice> => {
  const { message } = await askStation(verifyMessage(noticeNumber), { noticeNumber })
  const option = childOf(message, 'paymentList', 'paymentOptionDescription')
  return {
    cents: decimalToCents(textAt(option, 'amount') ?? ''),
    description: textAt(message, 'paymentDescription') ?? '',
  }
}

/** How a notice is activated: where, in which version of the messages, for which cart. */
export type Activation = {
  channel: Channel
  version: MessageVersion
  cartId?: string
  /** Comes back in the receipt. */
  note?: string | null
  /** The amount that the payment service has in mind, right or wrong; the station's own counts. */
  believedCents?: Cents | null
}

/** Locks that nobody used in time are open again. */
const releaseExpired = (noticeNumber: string, now: Temporal.Instant) =>
  db.execute(sql`
    update sandbox.pagopa_payment set state = 'released'
    where notice_number = ${noticeNumber} and state = 'active' and expires_at <= ${now.toString()}::timestamptz`)

/** Refuses by itself, without asking the station, a notice that is being paid or was paid through this Node. */
export const assertFree = async (noticeNumber: string, now: Temporal.Instant): Promise<void> => {
  await releaseExpired(noticeNumber, now)
  const earlier = await oneRow(
    db,
    z.object({ state: z.string() }),
    sql`select state from sandbox.pagopa_payment where notice_number = ${noticeNumber} and state in ('active', 'paid')
        order by state desc limit 1`,
  )
  if (earlier)
    throw new NodeRefused(earlier.state === 'paid' ? 'PPT_PAGAMENTO_DUPLICATO' : 'PPT_PAGAMENTO_IN_CORSO')
}

/**
 * Activates a notice: the Node locks it, asks the station for its data and makes a payment token. The lock lasts half
 * an hour, and a paid notice is never activated again.
 */
export const activateNotice = async (
  noticeNumber: string,
  { channel, version, cartId, note = null, believedCents = null }: Activation,
  now: Temporal.Instant,
): Promise<string> => {
  await assertFree(noticeNumber, now)
  const asked = activateMessage(noticeNumber, { channel, version, note, believedCents })
  const { text } = await askStation(asked, { noticeNumber })
  const token = randomBytes(16).toString('hex')
  const { rows: locked } = await db.execute(sql`
    insert into sandbox.pagopa_payment (payment_token, cart_id, notice_number, answer, channel, version, note, expires_at)
    values (${token}, ${cartId ?? null}::uuid, ${noticeNumber}, ${text}, ${channel}, ${version}::smallint, ${note},
      ${now.add({ minutes: TOKEN_MINUTES }).toString()}::timestamptz)
    on conflict do nothing returning payment_token`)
  if (locked.length === 0) throw new NodeRefused('PPT_PAGAMENTO_IN_CORSO')
  return token
}

/** The payment did not happen: the notice is free again, and the station hears nothing. */
export const releaseToken = (token: string) =>
  db.execute(
    sql`update sandbox.pagopa_payment set state = 'released' where payment_token = ${token} and state = 'active'`,
  )

const Held = z.object({
  noticeNumber: z.string(),
  answer: z.string(),
  channel: Channel,
  version: MessageVersion,
  note: z.string().nullable(),
})

/** The payment happened: its receipt is written, ready to be delivered. */
export const recordPaid = async (token: string, now: Temporal.Instant): Promise<void> => {
  const held = await oneRow(
    db,
    Held,
    sql`select notice_number as "noticeNumber", answer, channel, version, note
        from sandbox.pagopa_payment where payment_token = ${token}`,
  )
  if (!held) throw new Error('No such payment token')
  const { answer, ...payment } = held
  const { text } = receiptMessage({ token, paidAt: now, ...payment }, answer)
  await db.execute(sql`
    with paid as (
      update sandbox.pagopa_payment set state = 'paid' where payment_token = ${token} and state = 'active' returning payment_token
    )
    insert into sandbox.pagopa_receipt (payment_token, message)
    select payment_token, ${text} from paid on conflict do nothing`)
}

/** Delivers a receipt once; any well-formed answer, OK or KO, ends the delivery. Gives the answer's code. */
const attempt = async (token: string, version?: MessageVersion): Promise<string> => {
  const receipt = await oneRow(
    db,
    z.object({ message: z.string(), noticeNumber: z.string() }),
    sql`select message, notice_number as "noticeNumber"
        from sandbox.pagopa_receipt join sandbox.pagopa_payment using (payment_token) where payment_token = ${token}`,
  )
  if (!receipt) throw new NodeRefused('PPT_TOKEN_SCONOSCIUTO')
  let answer = 'OK'
  let isDelivered = true
  try {
    await askStation(receiptIn(receipt.message, version), { noticeNumber: receipt.noticeNumber, token })
  } catch (error) {
    if (!(error instanceof NodeRefused)) throw error
    answer = error.stationCode ?? error.nodeCode
    isDelivered = error.stationCode !== null
  }
  await db.execute(sql`
    update sandbox.pagopa_receipt set attempts = attempts + 1, last_answer = ${answer},
      delivered_at = coalesce(delivered_at, case when ${isDelivered}::boolean then clock_timestamp() end)
    where payment_token = ${token}`)
  return answer
}

/** What the job `sandbox-receipt` carries. */
export const ReceiptJob = z.object({ token: z.string() })
type ReceiptJob = z.infer<typeof ReceiptJob>

/** Puts the delivery of a receipt into the queue; only what is still to be delivered and not given up. */
const deliverLater = (token: string, seconds: number) =>
  db.execute(sql`
    select graphile_worker.add_job('sandbox-receipt', ${JSON.stringify({ token } satisfies ReceiptJob)}::json,
      run_at := now() + make_interval(secs => ${seconds}::int), job_key := ${`sandbox-receipt:${token}`})
    from sandbox.pagopa_receipt
    where payment_token = ${token} and delivered_at is null and attempts < ${DELIVERIES_MAX}::int`)

/** Delivers a receipt; one without a well-formed answer goes to the queue, 48 times in all, then is given up. */
export const deliverReceipt = async ({ token }: ReceiptJob): Promise<void> => {
  await attempt(token)
  await deliverLater(token, 10)
}

/** Sends a receipt again, as many times at once as asked, in its own version or another; gives the answers' codes. */
export const deliverAgain = (token: string, times: number, version?: MessageVersion): Promise<string[]> =>
  Promise.all(Array.from({ length: times }, () => attempt(token, version)))

/** What becomes of a receipt: sent at once, some seconds later, twice at the same instant, or not at all. */
export const Delivery = z.enum(['sent', 'late', 'twice', 'lost'])
export type Delivery = z.infer<typeof Delivery>

/** Sends the receipts of payments that were made, as asked. */
export const deliverAs = async (delivery: Delivery, tokens: readonly string[]): Promise<void> => {
  for (const token of tokens) {
    if (delivery === 'sent') await deliverReceipt({ token })
    if (delivery === 'twice') await deliverAgain(token, 2)
    if (delivery === 'late') await deliverLater(token, LATE_SECONDS)
  }
}

/** How a payment by notice number goes: to the end, left with the notice locked, or refused to the payer. */
export const Fate = z.enum(['paid', 'abandoned', 'failed'])
export type Fate = z.infer<typeof Fate>

/** What the messages can carry, in cents. */
const Amount = z.int().min(1).max(99_999_999_999).transform(cents)

/** A payment by notice number; what is left out is the usual. */
export const NoticePayment = z.strictObject({
  noticeNumber: z.string().regex(/^\d{18}$/),
  counter: Counter.default('bank'),
  version: MessageVersion.default(2),
  believedCents: Amount.optional(),
  fate: Fate.default('paid'),
  delivery: Delivery.default('sent'),
})
export type NoticePayment = z.infer<typeof NoticePayment>

/** Pays a notice by its number at a counter: verified, activated, and then as asked. Gives the payment's token. */
export const payNotice = async (
  asked: z.input<typeof NoticePayment>,
  now: Temporal.Instant,
): Promise<string> => {
  const { noticeNumber, counter, version, believedCents, fate, delivery } = NoticePayment.parse(asked)
  await verifyNotice(noticeNumber)
  const token = await activateNotice(
    noticeNumber,
    { channel: counter, version, believedCents: believedCents ?? null },
    now,
  )
  if (fate === 'paid') {
    await recordPaid(token, now)
    await deliverAs(delivery, [token])
  }
  if (fate === 'failed') await releaseToken(token)
  return token
}

/** A receipt that no activation came before. */
export const UnaskedReceipt = z.strictObject({
  noticeNumber: z.string().regex(/^\d{18}$/),
  cents: Amount,
  counter: Counter.default('bank'),
  version: MessageVersion.default(2),
  /** Paid while the station was down, as the platform's stand-in does. */
  isStandIn: z.boolean().default(false),
  delivery: Delivery.default('sent'),
})
export type UnaskedReceipt = z.infer<typeof UnaskedReceipt>

/**
 * Sends a receipt for any notice number and amount, without asking the station first: an unknown notice, another
 * amount, a notice that expired or was cancelled or is paid already, a payment in stand-in. Gives its token.
 */
export const sendUnaskedReceipt = async (
  asked: z.input<typeof UnaskedReceipt>,
  now: Temporal.Instant,
): Promise<string> => {
  const receipt = UnaskedReceipt.parse(asked)
  const { noticeNumber, counter, version } = receipt
  const account = await oneRow(
    db,
    z.object({ iban: z.string() }),
    sql`select iban from portal.service where iban is not null order by service_id limit 1`,
  )
  if (!account) throw new NodeRefused('PPT_IBAN_NON_CENSITO')
  const token = randomBytes(16).toString('hex')
  const { text } = unaskedReceiptMessage(
    { token, noticeNumber, channel: counter, version, paidAt: now },
    { cents: receipt.cents, iban: account.iban, isStandIn: receipt.isStandIn },
  )
  await db.execute(sql`
    with made as (
      insert into sandbox.pagopa_payment (payment_token, notice_number, answer, state, channel, version, expires_at)
      values (${token}, ${noticeNumber}, '', 'unasked', ${counter}, ${version}::smallint, ${now.toString()}::timestamptz)
      returning payment_token
    )
    insert into sandbox.pagopa_receipt (payment_token, message) select payment_token, ${text} from made`)
  await deliverAs(receipt.delivery, [token])
  return token
}

const Payment = z.object({
  token: z.string(),
  noticeNumber: z.string(),
  channel: Channel,
  version: MessageVersion,
  state: z.enum(['active', 'released', 'paid', 'unasked']),
  expiresAt: Instant,
  createdAt: Instant,
  /** Whether there is a receipt: then what follows is its story. */
  hasReceipt: z.boolean(),
  attempts: z.number(),
  lastAnswer: z.string().nullable(),
  deliveredAt: Instant.nullable(),
})
export type PaymentView = z.infer<typeof Payment>

const payments = (which: ReturnType<typeof sql>): Promise<PaymentView[]> =>
  rows(
    db,
    Payment,
    sql`
    select p.payment_token as token, p.notice_number as "noticeNumber", p.channel, p.version, p.state,
           p.expires_at as "expiresAt", p.created_at as "createdAt", r.payment_token is not null as "hasReceipt",
           coalesce(r.attempts, 0) as attempts, r.last_answer as "lastAnswer", r.delivered_at as "deliveredAt"
    from sandbox.pagopa_payment p left join sandbox.pagopa_receipt r using (payment_token) ${which}`,
  )

/** The payments begun last, with their receipts and what the station answered. */
export const lastPayments = (count = 20): Promise<PaymentView[]> =>
  payments(sql`order by p.created_at desc, p.payment_token limit ${count}::int`)

/** One payment; null when there is none of this token. */
export const paymentOf = async (token: string): Promise<PaymentView | null> =>
  (await payments(sql`where p.payment_token = ${token}`))[0] ?? null

/** How a payment ends that was left in the middle. */
export const Conclusion = z.strictObject({
  fate: z.enum(['paid', 'expired']).default('paid'),
  delivery: Delivery.default('sent'),
})

/** A payment that was left in the middle ends: paid after all, or its half hour passes and the notice is free. */
export const concludePayment = async (
  token: string,
  { fate, delivery }: z.infer<typeof Conclusion>,
  now: Temporal.Instant,
): Promise<void> => {
  const payment = await paymentOf(token)
  if (payment?.state !== 'active') throw new NodeRefused('PPT_TOKEN_SCADUTO')
  if (fate === 'expired') {
    await releaseToken(token)
    return
  }
  await recordPaid(token, now)
  await deliverAs(delivery, [token])
}
