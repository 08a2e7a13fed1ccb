import { env } from '@/env'
import type { PaymentProvider } from '../../provider'
import { XmlRefused } from '../../xml'
import { postCart } from './checkout'
import { readReceipt } from './receipt'
import { assertSender } from './sender'
import { departure, OPERATIONS } from './shapes'
import { readStationRequest } from './soap'

/**
 * pagoPA with the synchronous model: payment services ask our station for the notice and send it the receipt.
 * Browsers are sent to Checkout. Its Node has no question "was this paid?" for a single notice: receipts come by
 * themselves, are re-sent for two days, and what is still missing shows in the flows of the days after.
 */
export const pagopa: PaymentProvider = {
  id: 'pagopa',
  name: 'pagoPA',
  hasWebhook: false,
  start: async (cart, returnTo) => ({ reference: cart.id, redirectTo: await postCart(cart, returnTo) }),
  readNotification: async ({ headers, body }) => {
    assertSender({ headers })
    try {
      const request = readStationRequest(body)
      const isReceipt = request.primitive === 'paSendRT' || request.primitive === 'paSendRTV2'
      if (!isReceipt || departure(request.message, OPERATIONS[request.operation].shape)) return []
      const receipt = readReceipt(request, env.PAGOPA_CREDITOR_FISCAL_CODE)
      const isOurs = receipt.fiscalCode === env.PAGOPA_CREDITOR_FISCAL_CODE && receipt.outcome === 'OK'
      return isOurs ? [receipt.event] : []
    } catch (error) {
      if (error instanceof XmlRefused) return []
      throw error
    }
  },
  isSilent: true,
  lookUp: async () => [],
}
