import { randomBytes } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, oneRow, rows, sql } from '@/db/client'
import { env } from '@/env'
import {
  childOf,
  messageIn,
  parseXml,
  stationEnvelope,
  tag,
  textAt,
  type Xml,
  type XmlElement,
} from '@/modules/payments'
import { Instant } from '@/shared/dates'
import { NodeRefused } from './node-refused'
import { postToStation as post } from './providers/station'

/** What the Node grants for questions and for receipts. */
const QUESTION_MS = 7_000
const RECEIPT_MS = 15_000
/** How long a payment holds its notice. */
const TOKEN_MINUTES = 30
const RETRIES_MAX = 48

const head = (): Xml[] => [
  tag('idPA', env.PAGOPA_CREDITOR_FISCAL_CODE),
  tag('idBrokerPA', env.PAGOPA_BROKER_FISCAL_CODE),
  tag('idStation', env.PAGOPA_STATION_ID),
]
const qrCode = (noticeNumber: string): Xml =>
  tag('qrCode', tag('fiscalCode', env.PAGOPA_CREDITOR_FISCAL_CODE), tag('noticeNumber', noticeNumber))

/** The message of an answer; a KO, or an answer without sense, is refused as the Node refuses it. */
const contentOf = (body: string): XmlElement => {
  let content: XmlElement
  try {
    content = messageIn(parseXml(body))
  } catch {
    throw new NodeRefused('PPT_STAZIONE_INT_PA_ERRORE_RESPONSE')
  }
  if (textAt(content, 'outcome') === 'OK') return content
  const fault = textAt(content, 'fault', 'faultCode')
  throw fault
    ? new NodeRefused('PPT_ERRORE_EMESSO_DA_PAA', fault)
    : new NodeRefused('PPT_STAZIONE_INT_PA_ERRORE_RESPONSE')
}

/** Asks the station whether a notice can be paid now. */
export const verifyNotice = async (noticeNumber: string): Promise<void> => {
  const message = stationEnvelope('paVerifyPaymentNoticeReq', ...head(), qrCode(noticeNumber))
  contentOf(await post('paVerifyPaymentNotice', message, QUESTION_MS))
}

/** Two decimals as cents, for sums. */
const centsOf = (text: string | null) => Number((text ?? '').replace('.', ''))

/**
 * Activates a notice: the Node locks it, asks the station for its data and makes a payment token. The lock lasts half
 * an hour, and a paid notice is never activated again.
 */
export const activateNotice = async (
  noticeNumber: string,
  cartId: string | null,
  note: string | null,
  now: Temporal.Instant,
): Promise<string> => {
  await db.execute(sql`
    update sandbox.pagopa_payment set state = 'released'
    where notice_number = ${noticeNumber} and state = 'active' and expires_at <= ${now.toString()}::timestamptz`)
  const earlier = await oneRow(
    db,
    z.object({ state: z.string() }),
    sql`select state from sandbox.pagopa_payment where notice_number = ${noticeNumber} and state in ('active', 'paid')
        order by state desc limit 1`,
  )
  if (earlier)
    throw new NodeRefused(earlier.state === 'paid' ? 'PPT_PAGAMENTO_DUPLICATO' : 'PPT_PAGAMENTO_IN_CORSO')
  const message = stationEnvelope(
    'paGetPaymentV2Request',
    ...head(),
    qrCode(noticeNumber),
    note ? tag('paymentNote', note) : null,
    tag('transferType', 'PAGOPA'),
  )
  const body = await post('paGetPaymentV2', message, QUESTION_MS)
  const data = childOf(contentOf(body), 'data')
  const transfers = childOf(data, 'transferList')?.children ?? []
  const sum = transfers.reduce((total, transfer) => total + centsOf(textAt(transfer, 'transferAmount')), 0)
  if (!data || transfers.length === 0 || sum !== centsOf(textAt(data, 'paymentAmount')))
    throw new NodeRefused('PPT_STAZIONE_INT_PA_ERRORE_RESPONSE')
  const token = randomBytes(16).toString('hex')
  const { rows: locked } = await db.execute(sql`
    insert into sandbox.pagopa_payment (payment_token, cart_id, notice_number, answer, expires_at)
    values (${token}, ${cartId}::uuid, ${noticeNumber}, ${body}, ${now.add({ minutes: TOKEN_MINUTES }).toString()}::timestamptz)
    on conflict do nothing returning payment_token`)
  if (locked.length === 0) throw new NodeRefused('PPT_PAGAMENTO_IN_CORSO')
  return token
}

/** The payment did not happen: the notice is free again, and the station hears nothing. */
export const releaseToken = (token: string) =>
  db.execute(
    sql`update sandbox.pagopa_payment set state = 'released' where payment_token = ${token} and state = 'active'`,
  )

const copyOf = (element: XmlElement): Xml =>
  element.children.length === 0
    ? tag(element.name, element.text)
    : tag(element.name, ...element.children.map(copyOf))

