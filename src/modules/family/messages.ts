import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { Instant } from '@/shared/dates'
import { ownChildren } from './family.sql'

export const MessageRow = z.object({
  id: z.uuid(),
  /** The children it was sent about: a message to the whole town is one, however many children a family has. */
  childNames: z.array(z.string()),
  subject: z.string(),
  body: z.string(),
  sentAt: Instant,
})
/** A communication a family received. */
export type FamilyMessage = z.infer<typeof MessageRow>

export const MESSAGES_PER_PAGE = 20

const Inbox = z.object({ total: z.int(), messages: z.array(MessageRow) })

/** The communications received about the children of an account, newest first, a page at a time. */
export const messagesReceived = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  page: number,
): Promise<z.infer<typeof Inbox>> => {
  const found = await oneRow(
    on,
    Inbox,
    sql`
    with received as materialized (
      select min(m.message_id::text) as "id", jsonb_agg(c.name order by c.child_id) as "childNames", m.subject, m.body, m.sent_at as "sentAt"
      from (${ownChildren(ctx.actor.accountId)}) f join portal.message m using (child_id) join portal.child c using (child_id)
      group by m.cause, m.subject, m.body, m.sent_at
    )
    select (select count(*)::int from received) as total,
      (select coalesce(jsonb_agg(m), '[]') from (
         select * from received order by "sentAt" desc, "id"
         limit ${MESSAGES_PER_PAGE}::int offset ${(page - 1) * MESSAGES_PER_PAGE}::int) m) as messages`,
  )
  if (!found) throw new Error('The messages query returned no row')
  return found
}
