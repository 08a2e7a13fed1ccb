import { z } from 'zod'
import { nodeJournal } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../sandbox-api'

const NoticeNumber = z
  .string()
  .regex(/^\d{18}$/)
  .optional()

/** What the Node sent and what it made of the answers, the newest first. */
export const GET = sandboxRoute(
  { query: z.strictObject({ noticeNumber: NoticeNumber }) },
  async (_ctx, { noticeNumber }) => ({ events: await nodeJournal(noticeNumber ?? null) }),
)
