import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { FamilyCtx } from '@/modules/identity'
import { CivilDate, civilDate, dayInRome, eachDay, lastDayOfMonth, schoolYearOf } from '@/shared/dates'
import { ChildId, type ServiceCode, ServiceId } from '@/shared/ids'
import { type Cents, cents, DbCents } from '@/shared/money'
import { ChildDay, DayMark, type DayStatus, dayStatus } from './day-status'
import { childDayJson, ownChildren, pricesByUse, ServiceRow, servesMeals } from './family.sql'
import { PlacementRow } from './wallets'

const Period = z.object({ from: CivilDate, to: CivilDate.nullable() })
const Placement = PlacementRow.pick({ school: true, className: true }).extend(Period.shape)
const Enrolment = Period.extend({ serviceId: ServiceId })
const Mark = DayMark.extend({ day: CivilDate, cents: DbCents.nullable() })

const MonthRow = z.object({
  children: z.array(z.object({ id: ChildId, name: z.string() })),
  services: z.array(ServiceRow),
  placements: z.array(Placement),
  enrolments: z.array(Enrolment),
  days: z.array(ChildDay),
  marks: z.array(Mark),
})

/** One day of a child's month: what happened, and what it cost when it was charged. */
export type MonthDay = { day: CivilDate; status: DayStatus; cents: Cents | null }

export type AttendanceMonth = {
  children: { id: ChildId; name: string }[]
  services: { id: ServiceId; code: ServiceCode; name: string }[]
  child: { id: ChildId; name: string; className: string | null; school: string | null }
  /** Null when the child is enrolled in nothing. */
  service: {
    id: ServiceId
    code: ServiceCode
    name: string
    priceCents: Cents | null
    servesMeals: boolean
  } | null
  /** First day of the month shown. */
  month: CivilDate
  today: CivilDate
  days: MonthDay[]
  /** First days of the first and last month worth showing. */
  from: CivilDate
  to: CivilDate
  presentDays: number
  absentDays: number
  /** Null for a delegate, who sees nothing of money. */
  spentCents: Cents | null
}

/** The first day of a day’s month, which names the month. */
const monthOf = (day: CivilDate): CivilDate => civilDate(`${day.slice(0, 7)}-01`)

/**
 * A child's month for one service, in one query; null when the child is not the account's, or the service not the
 * child's: a stranger's and a missing one look alike. Without a service it shows the first.
 */
export const attendanceMonth = async (
  on: Db,
  ctx: FamilyCtx,
  asked: { childId?: ChildId | undefined; service?: ServiceCode | undefined; month?: CivilDate | undefined },
): Promise<AttendanceMonth | null> => {
  const today = dayInRome(ctx.now)
  const month = monthOf(asked.month ?? today)
  const last = lastDayOfMonth(month)
  const childId = asked.childId ?? ctx.actor.childId
  const found = await oneRow(
    on,
    MonthRow,
    sql`
    with family as materialized (${ownChildren(ctx.actor.accountId)}), chosen as materialized (
      select child_id from family where child_id = ${childId}::int
    ), at as materialized (
      select p.valid_from, p.valid_to, s.name as school, s.level, g.name as class_name
      from chosen join portal.placement p using (child_id) join portal.class_group g using (class_id)
      join portal.school s on s.school_id = p.school_id
    ), used as materialized (
      select s.service_id, s.code, s.name, s.kind, s.pricing,
             (select price.cents from portal.price(s.service_id,
               (select level from at where valid_from <= ${today}::date order by valid_from desc limit 1), ${today}::date) price) as cents
      from portal.service s where s.service_id in (select e.service_id from chosen join portal.enrolment e using (child_id))
    ), shown as (
      select service_id from used where ${asked.service ?? null}::text is null or code = ${asked.service ?? null}::text
      order by kind <> 'canteen', name limit 1
    )
    select
      (select jsonb_agg(jsonb_build_object('id', c.child_id, 'name', c.name) order by f.is_own desc, f.since, c.child_id)
       from family f join portal.child c using (child_id)) as children,
      (select coalesce(jsonb_agg(jsonb_build_object('id', service_id, 'code', code, 'name', name, 'kind', kind,
         'pricing', pricing, 'priceCents', cents) order by kind <> 'canteen', name), '[]') from used) as services,
      (select coalesce(jsonb_agg(jsonb_build_object('from', valid_from, 'to', valid_to, 'school', school,
         'className', class_name) order by valid_from), '[]') from at) as placements,
      (select coalesce(jsonb_agg(jsonb_build_object('serviceId', e.service_id, 'from', e.valid_from, 'to', e.valid_to) order by e.valid_from), '[]')
       from chosen join portal.enrolment e using (child_id)) as enrolments,
      (select coalesce(jsonb_agg(${childDayJson} order by d.day), '[]')
       from chosen cross join shown
       cross join lateral portal.child_days(chosen.child_id, ${month}::date, ${last}::date, shown.service_id) d) as days,
      (select coalesce(jsonb_agg(jsonb_build_object('day', a.day, 'status', a.status, 'at', a.marked_at, 'cents', a.open_charge_cents)
         order by a.day), '[]')
       from chosen join portal.attendance a using (child_id) join shown using (service_id)
       where a.day between ${month}::date and ${last}::date) as marks
    where exists (select from chosen)`,
  )
  if (!found) return null
  const service = asked.service
    ? found.services.find(({ code }) => code === asked.service)
    : found.services[0]
  if (asked.service && !service) return null
  const seesMoney = ctx.actor.kind === 'guardian'
  const dayOf = new Map(found.days.map((day) => [day.day, day]))
  const markOf = new Map(found.marks.map((mark) => [mark.day, mark]))
  const days: MonthDay[] = service
    ? [...eachDay(month, last)].map(({ day }) => {
        const mark = markOf.get(day) ?? null
        return {
          day,
          status: dayStatus(mark, dayOf.get(day)),
          cents: seesMoney ? (mark?.cents ?? null) : null,
        }
      })
    : []
  const current = found.placements.findLast(({ from }) => from <= today) ?? found.placements[0]
  return {
    children: found.children,
    services: found.services.map(({ id, code, name }) => ({ id, code, name })),
    child: {
      id: childId,
      name: found.children.find(({ id }) => id === childId)?.name ?? '',
      className: current?.className ?? null,
      school: current?.school ?? null,
    },
    service: service
      ? {
          id: service.id,
          code: service.code,
          name: service.name,
          priceCents: seesMoney && pricesByUse(service.pricing) ? service.priceCents : null,
          servesMeals: servesMeals(service.kind),
        }
      : null,
    month,
    today,
    days,
    ...monthsWorthShowing(found.enrolments, month, today),
    presentDays: days.filter(({ status }) => status.state === 'present').length,
    absentDays: days.filter(({ status }) => status.state === 'absent').length,
    spentCents: seesMoney ? cents(days.reduce((sum, day) => sum + (day.cents ?? 0), 0)) : null,
  }
}

