import { sendUnaskedReceipt, UnaskedReceipt } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../sandbox-api'
import { shownPayment } from '../payments/shown-payment'

/** Sends a receipt that no activation came before: any notice number, any amount. */
export const POST = sandboxRoute({ body: UnaskedReceipt, status: 201 }, async ({ now }, asked) =>
  shownPayment(await sendUnaskedReceipt(asked, now)),
)
