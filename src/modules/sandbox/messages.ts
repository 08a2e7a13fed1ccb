import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { env } from '@/env'
import {
  childOf,
  messageIn,
  type OperationName,
  parseXml,
  stationEnvelope,
  tag,
  type Xml,
  type XmlElement,
} from '@/modules/payments'
import { type Cents, centsToDecimal } from '@/shared/money'

/** Of the two versions of the messages, which one the Node speaks: stations that know both get the second. */
export const MessageVersion = z.union([z.literal(1), z.literal(2)])
export type MessageVersion = z.infer<typeof MessageVersion>

/** Where a notice is paid by its number. */
export const Counter = z.enum(['bank', 'post', 'tobacconist', 'homeBanking'])
export type Counter = z.infer<typeof Counter>

/** Where a payment is made: at a counter, or on the Checkout's page. */
export const Channel = z.enum(['checkout', ...Counter.options])
export type Channel = z.infer<typeof Channel>

/** The only payment service of the sandbox, whatever the channel: its day is one flow and one credit. */
export const PSP = {
  id: 'SANDBOXPSP',
  name: 'Banca della Prova',
  fiscalCode: '99999999999',
  bic: 'PROVITMMXXX',
}

/** How each channel tells itself in a receipt. */
const CHANNELS: Record<Channel, { id: string; description: string; method: string }> = {
  checkout: { id: '99999999999_01', description: 'WISP', method: 'creditCard' },
  bank: { id: '99999999999_02', description: 'frontOffice', method: 'bancomat' },
  post: { id: '99999999999_03', description: 'frontOffice', method: 'cash' },
  tobacconist: { id: '99999999999_04', description: 'other', method: 'cash' },
  homeBanking: { id: '99999999999_05', description: 'onLine', method: 'other' },
}

/** A message and the name of its operation. */
export type Message = { operation: OperationName; text: string }

const message = (operation: OperationName, ...content: (Xml | null)[]): Message => ({
  operation,
  text: stationEnvelope(
    operation,
    tag('idPA', env.PAGOPA_CREDITOR_FISCAL_CODE),
    tag('idBrokerPA', env.PAGOPA_BROKER_FISCAL_CODE),
    tag('idStation', env.PAGOPA_STATION_ID),
    ...content,
  ),
})

const qrCode = (noticeNumber: string): Xml =>
  tag('qrCode', tag('fiscalCode', env.PAGOPA_CREDITOR_FISCAL_CODE), tag('noticeNumber', noticeNumber))

/** Can this notice be paid, and how much is due? */
export const verifyMessage = (noticeNumber: string): Message =>
  message('paVerifyPaymentNoticeReq', qrCode(noticeNumber))

/** The notice is about to be paid; `believedCents` is the amount that the payment service still has in mind. */
export const activateMessage = (
  noticeNumber: string,
  {
    version,
    note,
    believedCents,
    channel,
  }: { version: MessageVersion; note: string | null; believedCents: Cents | null; channel: Channel },
): Message =>
  message(
    version === 1 ? 'paGetPaymentReq' : 'paGetPaymentV2Request',
    qrCode(noticeNumber),
    believedCents === null ? null : tag('amount', centsToDecimal(believedCents)),
    note ? tag('paymentNote', note) : null,
    tag('transferType', channel === 'post' ? 'POSTAL' : 'PAGOPA'),
  )

const copyOf = (element: XmlElement): Xml =>
  element.children.length === 0
    ? tag(element.name, element.text)
    : tag(element.name, ...element.children.map(copyOf))

type Paid = {
  token: string
  noticeNumber: string
  channel: Channel
  version: MessageVersion
  note: string | null
  paidAt: Temporal.Instant
}

const receipt = (
  { token, noticeNumber, channel, version, note, paidAt }: Paid,
  position: (Xml | null)[],
  ...more: (Xml | null)[]
): Message => {
  const { id, description, method } = CHANNELS[channel]
  const at = paidAt.toZonedDateTimeISO('Europe/Rome').toPlainDateTime().round('second')
  const content = [
    tag('receiptId', token),
    tag('noticeNumber', noticeNumber),
    tag('fiscalCode', env.PAGOPA_CREDITOR_FISCAL_CODE),
    tag('outcome', 'OK'),
    ...position,
    tag('idPSP', PSP.id),
    tag('pspFiscalCode', PSP.fiscalCode),
    tag('PSPCompanyName', PSP.name),
    tag('idChannel', id),
    tag('channelDescription', description),
    tag('paymentMethod', method),
    version === 2 && note ? tag('paymentNote', note) : null,
    tag('fee', '1.50'),
    tag('paymentDateTime', at.toString({ smallestUnit: 'second' })),
    tag('applicationDate', at.toPlainDate().toString()),
    tag('transferDate', at.toPlainDate().add({ days: 1 }).toString()),
    ...more,
  ]
  return message(
    version === 1 ? 'paSendRTReq' : 'paSendRTV2Request',
    tag('receipt', ...content.filter((part) => part !== null)),
  )
}

/** The receipt of an activated payment: what the station answered, unchanged, and who took the money. */
export const receiptMessage = (paid: Paid, answer: string): Message => {
  const data = childOf(messageIn(parseXml(answer)), 'data')
  const copied = (name: string): Xml | null => {
    const element = childOf(data, name)
    return element ? copyOf(element) : null
  }
  const names = [
    'creditorReferenceId',
    'paymentAmount',
    'description',
    'companyName',
    'officeName',
    'debtor',
    'transferList',
  ]
  return receipt(paid, names.map(copied), copied('metadata'))
}

/** The receipt of a payment that the station was never asked about. */
export const unaskedReceiptMessage = (
  paid: Omit<Paid, 'note'>,
  { cents, iban, isStandIn }: { cents: Cents; iban: string; isStandIn: boolean },
): Message => {
  const amount = centsToDecimal(cents)
  const iuv = paid.noticeNumber.slice(1)
  return receipt(
    { ...paid, note: null },
    [
      tag('creditorReferenceId', iuv),
      tag('paymentAmount', amount),
      tag('description', 'Pagamento di prova'),
      tag('companyName', 'Comune'),
      tag(
        'debtor',
        tag(
          'uniqueIdentifier',
          tag('entityUniqueIdentifierType', 'F'),
          tag('entityUniqueIdentifierValue', 'ANONIMO'),
        ),
        tag('fullName', 'ANONIMO'),
      ),
      tag(
        'transferList',
        tag(
          'transfer',
          tag('idTransfer', '1'),
          tag('transferAmount', amount),
          tag('fiscalCodePA', env.PAGOPA_CREDITOR_FISCAL_CODE),
          tag('IBAN', iban),
          tag('remittanceInformation', `/RFB/${iuv}/${amount}`),
          tag('transferCategory', '9/0101108TS/'),
        ),
      ),
    ],
    isStandIn ? tag('standIn', 'true') : null,
  )
}

/** A stored receipt in one of the two versions; the first has no place for a note. */
export const receiptIn = (text: string, version?: MessageVersion): Message => {
  const stored = messageIn(parseXml(text))
  const current = stored.name as OperationName
  const wanted = version && (version === 1 ? 'paSendRTReq' : 'paSendRTV2Request')
  if (!wanted || wanted === current) return { operation: current, text }
  const parts = childOf(stored, 'receipt')?.children ?? []
  return message(
    wanted,
    tag('receipt', ...parts.filter(({ name }) => version === 2 || name !== 'paymentNote').map(copyOf)),
  )
}
