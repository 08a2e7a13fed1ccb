import { createHmac } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { env } from '@/env'
import { stripeWebhookSecret } from '@/modules/payments'

/** The header with which Stripe signs a notification at a moment. */
export const stripeSignature = (
  body: string,
  at: Temporal.Instant,
  secret = stripeWebhookSecret(),
): string => {
  const seconds = Math.floor(at.epochMilliseconds / 1000)
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${signature}`
}

/** Posts a signed notification to the portal, over the network like Stripe; gives what was answered. */
export const postToWebhook = async (body: string, at: Temporal.Instant): Promise<string> => {
  try {
    const response = await fetch(`http://127.0.0.1:${env.PORT}/api/webhooks/stripe`, {
      method: 'POST',
      cache: 'no-store',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': stripeSignature(body, at),
      },
      body,
      signal: AbortSignal.timeout(15_000),
    })
    await response.body?.cancel()
    return String(response.status)
  } catch {
    return 'nessuna risposta'
  }
}
