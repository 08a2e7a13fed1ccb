import { NodeRefused, StripeRefused } from '@/modules/sandbox'
import { assertDemo } from './sandbox-page'

/** Does what was asked and says where it leads; a refusal of the Node, or of Stripe, goes back with its words. */
export const orRefused = async (back: string, work: () => Promise<string>): Promise<string> => {
  assertDemo()
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NodeRefused || error instanceof StripeRefused)) throw error
    return `${back}?errore=${encodeURIComponent(error.message)}`
  }
}
