import { cartView } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../sandbox-api'
import { shownCart } from './shown-cart'

/** The carts opened last; they are opened through the Checkout's own `POST /carts`. */
export const GET = sandboxRoute({}, async () => ({ carts: (await cartView()).map(shownCart) }))
