import type { Temporal } from 'temporal-polyfill'
import type { Tx } from '@/db/client'
import type { ChildId } from '@/shared/ids'
import { queueMessage } from './deliveries.sql'

export type MessageToFamily = {
  childId: ChildId
  /** One line; for e-mail the subject, for SMS nearly all of it. No personal data. */
  subject: string
  /** Plain text; blank lines part paragraphs. */
  body: string
  /** Why it is sent, `topUp:<uuid>` or `communication:12`: one message per child and cause, ever. */
  cause: string
  now: Temporal.Instant
  /** Also as an SMS, where the guardian has a mobile: for what cannot wait. */
  sms?: boolean
}

/**
 * Tells a family something about a child: it appears among the communications received, and leaves for the reference
 * guardian's contacts once the caller's transaction commits. `unchanged` when this cause was already told.
 */
export const sendMessage = async (
  tx: Tx,
  { sms = false, ...message }: MessageToFamily,
): Promise<'queued' | 'unchanged'> => {
  return (await queueMessage(tx, { ...message, sms })) ? 'queued' : 'unchanged'
}
