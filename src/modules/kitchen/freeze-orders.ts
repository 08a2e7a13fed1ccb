import { z } from 'zod'
import { inTransaction, rows, sql } from '@/db/client'
import { env } from '@/env'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { queueLetter } from '@/modules/notifications'
import { dayInRome, formatDay, formatDayLong, formatTime } from '@/shared/dates'
import { mealWords, totalsOf } from './meals'
import type { KitchenOrder } from './order'
import { loadOrders } from './orders.sql'

/** Lines of a letter that nobody reads to the end. */
const CHANGES_MAX = 40

const summaryOf = ({ lines }: KitchenOrder): string => {
  const totals = new Map<string, number>()
  for (const line of lines) totals.set(mealWords(line), (totals.get(mealWords(line)) ?? 0) + line.quantity)
  return [...totals].map(([words, quantity]) => `${words}: ${quantity}`).join('\n')
}

/** What the caterer reads on a version of its order: counts and diet codes, never a name of a child. */
export const orderLetter = (order: KitchenOrder): { subject: string; body: string } => {
  const { all, unresolved } = totalsOf(order.lines)
  const [first, ...others] = order.changes
  const difference =
    order.version === 1 || first === undefined
      ? `${all} pasti`
      : others.length === 0
        ? first
        : `${order.changes.length} variazioni`
  const shown = order.changes.slice(0, CHANGES_MAX)
  return {
    subject: `Ordine pasti ${formatDay(order.day)}, ${order.kitchen?.name ?? ''}, ${order.service.name}, versione ${order.version}: ${difference}`,
    body: [
      `${order.service.name}, ${formatDayLong(order.day)}.\nOrdine per ${order.kitchen?.name ?? ''}, versione ${order.version} delle ${formatTime(order.madeAt)}.`,
      ...(shown.length > 0
        ? [
            `Rispetto alla versione ${order.version - 1}:\n${shown.join('\n')}${
              order.changes.length > shown.length ? `\ne altre ${order.changes.length - shown.length}` : ''
            }`,
          ]
        : []),
      `In tutto ${all} pasti.\n${summaryOf(order)}`,
      ...(unresolved > 0
        ? [
            `Attenzione: per ${unresolved === 1 ? 'un bambino la dieta è' : `${unresolved} bambini la dieta è`} da chiarire. Non servire il pasto comune prima di aver telefonato alla scuola.`,
          ]
        : []),
      ...(order.lines.some(({ isEstimated }) => isEstimated)
        ? ['Alcune classi non hanno ancora inviato le presenze: i loro pasti sono stimati.']
        : []),
      `Ordine completo, PDF, etichette e presa visione:\n${env.PORTALE_URL.replace(/\/+$/, '')}/cucina${order.kitchen ? `?centro=${encodeURIComponent(order.kitchen.code)}` : ''}`,
    ].join('\n\n'),
  }
}

/**
 * Freezes today's orders of the schools whose cut-off is past, one new version for each kitchen and service whose
 * quantities changed, and writes to the kitchens: version and letters exist together or not at all. Safe to call again,
 * and from several processes at once.
 */
export const freezeOrders = async (ctx: Ctx<PrincipalOf<'system'>>): Promise<KitchenOrder[]> => {
  const day = dayInRome(ctx.now)
  return inTransaction(async (tx) => {
    const ids = await rows(
      tx,
      z.object({ id: z.int() }),
      sql`select order_id as id from portal.freeze_orders(${day}::date, ${ctx.now.toString()}::timestamptz)`,
    )
    if (ids.length === 0) return []
    const orders = await loadOrders(tx, { ids: ids.map(({ id }) => id) })
    for (const order of orders)
      for (const address of order.kitchen?.emails ?? [])
        await queueLetter(tx, { address, ...orderLetter(order), now: ctx.now })
    // Seldom, and by processes that may end at once: told with the commit.
    await tx.execute(sql`select pg_notify(${ATTENDANCE_CHANNEL}, ${day})`)
    return orders
  })
}
