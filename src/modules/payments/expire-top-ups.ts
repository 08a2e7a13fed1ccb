import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { dayInRome } from '@/shared/dates'

/**
 * Notes as expired what was not paid by its last day; answers how many. Pages and station already treat them so
 * from midnight on: this only writes the history.
 */
export const expireTopUps = async (ctx: Ctx<PrincipalOf<'system'>>): Promise<number> => {
  const row = await oneRow(
    db,
    z.object({ count: z.coerce.number() }),
    sql`
    with due as (
      select top_up_id from portal.top_up
      where status in ('created', 'inProgress', 'failed') and expires_on < ${dayInRome(ctx.now)}::date
      order by top_up_id for no key update skip locked
    ), expired as (
      update portal.top_up t set status = 'expired' from due where t.top_up_id = due.top_up_id returning t.top_up_id
    ), noted as (
      insert into portal.top_up_event (top_up_id, at, kind)
      select top_up_id, ${ctx.now.toString()}::timestamptz, 'expired' from expired
    )
    select count(*) from expired`,
  )
  return row?.count ?? 0
}
