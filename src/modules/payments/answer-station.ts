import { db } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { dayInRome } from '@/shared/dates'
import { descriptionOf } from './description'
import {
  accepted,
  activated,
  type FaultCode,
  type Position,
  refusal,
  verified,
} from './providers/pagopa/answers'
import { readReceipt } from './providers/pagopa/receipt'
import { assertSender } from './providers/pagopa/sender'
import { departure, OPERATIONS } from './providers/pagopa/shapes'
import {
  envelope,
  PA_FOR_NODE,
  readStationRequest,
  type StationRequest,
  soapFault,
} from './providers/pagopa/soap'
import { queueUnmatched, type UnmatchedReason } from './receipts.sql'
import { type Settlement, settlePayment } from './settle-payment'
import { noteEvent, type StationEvent } from './station-events.sql'
import { statusOn } from './top-up'
import { findPosition, type PositionRow, recordActivation } from './top-ups.sql'
import { textAt, type Xml, XmlRefused } from './xml'

type StationCtx = Ctx<PrincipalOf<'system'>>
export type StationAnswer = { status: 200 | 415 | 500; body: string }

/** An answer in the making. `isNoted`: what stored the message noted the answer too. */
type Said = { outcome: 'OK' | FaultCode; content: Xml[]; isNoted?: true }

/**
 * The creditor's station: answers one SOAP message of the Node. Business refusals are answers with outcome KO. It
 * throws `notification-forged` for a caller without the secret, and whatever kept it from storing a receipt: the
 * Node then gets HTTP 500 and tries again, while any tidy answer would end its delivery.
 */
export const answerStation = async (
  ctx: StationCtx,
  { headers, body }: { headers: Headers; body: Uint8Array },
): Promise<StationAnswer> => {
  assertSender({ headers, address: ctx.address })
  if (!isXml(headers.get('content-type'))) return { status: 415, body: soapFault('Client', 'Not text/xml') }
  let request: StationRequest
  try {
    request = readStationRequest(body)
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error
    return { status: 500, body: soapFault('Client', error.message) }
  }
  const said = await contentOf(ctx, request)
  if (!said.isNoted) await noteEvent(db, eventOf(ctx, request, said.outcome))
  return { status: 200, body: envelope(OPERATIONS[request.operation].answer, ...said.content) }
}

/**
 * SOAP 1.1 is text/xml; application/xml and no type at all are let pass, in UTF-8. The SOAPAction is not looked at:
 * the message says what it is, and a receipt attests money whatever a header calls it.
 */
const isXml = (contentType: string | null): boolean =>
  contentType === null ||
  /^(text|application)\/xml\s*(;\s*charset\s*=\s*"?(utf-8|us-ascii)"?\s*)?$/i.test(contentType.trim())

const eventOf = (
  ctx: StationCtx,
  { primitive, message, raw }: StationRequest,
  outcome: string,
): StationEvent => {
  const notice = textAt(message, 'qrCode', 'noticeNumber') ?? textAt(message, 'receipt', 'noticeNumber')
  return {
    at: ctx.now,
    primitive,
    noticeNumber: notice?.slice(0, 40) ?? null,
    receiptId: textAt(message, 'receipt', 'receiptId')?.slice(0, 255) ?? null,
    outcome,
    // Only questions about a notice carry no personal data.
    raw: ['paVerifyPaymentNotice', 'paGetPayment', 'paGetPaymentV2'].includes(primitive) ? raw : null,
  }
}

/** What to answer, with HTTP 500, when a message could be neither answered nor stored. */
export const stationAway = (): string => soapFault('Server', 'Servizio momentaneamente non disponibile')

const refuse = (code: FaultCode, description?: string): Said => ({
  outcome: code,
  content: refusal(env.PAGOPA_CREDITOR_FISCAL_CODE, code, description),
})
const grant = (content: Xml[]): Said => ({ outcome: 'OK', content })

const contentOf = async (ctx: StationCtx, request: StationRequest): Promise<Said> => {
  const { operation, primitive, message } = request
  const isReceipt = primitive === 'paSendRT' || primitive === 'paSendRTV2'
  const wrong =
    message.namespace === PA_FOR_NODE
      ? departure(message, OPERATIONS[operation].shape)
      : `${message.name}: namespace`
  if (wrong) {
    // Money may be behind it: the message is kept, whatever its form.
    if (isReceipt) await keep(ctx, request, 'malformed')
    return refuse('PAA_SINTASSI_EXTRAXSD', wrong)
  }
  const misdirected = addresseeFault(request)
  if (misdirected) return refuse(misdirected)
  if (isReceipt) return receive(ctx, request)
  if (primitive === 'paDemandPaymentNotice')
    return refuse('PAA_SYSTEM_ERROR', 'Pagamento spontaneo non attivo')
  return offer(ctx, request)
}

