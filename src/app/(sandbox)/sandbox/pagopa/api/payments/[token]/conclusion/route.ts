import { Conclusion, concludePayment } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../../../sandbox-api'
import { shownPayment } from '../../shown-payment'

/** A payment that was left in the middle is paid after all, or its half hour passes. */
export const POST = sandboxRoute<{ token: string }, typeof Conclusion>(
  { body: Conclusion },
  async ({ now }, conclusion, { token }) => {
    await shownPayment(token)
    await concludePayment(token, conclusion, now)
    return shownPayment(token)
  },
)