/** The payment happened: its receipt is written, ready to be delivered. */
export const recordPaid = async (token: string, how: string, now: Temporal.Instant): Promise<void> => {
  const payment = await oneRow(
    db,
    z.object({ notice: z.string(), answer: z.string() }),
    sql`select notice_number as notice, answer from sandbox.pagopa_payment where payment_token = ${token}`,
  )
  const data = payment && childOf(messageIn(parseXml(payment.answer)), 'data')
  if (!data) throw new Error('No such payment token')
  const copied = (name: string): Xml | null => {
    const element = childOf(data, name)
    return element ? copyOf(element) : null
  }
  const paidAt = now.toZonedDateTimeISO('Europe/Rome').toPlainDateTime().round('second')
  const day = paidAt.toPlainDate().toString()
  const message = stationEnvelope(
    'paSendRTV2Request',
    ...head(),
    tag(
      'receipt',
      ...[
        tag('receiptId', token),
        tag('noticeNumber', payment.notice),
        tag('fiscalCode', env.PAGOPA_CREDITOR_FISCAL_CODE),
        tag('outcome', 'OK'),
        copied('creditorReferenceId'),
        copied('paymentAmount'),
        copied('description'),
        copied('companyName'),
        copied('officeName'),
        copied('debtor'),
        copied('transferList'),
        tag('idPSP', 'SANDBOXPSP'),
        tag('pspFiscalCode', '99999999999'),
        tag('PSPCompanyName', 'Banca della Prova'),
        tag('idChannel', '99999999999_01'),
        tag('channelDescription', how),
        tag('paymentMethod', how === 'WISP' ? 'creditCard' : 'cash'),
        tag('fee', '1.50'),
        tag('paymentDateTime', paidAt.toString({ smallestUnit: 'second' })),
        tag('applicationDate', day),
        tag('transferDate', paidAt.toPlainDate().add({ days: 1 }).toString()),
        copied('metadata'),
      ].filter((part) => part !== null),
    ),
  )
  await db.execute(sql`
    with paid as (
      update sandbox.pagopa_payment set state = 'paid' where payment_token = ${token} and state = 'active' returning payment_token
    )
    insert into sandbox.pagopa_receipt (payment_token, message)
    select payment_token, ${message} from paid on conflict do nothing`)
}

/** Delivers a receipt once; true when the station gave any well-formed answer, which ends the delivery. */
const attempt = async (token: string): Promise<boolean> => {
  const receipt = await oneRow(
    db,
    z.object({ message: z.string() }),
    sql`select message from sandbox.pagopa_receipt where payment_token = ${token}`,
  )
  if (!receipt) return true
  let answer = 'OK'
  let isDelivered = true
  try {
    contentOf(await post('paSendRTV2', receipt.message, RECEIPT_MS))
  } catch (error) {
    if (!(error instanceof NodeRefused)) throw error
    answer = error.original ?? error.code
    isDelivered = error.original !== null
  }
  await db.execute(sql`
    update sandbox.pagopa_receipt set attempts = attempts + 1, last_answer = ${answer},
      delivered_at = coalesce(delivered_at, case when ${isDelivered}::boolean then clock_timestamp() end)
    where payment_token = ${token}`)
  return isDelivered
}

/** What the job `sandbox-receipt` carries. */
export const ReceiptJob = z.object({ token: z.string() })

/** Delivers a receipt that is still to be delivered; what fails goes to the queue and comes back by itself. */
export const deliverReceipt = async ({ token }: z.infer<typeof ReceiptJob>): Promise<void> => {
  if (await attempt(token)) return
  await db.execute(sql`
    select graphile_worker.add_job('sandbox-receipt', ${JSON.stringify({ token })}::json,
      max_attempts := ${RETRIES_MAX}::int, run_at := now() + interval '10 seconds', job_key := ${`sandbox-receipt:${token}`})`)
}

/** Sends a receipt again, as many times at once as asked: what the Node does when an answer was lost. */
export const deliverAgain = async (token: string, times: number): Promise<void> => {
  await Promise.all(Array.from({ length: times }, () => attempt(token)))
}

/** Pays a notice by its number at a counter, a bank or a tobacconist. */
export const payAtCounter = async (noticeNumber: string, now: Temporal.Instant): Promise<void> => {
  await verifyNotice(noticeNumber)
  const token = await activateNotice(noticeNumber, null, null, now)
  await recordPaid(token, 'TA', now)
  await deliverReceipt({ token })
}

const Delivery = z.object({
  token: z.string(),
  noticeNumber: z.string(),
  attempts: z.number(),
  lastAnswer: z.string().nullable(),
  deliveredAt: Instant.nullable(),
  createdAt: Instant,
})
export type DeliveryView = z.infer<typeof Delivery>

/** The receipts made last, with what the station answered. */
export const lastReceipts = (): Promise<DeliveryView[]> =>
  rows(
    db,
    Delivery,
    sql`
    select payment_token as token, p.notice_number as "noticeNumber", r.attempts, r.last_answer as "lastAnswer",
           r.delivered_at as "deliveredAt", r.created_at as "createdAt"
    from sandbox.pagopa_receipt r join sandbox.pagopa_payment p using (payment_token)
    order by r.created_at desc limit 20`,
  )
