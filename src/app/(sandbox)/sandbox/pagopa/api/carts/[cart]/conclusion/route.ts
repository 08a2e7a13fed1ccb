import { CartConclusion, concludeCart } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../../../sandbox-api'
import { findCart, shownCart } from '../../shown-cart'

/** What the payer does on the Checkout's page; `returnTo` is where the browser would be sent. */
export const POST = sandboxRoute<{ cart: string }, typeof CartConclusion>(
  { body: CartConclusion },
  async ({ now }, conclusion, { cart }) => {
    await findCart(cart)
    const returnTo = await concludeCart(cart, conclusion, now)
    return { returnTo, cart: shownCart(await findCart(cart)) }
  },
)
