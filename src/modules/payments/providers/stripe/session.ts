import { createHash } from 'node:crypto'
import type { Stripe } from 'stripe'
import { type Cents, cents } from '@/shared/money'
import { numberOf, type PayableCart, type ReturnUrls } from '../../provider'

/** What a payment holds, as our metadata name it: on the session, on its payment and on its charge. */
export type Share = { reference: string; cents: Cents; topUpId: string }

const POSITION = /^(3\d{17}) ([1-9]\d{0,10}) ([0-9a-f-]{36})$/

/** The positions in some metadata, in their order; none when they are not ours. */
export const sharesIn = (metadata: Readonly<Record<string, string>> | null | undefined): Share[] => {
  const shares: Share[] = []
  for (;;) {
    const [, reference, amount, topUpId] =
      POSITION.exec(metadata?.[`position_${shares.length + 1}`] ?? '') ?? []
    if (!reference || !amount || !topUpId) return shares
    shares.push({ reference, cents: cents(Number(amount)), topUpId })
  }
}

/**
 * Until when a page of Stripe can be paid: half an hour to an hour and a half. The same within an hour, so that whoever
 * comes back meanwhile finds the same page; Stripe takes nothing shorter than half an hour.
 */
const expiryOf = ({ at }: PayableCart): number => Math.ceil(at.epochMilliseconds / 3_600_000) * 3600 + 31 * 60

/**
 * What Stripe is asked for, and the key of the question. The key follows from all that is asked: the same payment asked
 * for again is the same page, and nothing else ever meets a key that was used. A payment that failed needs a new page.
 */
export const sessionRequest = (
  cart: PayableCart,
  returnTo: ReturnUrls,
): { params: Stripe.Checkout.SessionCreateParams; key: string } => {
  const metadata = {
    cart: cart.id,
    ...Object.fromEntries(
      cart.positions.map((topUp, index) => [
        `position_${index + 1}`,
        `${numberOf(topUp)} ${topUp.cents} ${topUp.id}`,
      ]),
    ),
  }
  const params = {
    mode: 'payment',
    locale: 'it',
    client_reference_id: cart.id,
    line_items: cart.positions.map(({ cents: unit_amount, description }) => ({
      quantity: 1,
      price_data: { currency: 'eur', unit_amount, product_data: { name: description } },
    })),
    metadata,
    // Refunds and disputes name the charge: it says by itself what it paid.
    payment_intent_data: { metadata },
    adaptive_pricing: { enabled: false },
    expires_at: expiryOf(cart),
    success_url: returnTo.ok.href,
    cancel_url: returnTo.cancel.href,
  } as const satisfies Stripe.Checkout.SessionCreateParams
  const digest = createHash('sha256')
    .update(JSON.stringify([params, cart.failures]))
    .digest('base64url')
  return { params, key: `${cart.id}:${digest}` }
}
