import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { oneRow, sql, type Tx } from '@/db/client'
import { dayInRome } from '@/shared/dates'

/**
 * Puts a communication of the municipality among those received by every child it is addressed to: one child, else
 * those of a class, else of a school, else of the whole town, as placed on the day it is sent. One statement; told twice
 * it changes nothing. Answers how many messages were added.
 */
export const announceCommunication = async (
  tx: Tx,
  { communicationId, now }: { communicationId: number; now: Temporal.Instant },
): Promise<number> => {
  const today = dayInRome(now)
  const told = await oneRow(
    tx,
    z.object({ count: z.int() }),
    sql`
    with told as (
      insert into portal.message (child_id, subject, body, sent_at, cause)
      select target.child_id, c.subject, c.body, ${now.toString()}::timestamptz, 'communication:' || c.communication_id
      from portal.communication c
      cross join lateral (
        select c.child_id where c.child_id is not null
        union
        select p.child_id from portal.placement p
        where c.child_id is null and (c.class_id is null or p.class_id = c.class_id)
          and (c.class_id is not null or c.school_id is null or p.school_id = c.school_id)
          and p.valid_from <= ${today}::date and (p.valid_to is null or p.valid_to >= ${today}::date)
      ) target
      where c.communication_id = ${communicationId}::int
      on conflict (child_id, cause) do nothing
      returning 1
    )
    select count(*)::int as count from told`,
  )
  return told?.count ?? 0
}
