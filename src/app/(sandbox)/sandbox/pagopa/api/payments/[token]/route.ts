import { sandboxRoute } from '../../../../../sandbox-api'
import { shownPayment } from '../shown-payment'

export const GET = sandboxRoute<{ token: string }>({}, (_ctx, _input, { token }) => shownPayment(token))
