import { db } from '@/db/client'
import type { CivilDate } from '@/shared/dates'
import { orderNotFound } from './errors'
import type { KitchenOrder } from './order'
import { loadOrders } from './orders.sql'

/** Every version of the orders of a day, by kitchen and service, newest first. */
export const ordersOfDay = (day: CivilDate): Promise<KitchenOrder[]> => loadOrders(db, { day })

/** One version of an order; throws `order-not-found`. */
export const orderOf = async (id: number): Promise<KitchenOrder> => {
  const [order] = await loadOrders(db, { ids: [id] })
  if (!order) throw orderNotFound(id)
  return order
}
