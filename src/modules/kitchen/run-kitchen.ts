import { db, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { dayInRome } from '@/shared/dates'
import { freezeOrders } from './freeze-orders'
import type { KitchenOrder } from './order'
import { type CountAlarm, raiseAlarms } from './raise-alarms'

/** What the kitchens need every minute: what each class usually eats, alarms, orders. Safe to run twice at once. */
export const runKitchen = async (
  ctx: Ctx<PrincipalOf<'system'>>,
): Promise<{ alarms: CountAlarm[]; orders: KitchenOrder[] }> => {
  await db.execute(sql`select portal.prepare_baseline(${dayInRome(ctx.now)}::date)`)
  return { alarms: await raiseAlarms(ctx), orders: await freezeOrders(ctx) }
}
