import { z } from 'zod'
import { type Db, rows, sql } from '@/db/client'
import { CivilDate, Instant } from '@/shared/dates'
import { addressesIn } from '@/shared/email-list'
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
  isLatest: z.boolean(),
  lines: z.array(OrderLine),
  former: z.array(OrderLine),
})

/** Every version of a day, those that hold, or those of some numbers. */
export type Wanted = { day: CivilDate } | { latestOf: CivilDate } | { ids: readonly number[] }

const dayAndChoice = (wanted: Wanted) => {
  if ('day' in wanted) return { days: sql`${wanted.day}::date`, isWanted: sql`true` }
  if ('latestOf' in wanted) return { days: sql`${wanted.latestOf}::date`, isWanted: sql`o.is_latest` }
  const ids = sql`(select jsonb_array_elements_text(${JSON.stringify(wanted.ids)}::jsonb)::int)`
  return {
    days: sql`select d.day from portal.kitchen_order d where d.order_id in ${ids}`,
    isWanted: sql`o.order_id in ${ids}`,
  }
}

/**
 * Versions of orders, each with what it differs by from the one before; by kitchen and service, newest first. Schools
 * without a kitchen come last.
 */
export const loadOrders = async (on: Db, wanted: Wanted): Promise<KitchenOrder[]> => {
  const { days, isWanted } = dayAndChoice(wanted)
  const found = await rows(
    on,
    OrderRow,
    sql`
    with numbered as (
      select o.*, o.version = max(o.version) over same as is_latest, lag(o.order_id) over (same order by o.version) as former_id
      from portal.kitchen_order o where o.day in (${days})
      window same as (partition by o.day, o.service_id, o.kitchen_id)
    ), wanted as (select o.* from numbered o where ${isWanted}
    ), line as (
      select l.order_id, json_agg(json_build_object('schoolId', l.school_id, 'school', c.name, 'classId', l.class_id,
          'className', g.name, 'meal', l.meal, 'variant', l.variant, 'quantity', l.quantity, 'isEstimated', l.is_estimated)
          order by c.name, l.school_id, g.name, l.class_id, array_position(array['standard', 'light', 'packed', 'unresolved', 'adult', 'packedAdult'], l.meal), l.variant) as lines
      from portal.kitchen_order_line l
      join portal.school c on c.school_id = l.school_id join portal.class_group g on g.class_id = l.class_id
      where l.order_id in (select order_id from wanted union select former_id from wanted)
      group by l.order_id
    )
    select o.order_id as id, o.day, o.version, o.made_at as "madeAt", o.is_latest as "isLatest", k.code as "kitchenCode",
           k.name as "kitchenName", k.order_emails as emails, s.code as service, s.name as "serviceName", a.at as "ackAt",
           n.name as "ackBy", coalesce(now.lines, '[]') as lines, coalesce(former.lines, '[]') as former
    from wanted o
    join portal.service s on s.service_id = o.service_id
    left join portal.kitchen k on k.kitchen_id = o.kitchen_id
    left join portal.kitchen_order_ack a on a.order_id = o.order_id
    left join portal.staff_name n on n.staff_id = a.staff_id
    left join line now on now.order_id = o.order_id
    left join line former on former.order_id = o.former_id
    order by k.name nulls last, o.kitchen_id, s.kind <> 'canteen', s.code, o.version desc`,
  )
  return found.map(
    (row): KitchenOrder => ({
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
      changes: row.version === 1 ? [] : orderChanges(row.former, row.lines),
      isLatest: row.isLatest,
      ack: row.ackAt && { at: row.ackAt, by: row.ackBy ?? 'utente cancellato' },
    }),
  )
}
