import { sandboxRoute } from '../../../../../sandbox-api'
import { findCart, shownCart } from '../shown-cart'

export const GET = sandboxRoute<{ cart: string }>({}, async (_ctx, _input, { cart }) =>
  shownCart(await findCart(cart)),
)
