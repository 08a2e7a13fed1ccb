import { notificationForged } from '../../errors'
import type { PaymentProvider } from '../../provider'
import { stripeClient, stripePackage, stripeWebhookSecret } from './client'
import { Charge, eventsIn, Notification, Session, sessionPaid } from './events'
import { sessionRequest } from './session'

/** For how long a signature is good: a notification older than this was kept by somebody. Stripe signs each try anew. */
const TOLERANCE_SECONDS = 300

/** The text of the notification, once its signature was checked on the bytes as they came. */
const authentic = async ({ headers, body }: { headers: Headers; body: Uint8Array }): Promise<string> => {
  const { webhooks, errors } = await stripePackage()
  if (!webhooks.signature) throw new Error('The Stripe package cannot check signatures')
  try {
    const header = headers.get('stripe-signature') ?? ''
    await webhooks.signature.verifyHeaderAsync(body, header, stripeWebhookSecret(), TOLERANCE_SECONDS)
    return new TextDecoder().decode(body)
  } catch (error) {
    if (error instanceof errors.StripeSignatureVerificationError) throw notificationForged()
    throw error
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Cards and whatever else the municipality's account takes, on Stripe's own page (Checkout Sessions). */
export const stripe: PaymentProvider = {
  id: 'stripe',
  name: 'Stripe',
  hasWebhook: true,
  start: async (cart, returnTo) => {
    const { params, key } = sessionRequest(cart, returnTo)
    const client = await stripeClient()
    const { id, url } = await client.checkout.sessions.create(params, { idempotencyKey: key })
    const page = new URL(url ?? '')
    if (page.protocol !== 'https:' && page.protocol !== 'http:') throw new Error('Stripe sent no web address')
    return { reference: id, redirectTo: page }
  },
  readNotification: async (message) => {
    const raw = await authentic(message)
    const notification = Notification.safeParse(jsonOf(raw))
    if (!notification.success) return []
    return eventsIn(notification.data, raw, async (id) =>
      Charge.parse(await (await stripeClient()).charges.retrieve(id)),
    )
  },
  lookUp: async (reference) => {
    if (!reference.startsWith('cs_')) return []
    const { errors } = await stripePackage()
    try {
      const session = await (await stripeClient()).checkout.sessions.retrieve(reference)
      return sessionPaid(Session.parse(session), 'lookUp', null, JSON.stringify(session))
    } catch (error) {
      if (error instanceof errors.StripeInvalidRequestError && error.code === 'resource_missing') return []
      throw error
    }
  },
}
