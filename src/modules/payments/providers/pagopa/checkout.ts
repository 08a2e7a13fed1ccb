import { env } from '@/env'
import { noticeNumberOf, type PayableTopUp, type ReturnUrls } from '../../provider'
import { platformKey, platformUrl } from './platform'

const PLATFORM = 'https://api.platform.pagopa.it/checkout/ec/v2'
const TIMEOUT_MS = 10_000

/** Posts a cart of one notice (Checkout v2) and gives the page where the family pays it. */
export const postCart = async (topUp: PayableTopUp, returnTo: ReturnUrls): Promise<URL> => {
  const response = await fetch(`${platformUrl(env.PAGOPA_CHECKOUT_URL, 'checkout/ec/v2', PLATFORM)}/carts`, {
    method: 'POST',
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'content-type': 'application/json',
      ...platformKey(),
    },
    body: JSON.stringify({
      paymentNotices: [
        {
          noticeNumber: noticeNumberOf(topUp),
          fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
          amount: topUp.cents,
          companyName: topUp.creditorName.slice(0, 140),
          description: topUp.description.slice(0, 140),
        },
      ],
      returnUrls: {
        returnOkUrl: returnTo.ok.href,
        returnCancelUrl: returnTo.cancel.href,
        returnErrorUrl: returnTo.error.href,
        returnWaitingUrl: returnTo.waiting.href,
      },
      idCart: topUp.id,
      allCCP: false,
    }),
  })
  const location = response.headers.get('location')
  await response.body?.cancel()
  if (response.status !== 302 || !location) throw new Error(`Checkout answered ${response.status}`)
  const page = new URL(location)
  if (page.protocol !== 'https:' && page.protocol !== 'http:') throw new Error('Checkout sent no web address')
  return page
}
