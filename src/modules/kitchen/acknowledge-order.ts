import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import { announce } from '@/db/live'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { CivilDate } from '@/shared/dates'
import { orderNotFound } from './errors'

export const Acknowledgement = z.object({ orderId: z.int().positive().max(2_147_483_647) })

/**
 * Notes that somebody of the kitchen has read a version of an order; the first one stands, whoever comes after. Throws
 * `order-not-found`.
 */
export const acknowledgeOrder = async (
  ctx: Ctx<PrincipalOf<'staff'>>,
  { orderId }: { orderId: number },
): Promise<{ orderId: number; outcome: 'acknowledged' | 'already-acknowledged' }> => {
  const noted = await oneRow(
    db,
    z.object({ day: CivilDate, isNew: z.boolean() }),
    sql`
    with noted as (
      insert into portal.kitchen_order_ack (order_id, staff_id, at)
      select order_id, ${ctx.actor.staffId}::int, ${ctx.now.toString()}::timestamptz
      from portal.kitchen_order where order_id = ${orderId}::int
      on conflict do nothing returning order_id
    )
    select o.day, exists (select from noted) as "isNew" from portal.kitchen_order o where o.order_id = ${orderId}::int`,
  )
  if (!noted) throw orderNotFound(orderId)
  if (noted.isNew) announce(ATTENDANCE_CHANNEL, noted.day)
  return { orderId, outcome: noted.isNew ? 'acknowledged' : 'already-acknowledged' }
}
