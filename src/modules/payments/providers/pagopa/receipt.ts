import { CivilDate, dayInRome, momentOf } from '@/shared/dates'
import { type Cents, cents, decimalToCents } from '@/shared/money'
import type { PaymentEvent } from '../../provider'
import { childOf, textAt, type XmlElement } from '../../xml'
import type { StationRequest } from './soap'

/** A receipt of the Node, its form already checked. */
export type ReceiptMessage = {
  /** Of the notice: another creditor's when we only share its payment. */
  fiscalCode: string
  outcome: 'OK' | 'KO'
  iuv: string
  event: PaymentEvent
}

/** Leading zeros are allowed on the wire. */
const amountOf = (text: string | null): Cents => decimalToCents((text ?? '').trim().replace(/^0+(?=\d)/, ''))

/** The day of an XSD date, whatever its zone; null when absent or impossible. */
const dayOf = (text: string | null) => CivilDate.safeParse(text?.slice(0, 10)).data ?? null

/** Reads the receipt of a paSendRT or paSendRTV2 whose shape is right. */
export const readReceipt = (
  { message, primitive, raw }: Pick<StationRequest, 'message' | 'primitive' | 'raw'>,
  ownFiscalCode: string,
): ReceiptMessage => {
  const receipt = childOf(message, 'receipt')
  const text = (name: string) => textAt(receipt, name)
  const required = (name: string) => text(name) ?? ''
  const transfers: XmlElement[] = childOf(receipt, 'transferList')?.children ?? []
  const own = transfers.filter((transfer) => textAt(transfer, 'fiscalCodePA') === ownFiscalCode)
  const ownCents = own.reduce((sum, transfer) => sum + amountOf(textAt(transfer, 'transferAmount')), 0)
  const fee = text('fee')
  const paidAt = momentOf(text('paymentDateTime') ?? '')
  return {
    fiscalCode: required('fiscalCode'),
    outcome: required('outcome') === 'OK' ? 'OK' : 'KO',
    iuv: required('creditorReferenceId'),
    event: {
      kind: 'paid',
      provider: 'pagopa',
      primitive,
      reference: required('noticeNumber'),
      paymentId: required('receiptId'),
      cents: cents(ownCents),
      totalCents: amountOf(text('paymentAmount')),
      paidAt,
      pspId: text('idPSP'),
      pspName: text('PSPCompanyName'),
      pspFiscalCode: text('pspFiscalCode') ?? text('pspPartitaIVA'),
      paymentMethod: text('paymentMethod'),
      feeCents: fee === null ? null : amountOf(fee),
      applicationDate: dayOf(text('applicationDate')) ?? (paidAt && dayInRome(paidAt)),
      transferDate: dayOf(text('transferDate')),
      raw,
    },
  }
}
