import { env } from '@/env'
import { paymentInProgress } from '../../errors'
import { numberOf, type PayableCart, type ReturnUrls } from '../../provider'
import { platformKey, platformUrl } from './platform'

const PLATFORM = 'https://api.platform.pagopa.it/checkout/ec'
const TIMEOUT_MS = 10_000

/** Where carts are posted: the version by configuration. */
const cartsUrl = (): string => {
  const version = `v${env.PAGOPA_CHECKOUT_VERSION}`
  return `${platformUrl(env.PAGOPA_CHECKOUT_URL, `checkout/ec/${version}`, `${PLATFORM}/${version}`)}/carts`
}

/** The body of `POST /carts`. Version 1 has no address for payments still in elaboration: they return to the error's. */
export const cartRequest = (
  { id, positions }: PayableCart,
  returnTo: ReturnUrls,
  version: '1' | '2',
): object => ({
  paymentNotices: positions.map((topUp) => ({
    noticeNumber: numberOf(topUp),
    fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
    amount: topUp.cents,
    companyName: topUp.creditorName.slice(0, 140),
    description: topUp.description.slice(0, 140),
  })),
  returnUrls: {
    returnOkUrl: returnTo.ok.href,
    returnCancelUrl: returnTo.cancel.href,
    returnErrorUrl: returnTo.error.href,
    ...(version === '1' ? {} : { returnWaitingUrl: returnTo.waiting.href }),
  },
  idCart: id,
  allCCP: false,
})

/** Posts a cart (Checkout v2, or v1 by configuration) and gives the page where the family pays it. */
export const postCart = async (cart: PayableCart, returnTo: ReturnUrls): Promise<URL> => {
  const response = await fetch(cartsUrl(), {
    method: 'POST',
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'content-type': 'application/json',
      ...platformKey(),
    },
    body: JSON.stringify(cartRequest(cart, returnTo, env.PAGOPA_CHECKOUT_VERSION)),
  })
  const location = response.headers.get('location')
  await response.body?.cancel()
  // The Node's own check of a notice: it holds it for another payment, or has just seen it paid.
  if (response.status === 422) throw paymentInProgress()
  if (response.status !== 302 || !location) throw new Error(`Checkout answered ${response.status}`)
  const page = new URL(location)
  if (page.protocol !== 'https:' && page.protocol !== 'http:') throw new Error('Checkout sent no web address')
  return page
}
