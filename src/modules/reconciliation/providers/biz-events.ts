import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { env } from '@/env'
import type { PaymentEvent } from '@/modules/payments'
import { CivilDate, dayInRome, type Instant, instantInRome } from '@/shared/dates'
import { cents } from '@/shared/money'
import { askPlatform, serviceUrl } from './platform'

const Euro = z.number().transform((euro) => cents(Math.round(euro * 100)))
const Day = CivilDate.nullish().catch(null)

const Receipt = z.object({
  receiptId: z.string(),
  noticeNumber: z.string(),
  fiscalCode: z.string(),
  outcome: z.string(),
  paymentAmount: Euro,
  transferList: z.object({ fiscalCodePA: z.string(), transferAmount: Euro }).array(),
  idPSP: z.string(),
  pspFiscalCode: z.string().nullish(),
  pspCompanyName: z.string(),
  paymentMethod: z.string().nullish(),
  fee: Euro.nullish(),
  paymentDateTime: z.string().nullish(),
  paymentDateTimeFormatted: z.string().nullish(),
  applicationDate: Day,
  transferDate: Day,
})

/** The moment told, with or without a zone; without, it is a clock in Rome. */
const momentOf = (text: string | null | undefined): Instant | null => {
  if (!text) return null
  try {
    if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Temporal.Instant.from(text)
    const [day = '', time = '12:00'] = text.split('T')
    return instantInRome(CivilDate.parse(day), time)
  } catch {
    return null
  }
}

/** Asks for a receipt that never came; null when pagoPA has none, or it is not of a payment to us. */
export const recoverReceipt = async (iur: string, iuv: string): Promise<PaymentEvent | null> => {
  const base = serviceUrl(
    env.PAGOPA_BIZ_EVENTS_URL,
    'bizevents',
    'https://api.platform.pagopa.it/bizevents/service/v1',
  )
  const own = env.PAGOPA_CREDITOR_FISCAL_CODE
  const answer = await askPlatform(
    `${base}/organizations/${own}/receipts/${encodeURIComponent(iur)}/paymentoptions/${encodeURIComponent(iuv)}`,
  )
  if (answer === null) return null
  const receipt = Receipt.parse(answer)
  if (receipt.fiscalCode !== own || receipt.outcome !== 'OK') return null
  const paidAt = momentOf(receipt.paymentDateTimeFormatted ?? receipt.paymentDateTime)
  const ours = receipt.transferList.filter(({ fiscalCodePA }) => fiscalCodePA === own)
  return {
    kind: 'paid',
    provider: 'pagopa',
    primitive: 'receiptRecovery',
    reference: receipt.noticeNumber,
    paymentId: receipt.receiptId,
    cents: cents(ours.reduce((sum, { transferAmount }) => sum + transferAmount, 0)),
    totalCents: receipt.paymentAmount,
    paidAt,
    pspId: receipt.idPSP,
    pspName: receipt.pspCompanyName,
    pspFiscalCode: receipt.pspFiscalCode ?? null,
    paymentMethod: receipt.paymentMethod ?? null,
    feeCents: receipt.fee ?? null,
    applicationDate: receipt.applicationDate ?? (paidAt && dayInRome(paidAt)),
    transferDate: receipt.transferDate ?? null,
    raw: JSON.stringify(answer),
  }
}
