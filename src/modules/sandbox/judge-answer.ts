import { isValidIBAN } from 'ibantools'
import {
  childOf,
  departure,
  messageIn,
  type OperationName,
  PA_FOR_NODE,
  parseXml,
  STATION_OPERATIONS,
  textAt,
  type XmlElement,
  XmlRefused,
} from '@/modules/payments'
import { decimalToCents } from '@/shared/money'
import { NodeRefused } from './node-refused'

/** What the platform's back office knows of a creditor. */
export type Register = { fiscalCode: string; ibans: ReadonlySet<string> }

const centsAt = (element: XmlElement | undefined, name: string): number =>
  decimalToCents((textAt(element, name) ?? '').replace(/^0+(?=\d)/, ''))

/** Why an offer cannot be paid; null when it can. */
const faultOfOffer = (data: XmlElement, { fiscalCode, ibans }: Register): string | null => {
  const transfers = childOf(data, 'transferList')?.children ?? []
  const sum = transfers.reduce((total, transfer) => total + centsAt(transfer, 'transferAmount'), 0)
  if (sum !== centsAt(data, 'paymentAmount')) return 'paymentAmount: not the sum of the transfers'
  if (new Set(transfers.map((transfer) => textAt(transfer, 'idTransfer'))).size < transfers.length)
    return 'transfer/idTransfer: twice the same'
  for (const transfer of transfers) {
    if (textAt(transfer, 'fiscalCodePA') !== fiscalCode) return 'transfer/fiscalCodePA: not registered'
    const iban = textAt(transfer, 'IBAN')
    if (iban === null) return 'transfer/IBAN: missing'
    if (!isValidIBAN(iban)) return 'transfer/IBAN: malformed'
    if (!ibans.has(iban)) return 'transfer/IBAN: not registered for the creditor'
  }
  return null
}

const VERIFIED = ['paymentList', 'paymentDescription', 'fiscalCodePA', 'companyName']

/** What an OK must say beyond the form of its schema; null when it does. */
const faultOfContent = (operation: OperationName, message: XmlElement, register: Register): string | null => {
  if (operation === 'paGetPaymentReq' || operation === 'paGetPaymentV2Request') {
    const data = childOf(message, 'data')
    return data ? faultOfOffer(data, register) : 'data: missing'
  }
  if (operation !== 'paVerifyPaymentNoticeReq') return null
  const missing = VERIFIED.find((name) => !childOf(message, name))
  if (missing) return `${missing}: missing`
  if (textAt(message, 'fiscalCodePA') !== register.fiscalCode) return 'fiscalCodePA: not the creditor asked'
  return textAt(message, 'paymentList', 'paymentOptionDescription', 'options') === 'EQ'
    ? null
    : 'paymentList/options: not EQ'
}

/**
 * Judges an answer of the station as the Node does: the envelope, the name and form that the schema asks, a fault with
 * every KO and with no OK, and for what is to be paid the sums, the accounts and whose they are. Gives the message of an
 * OK; else the refusal that the payment service sees, which says where the answer is wrong in names, never values.
 */
export const judgeAnswer = (
  operation: OperationName,
  body: string,
  register: Register,
): XmlElement | NodeRefused => {
  const { answer, answerShape } = STATION_OPERATIONS[operation]
  const refused = (where: string) => new NodeRefused('PPT_STAZIONE_INT_PA_ERRORE_RESPONSE', null, where)
  let message: XmlElement
  try {
    message = messageIn(parseXml(body))
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error
    return refused(`envelope: ${error.message}`)
  }
  if (message.name !== answer || message.namespace !== PA_FOR_NODE) return refused('another message')
  const wrong = departure(message, answerShape)
  if (wrong) return refused(`${wrong}: form`)
  const fault = textAt(message, 'fault', 'faultCode')
  if (textAt(message, 'outcome') === 'KO') {
    if (fault === null) return refused('fault: missing')
    return /^PAA_[A-Z_]+$/.test(fault)
      ? new NodeRefused('PPT_ERRORE_EMESSO_DA_PAA', fault)
      : refused('fault/faultCode: not a station’s')
  }
  if (fault !== null) return refused('fault: with outcome OK')
  const unfit = faultOfContent(operation, message, register)
  return unfit ? refused(unfit) : message
}
