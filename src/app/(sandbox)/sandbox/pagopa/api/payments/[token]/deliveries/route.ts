import { z } from 'zod'
import { deliverAgain, MessageVersion } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../../../sandbox-api'
import { shownPayment } from '../../shown-payment'

const Deliveries = z.strictObject({
  /** How many at the same instant. */
  times: z.int().min(1).max(50).default(1),
  /** Instead of the receipt's own. */
  version: MessageVersion.optional(),
})

/** Sends a payment's receipt, for the first time or again. */
export const POST = sandboxRoute<{ token: string }, typeof Deliveries>(
  { body: Deliveries },
  async (_ctx, { times, version }, { token }) => {
    await shownPayment(token)
    return { answers: await deliverAgain(token, times, version), payment: await shownPayment(token) }
  },
)
