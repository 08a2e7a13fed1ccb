import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { openDaysFrom, type ServiceCalendar, serviceDay } from '@/modules/service-calendar'
import { CivilDate, dayInRome, Instant, weekdayOf } from '@/shared/dates'
import { ChildId, SchoolId, ServiceCode, ServiceId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { type DayStatus, dayStatus } from './day-status'
import { ownChildren, pricesByUse } from './family.sql'
import { type FamilyMessage, MessageRow } from './messages'
import { daysOfChild, lastsUntil, lowBalance } from './outlook'

const HomeRow = z.object({
  familyName: z.string(),
  children: z.array(
    z.object({
      id: ChildId,
      name: z.string(),
      surname: z.string(),
      placement: z
        .object({
          schoolId: SchoolId,
          school: z.string(),
          className: z.string(),
          weekdays: z.array(z.int()).nullable(),
        })
        .nullable(),
      services: z.array(
        z.object({
          id: ServiceId,
          code: ServiceCode,
          name: z.string(),
          kind: z.string(),
          pricing: z.string(),
          balanceCents: DbCents,
          priceCents: DbCents.nullable(),
          enrolledFrom: CivilDate.nullable(),
          enrolledTo: CivilDate.nullable(),
          mark: z.object({ status: z.enum(['present', 'absent']), at: Instant }).nullable(),
        }),
      ),
    }),
  ),
  messages: z.array(MessageRow),
})
type HomeRow = z.infer<typeof HomeRow>
type ChildRow = HomeRow['children'][number]

/** A wallet of a child as the home page shows it. */
export type HomeService = {
  id: ServiceId
  code: ServiceCode
  name: string
  balanceCents: Cents
  /** Price of a day of use; null when use does not debit the wallet day by day. */
  priceCents: Cents | null
  lowCents: Cents | null
  lastsUntil: CivilDate | null
  /** Null when the child does not use the service any more and only the credit is left. */
  today: DayStatus | null
}
export type HomeChild = {
  id: ChildId
  name: string
  surname: string
  className: string | null
  school: string | null
  services: HomeService[]
}
export type Home = {
  familyName: string
  today: CivilDate
  children: HomeChild[]
  messages: FamilyMessage[]
}

const serviceOf = (
  { placement }: ChildRow,
  service: ChildRow['services'][number],
  calendar: ServiceCalendar,
  today: CivilDate,
): HomeService => {
  const { id, code, name, balanceCents, enrolledFrom, enrolledTo, mark } = service
  const priceCents = pricesByUse(service.pricing) ? service.priceCents : null
  const weekdays = service.kind === 'canteen' ? (placement?.weekdays ?? null) : null
  const isEnrolled = enrolledFrom !== null && enrolledFrom <= today
  const isPlanned = isEnrolled && (weekdays === null || weekdays.includes(weekdayOf(today)))
  const day = placement ? serviceDay(calendar, id, placement.schoolId, today) : undefined
  const ahead =
    placement && enrolledFrom
      ? daysOfChild(openDaysFrom(calendar, id, placement.schoolId, today), {
          weekdays,
          after: mark ? today : null,
          until: enrolledTo,
        })
      : []
  return {
    id,
    code,
    name,
    balanceCents,
    priceCents,
    lowCents: lowBalance(priceCents),
    lastsUntil: lastsUntil(balanceCents, priceCents, ahead),
    today: isEnrolled || mark ? dayStatus(mark, day, isPlanned) : null,
  }
}

/** How many communications the home page shows. */
const LATEST = 3

/** Everything the signed-in home shows, in one query whatever the number of children. */
export const familyHome = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  calendar: ServiceCalendar,
): Promise<Home> => {
  const today = dayInRome(ctx.now)
  const found = await oneRow(
    on,
    HomeRow,
    sql`
    with family as materialized (${ownChildren(ctx.actor.accountId)})
    select
      (select c.surname from portal.child c where c.child_id = ${ctx.actor.childId}::int) as "familyName",
      (select coalesce(jsonb_agg(jsonb_build_object(
          'id', c.child_id, 'name', c.name, 'surname', c.surname,
          'placement', case when at.school_id is not null then
            jsonb_build_object('schoolId', at.school_id, 'school', at.school, 'className', at.class_name, 'weekdays', at.weekdays) end,
          'services', coalesce(used.services, '[]')) order by f.is_own desc, f.since, c.child_id), '[]')
       from family f join portal.child c using (child_id)
       left join lateral (
         select p.school_id, s.name as school, s.level, g.name as class_name, g.canteen_weekdays::int[] as weekdays
         from portal.placement p join portal.class_group g using (class_id) join portal.school s on s.school_id = p.school_id
         where p.child_id = c.child_id and p.valid_from <= ${today}::date
         order by p.valid_from desc limit 1
       ) at on true
       left join lateral (
         select jsonb_agg(jsonb_build_object(
             'id', s.service_id, 'code', s.code, 'name', s.name, 'kind', s.kind, 'pricing', s.pricing,
             'balanceCents', w.balance_cents, 'priceCents', price.cents,
             'enrolledFrom', e.valid_from, 'enrolledTo', e.valid_to,
             'mark', case when a.status is not null then jsonb_build_object('status', a.status, 'at', a.marked_at) end) order by s.name) as services
         from portal.wallet w join portal.service s using (service_id)
         left join lateral (
           select e.valid_from, e.valid_to from portal.enrolment e
           where e.child_id = w.child_id and e.service_id = w.service_id and (e.valid_to is null or e.valid_to >= ${today}::date)
           order by e.valid_from limit 1
         ) e on true
         left join lateral portal.price(s.service_id, at.level, ${today}::date) price on true
         left join lateral portal.attendance_on(w.child_id, w.service_id, ${today}::date) a on true
         where w.child_id = c.child_id and (e.valid_from is not null or w.balance_cents <> 0)
       ) used on true) as children,
      (select coalesce(jsonb_agg(m), '[]') from (
         select min(m.message_id::text) as "id", jsonb_agg(c.name order by c.child_id) as "childNames", m.subject, m.body, m.sent_at as "sentAt"
         from family f join portal.child c using (child_id)
         cross join lateral (select * from portal.message m where m.child_id = f.child_id
                             order by m.sent_at desc, m.message_id limit ${LATEST}::int) m
         group by m.cause, m.subject, m.body, m.sent_at order by m.sent_at desc, 1 limit ${LATEST}::int) m) as messages`,
  )
  if (!found) throw new Error('The home query returned no row')
  return {
    familyName: found.familyName,
    today,
    messages: found.messages,
    children: found.children.map((child) => ({
      id: child.id,
      name: child.name,
      surname: child.surname,
      className: child.placement?.className ?? null,
      school: child.placement?.school ?? null,
      services: child.services.map((service) => serviceOf(child, service, calendar, today)),
    })),
  }
}
