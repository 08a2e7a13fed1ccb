import { lastPayments, NoticePayment, payNotice } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../sandbox-api'
import { shownPayment } from './shown-payment'

/** The payments begun last. */
export const GET = sandboxRoute({}, async () => ({ payments: await lastPayments() }))

/** Pays a notice by its number at a counter. */
export const POST = sandboxRoute({ body: NoticePayment, status: 201 }, async ({ now }, asked) =>
  shownPayment(await payNotice(asked, now)),
)
