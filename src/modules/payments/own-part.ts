import { z } from 'zod'
import { env } from '@/env'
import { type Cents, cents } from '@/shared/money'
import { readReceipt } from './providers/pagopa/receipt'
import { messageIn } from './providers/pagopa/soap'
import { parseXml } from './xml'

/** A recovered receipt, as far as it matters here: what went to whom, in euro. */
const Recovered = z.object({
  transferList: z.object({ fiscalCodePA: z.string(), transferAmount: z.number() }).array(),
})

/**
 * How much of a payment that waits for the office is ours, from the message as it came; null when the message does not
 * say, because it cannot be read or its provider knows no shares.
 */
export const ownPartOf = ({ primitive, raw }: { primitive: string; raw: string }): Cents | null => {
  const own = env.PAGOPA_CREDITOR_FISCAL_CODE
  try {
    if (primitive === 'receiptRecovery') {
      const ours = Recovered.parse(JSON.parse(raw)).transferList.filter(
        ({ fiscalCodePA }) => fiscalCodePA === own,
      )
      return cents(ours.reduce((sum, { transferAmount }) => sum + Math.round(transferAmount * 100), 0))
    }
    if (primitive === 'paSendRT' || primitive === 'paSendRTV2')
      return readReceipt({ message: messageIn(parseXml(raw)), primitive, raw }, own).event.cents
    return null
  } catch {
    return null
  }
}