const addresseeFault = ({ message }: StationRequest): FaultCode | null => {
  const own = env.PAGOPA_CREDITOR_FISCAL_CODE
  if (textAt(message, 'idPA') !== own) return 'PAA_ID_DOMINIO_ERRATO'
  const inNotice = textAt(message, 'qrCode', 'fiscalCode')
  if (inNotice !== null && inNotice !== own) return 'PAA_ID_DOMINIO_ERRATO'
  if (textAt(message, 'idBrokerPA') !== env.PAGOPA_BROKER_FISCAL_CODE) return 'PAA_ID_INTERMEDIARIO_ERRATO'
  if (textAt(message, 'idStation') !== env.PAGOPA_STATION_ID) return 'PAA_STAZIONE_INT_ERRATA'
  return null
}

const REFUSED_STATES = {
  expired: 'PAA_PAGAMENTO_SCADUTO',
  cancelled: 'PAA_PAGAMENTO_ANNULLATO',
  paid: 'PAA_PAGAMENTO_DUPLICATO',
  credited: 'PAA_PAGAMENTO_DUPLICATO',
  partlyRefunded: 'PAA_PAGAMENTO_DUPLICATO',
  refunded: 'PAA_PAGAMENTO_DUPLICATO',
} as const satisfies Record<string, FaultCode>
const isRefused = (status: string): status is keyof typeof REFUSED_STATES =>
  Object.hasOwn(REFUSED_STATES, status)

/** Verify and activation: both only read the position, and never lock it; the Node does. */
const offer = async (ctx: StationCtx, { message, primitive }: StationRequest): Promise<Said> => {
  const row = await findPosition(db, textAt(message, 'qrCode', 'noticeNumber') ?? '')
  if (!row) return refuse('PAA_PAGAMENTO_SCONOSCIUTO')
  const status = statusOn(row, dayInRome(ctx.now))
  if (isRefused(status)) return refuse(REFUSED_STATES[status])
  const position = positionOf(row)
  if (primitive === 'paVerifyPaymentNotice') return grant(verified(position))
  await recordActivation(db, { topUpId: row.topUpId, at: ctx.now, primitive, cents: row.cents })
  return grant(activated(position))
}

const positionOf = (row: PositionRow): Position => ({
  iuv: row.iuv,
  cents: row.cents,
  dueDate: row.expiresOn,
  description: descriptionOf(row.serviceName),
  creditor: { fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE, name: row.creditorName, office: row.office },
  debtor:
    row.debtorFiscalCode && row.debtorName
      ? { fiscalCode: row.debtorFiscalCode, fullName: row.debtorName }
      : null,
  iban: row.iban,
  transferCategory: row.transferCategory,
  topUpId: row.topUpId,
})

const SETTLED: Record<Settlement, 'OK' | FaultCode> = {
  credited: 'OK',
  duplicate: 'PAA_RECEIPT_DUPLICATA',
  secondReceipt: 'PAA_RECEIPT_DUPLICATA',
  unknownNotice: 'PAA_PAGAMENTO_SCONOSCIUTO',
  wrongAmount: 'PAA_SEMANTICA',
  conflictingReceipt: 'PAA_SEMANTICA',
}

/** A receipt attests money already taken: it is credited, or kept for the office, before it is answered. */
const receive = async (ctx: StationCtx, request: StationRequest): Promise<Said> => {
  const receipt = readReceipt(request, env.PAGOPA_CREDITOR_FISCAL_CODE)
  const { event } = receipt
  const kept = async (reason: UnmatchedReason, answer: () => Said) =>
    (await keep(ctx, request, reason, event)) ? answer() : refuse('PAA_RECEIPT_DUPLICATA')
  // Sent to every beneficiary of a shared payment; the notice is another creditor's.
  if (receipt.fiscalCode !== env.PAGOPA_CREDITOR_FISCAL_CODE)
    return kept('otherCreditor', () => grant(accepted()))
  if (receipt.outcome !== 'OK') return kept('notPaid', () => refuse('PAA_SEMANTICA', 'outcome'))
  if (receipt.iuv !== event.reference.slice(1))
    return kept('conflictingReceipt', () => refuse('PAA_SEMANTICA', 'creditorReferenceId'))
  const outcome = SETTLED[await settlePayment(ctx, event, SETTLED)]
  return { ...(outcome === 'OK' ? grant(accepted()) : refuse(outcome)), isNoted: true }
}

const keep = (
  ctx: StationCtx,
  { primitive, raw }: StationRequest,
  reason: UnmatchedReason,
  event?: { paymentId: string; reference: string; totalCents: PositionRow['cents'] },
): Promise<boolean> =>
  queueUnmatched(db, {
    reason,
    receiptId: event?.paymentId ?? null,
    noticeNumber: event?.reference ?? null,
    cents: event?.totalCents ?? null,
    topUpId: null,
    provider: 'pagopa',
    primitive,
    receivedAt: ctx.now,
    raw,
  })
