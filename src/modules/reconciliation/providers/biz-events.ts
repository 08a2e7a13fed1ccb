import { z } from 'zod'
import { env } from '@/env'
import { type PaymentEvent, platformUrl } from '@/modules/payments'
import { CivilDate, dayInRome, momentOf } from '@/shared/dates'
import { cents } from '@/shared/money'
import { askPlatform, Euro } from './platform'

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

/** Asks for a receipt that never came; null when pagoPA has none, or it is not of a payment to us. */
export const recoverReceipt = async (iur: string, iuv: string): Promise<PaymentEvent | null> => {
  const base = platformUrl(
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
  const told = receipt.paymentDateTimeFormatted ?? receipt.paymentDateTime
  const paidAt = told ? momentOf(told, '12:00') : null
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