/** From the first enrolment to the end of this school year; the month asked for is always within. */
const monthsWorthShowing = (
  enrolments: readonly z.infer<typeof Enrolment>[],
  month: CivilDate,
  today: CivilDate,
): { from: CivilDate; to: CivilDate } => {
  const bounds = [month, monthOf(today), ...enrolments.map(({ from }) => monthOf(from))].sort()
  const lastMonth = civilDate(`${schoolYearOf(today).slice(5)}-08-01`)
  return { from: bounds[0] ?? month, to: month > lastMonth ? month : lastMonth }
}

const DayRow = z.object({
  childName: z.string(),
  serviceName: z.string(),
  kind: z.string(),
  day: ChildDay.nullable(),
  mark: DayMark.nullable(),
  cents: DbCents.nullable(),
})

/** One day of a child for one service: what is known of it, and what the family may still ask. */
export type AttendanceDay = {
  childName: string
  serviceName: string
  /** A canteen or a nursery; else the school bus. */
  servesMeals: boolean
  status: DayStatus
  cents: Cents | null
  /** Null on days on which nothing may be asked: closed, not planned, gone by. */
  asking: { wish: ChildDay['wish']; cutoffAt: ChildDay['cutoffAt']; isInTime: boolean } | null
}

/** A day of a child; null when the child is not the account's, or the service is none of the child's. */
export const attendanceDay = async (
  on: Db,
  ctx: FamilyCtx,
  { childId, service, day }: { childId: ChildId; service: ServiceCode; day: CivilDate },
): Promise<AttendanceDay | null> => {
  const found = await oneRow(
    on,
    DayRow,
    sql`
    select c.name as "childName", s.name as "serviceName", s.kind,
      (select ${childDayJson} from portal.child_days(c.child_id, ${day}::date, ${day}::date, s.service_id) d) as day,
      case when a.status is not null then jsonb_build_object('status', a.status, 'at', a.marked_at) end as mark, a.open_charge_cents as cents
    from (${ownChildren(ctx.actor.accountId)}) f join portal.child c using (child_id)
    join portal.service s on s.code = ${service}
      and exists (select from portal.enrolment e where e.child_id = f.child_id and e.service_id = s.service_id)
    left join lateral portal.attendance_on(c.child_id, s.service_id, ${day}::date) a on true
    where f.child_id = ${childId}::int`,
  )
  if (!found) return null
  const { childName, serviceName, kind, mark, cents: charged } = found
  const asking =
    found.day?.isOpen && found.day.isPlanned && day >= dayInRome(ctx.now)
      ? {
          wish: found.day.wish,
          cutoffAt: found.day.cutoffAt,
          isInTime: ctx.now.epochMilliseconds <= found.day.cutoffAt.epochMilliseconds,
        }
      : null
  return {
    childName,
    serviceName,
    servesMeals: servesMeals(kind),
    status: dayStatus(mark, found.day ?? undefined),
    cents: ctx.actor.kind === 'guardian' ? charged : null,
    asking,
  }
}
