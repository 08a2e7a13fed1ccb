import { publicOrigin } from '@/http/public-origin'
import type { ReturnUrls } from '@/modules/payments'

/** What the provider's page says when it sends the browser back; none of it proves anything. */
export const OUTCOMES = ['ok', 'annulla', 'errore', 'attesa'] as const
export type ReturnOutcome = (typeof OUTCOMES)[number]

const returnUrls = async (what: string): Promise<ReturnUrls> => {
  const origin = await publicOrigin()
  const at = (outcome: ReturnOutcome) => new URL(`/pagamenti/ritorno/${outcome}/${what}`, origin)
  return { ok: at('ok'), cancel: at('annulla'), error: at('errore'), waiting: at('attesa') }
}

/** Where the provider sends the browser back for a top-up. */
export const returnUrlsOf = (topUpId: string): Promise<ReturnUrls> => returnUrls(topUpId)

/** The same for a payment of several. */
export const cartReturnUrlsOf = (cartId: string): Promise<ReturnUrls> => returnUrls(`carrello/${cartId}`)
