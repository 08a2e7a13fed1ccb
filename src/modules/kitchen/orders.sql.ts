import { z } from 'zod'
import { type Db, rows, sql } from '@/db/client'
import { CivilDate, Instant } from '@/shared/dates'
import { ServiceCode } from '@/shared/ids'
import { type KitchenOrder, OrderLine, orderChanges } from './order'

const OrderRow = z.object({
  id: z.int(),
  day: CivilDate,
  version: z.int(),
  madeAt: Instant,
  kitchenCode: z.string().nullable(),
  kitchenName: z.string().nullable(),
  emails: z.string().nullable(),
  service: ServiceCode,
  serviceName: z.string(),
  ackAt: Instant.nullable(),
  ackBy: z.string().nullable(),
  lines: z.array(OrderLine),
})

/** Addresses as the office keeps them: one text, commas between. */
export const addressesIn = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '')

const identityOf = ({ kitchenCode, service }: z.infer<typeof OrderRow>) => `${kitchenCode ?? ''}/${service}`

/**
 * Every version of the orders of a day, or of the one that a version belongs to; by kitchen and service, newest first.
 * Schools without a kitchen come last.
 */
export const loadOrders = async (
  on: Db,
  wanted: { day: CivilDate } | { orderId: number },
): Promise<KitchenOrder[]> => {
  const which =
    'day' in wanted
      ? sql`o.day = ${wanted.day}::date`
      : sql`exists (select from portal.kitchen_order one where one.order_id = ${wanted.orderId}::int and one.day = o.day
          and one.service_id = o.service_id and one.kitchen_id is not distinct from o.kitchen_id)`
  const found = await rows(
    on,
    OrderRow,
    sql`
    select o.order_id as id, o.day, o.version, o.made_at as "madeAt", k.code as "kitchenCode", k.name as "kitchenName",
           k.order_emails as emails, s.code as service, s.name as "serviceName", a.at as "ackAt", n.name as "ackBy",
           coalesce((select jsonb_agg(jsonb_build_object('schoolId', l.school_id, 'school', c.name, 'classId', l.class_id,
               'className', g.name, 'meal', l.meal, 'variant', l.variant, 'quantity', l.quantity, 'isEstimated', l.is_estimated)
               order by c.name, l.school_id, g.name, l.class_id, array_position(array['standard', 'light', 'unresolved', 'adult'], l.meal), l.variant)
             from portal.kitchen_order_line l
             join portal.school c on c.school_id = l.school_id join portal.class_group g on g.class_id = l.class_id
             where l.order_id = o.order_id), '[]') as lines
    from portal.kitchen_order o
    join portal.service s on s.service_id = o.service_id
    left join portal.kitchen k on k.kitchen_id = o.kitchen_id
    left join portal.kitchen_order_ack a on a.order_id = o.order_id
    left join portal.staff_name n on n.staff_id = a.staff_id
    where ${which}
    order by k.name nulls last, o.kitchen_id, s.kind <> 'canteen', s.code, o.version desc`,
  )
  return found.map((row, index): KitchenOrder => {
    const [newer, older] = [found[index - 1], found[index + 1]]
    return {
      id: row.id,
      day: row.day,
      version: row.version,
      madeAt: row.madeAt,
      kitchen:
        row.kitchenCode === null
          ? null
          : { code: row.kitchenCode, name: row.kitchenName ?? '', emails: addressesIn(row.emails) },
      service: { code: row.service, name: row.serviceName },
      lines: row.lines,
      changes: older && identityOf(older) === identityOf(row) ? orderChanges(older.lines, row.lines) : [],
      isLatest: !newer || identityOf(newer) !== identityOf(row),
      ack: row.ackAt && { at: row.ackAt, by: row.ackBy ?? 'utente cancellato' },
    }
  })
}

/** The version of each order that holds. */
export const latestOf = (orders: readonly KitchenOrder[]): KitchenOrder[] =>
  orders.filter(({ isLatest }) => isLatest)
