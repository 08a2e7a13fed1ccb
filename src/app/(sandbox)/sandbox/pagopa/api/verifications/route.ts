import { NoticePayment, verifyNotice } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../sandbox-api'

/** Asks the station what is due, and pays nothing. */
export const POST = sandboxRoute(
  { body: NoticePayment.pick({ noticeNumber: true }) },
  async (_ctx, { noticeNumber }) => ({ noticeNumber, ...(await verifyNotice(noticeNumber)) }),
)
