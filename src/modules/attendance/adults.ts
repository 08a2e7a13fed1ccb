import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { announce } from '@/db/live'
import { type Ctx, type PrincipalOf, tabletRefusal, tabletRow } from '@/modules/identity'
import { addDays, CivilDate, dayInRome } from '@/shared/dates'
import { ClassId, CountId, OperatorId, ServiceCode } from '@/shared/ids'
import { MARKABLE_DAYS } from './mark'
import { ATTENDANCE_CHANNEL } from './record-marks'

const COUNTS_MAX = 500

/** For what an adult eats: teacher on duty, support, school staff, or paying. */
export const AdultKind = z.enum(['teacherDuty', 'support', 'ata', 'paid'])
export type AdultKind = z.infer<typeof AdultKind>

/** How many adults eat with a class, by kind and without names. `countId` is made by the tablet before sending. */
export const AdultCounts = z.object({
  day: CivilDate,
  service: ServiceCode,
  counts: z
    .array(
      z.object({
        countId: CountId,
        classId: ClassId,
        kind: AdultKind,
        count: z.int().min(0).max(99),
        /** The instant of the tap; one in the future counts as the moment of arrival. */
        countedAt: z.iso.datetime({ offset: true }),
        operatorId: OperatorId.optional(),
      }),
    )
    .min(1)
    .max(COUNTS_MAX),
})
export type AdultCounts = z.infer<typeof AdultCounts>

/** As of marks; `other-school` also for a class that does not exist, `closed-day` also for an unknown service. */
export const AdultCountOutcome = z.object({
  countId: CountId,
  outcome: z.enum(['recorded', 'already-recorded', 'superseded', 'closed-day', 'other-school']),
})
export type AdultCountOutcome = z.infer<typeof AdultCountOutcome>

/**
 * Records counts of adults' meals of the tablet's own school: one statement per request. Replayed, raced or reordered,
 * the latest tap of a class, service and kind holds. An outcome per count, in the order asked; an unknown or revoked
 * token throws `not-signed-in`, one of a bus line `forbidden`.
 */
export const recordAdultCounts = async (
  ctx: Ctx<PrincipalOf<'tablet' | 'tabletToken'>>,
  { day, service, counts }: AdultCounts,
): Promise<{ outcomes: AdultCountOutcome[] }> => {
  const today = dayInRome(ctx.now)
  const isTaken = day <= today && day >= addDays(today, -MARKABLE_DAYS)
  const outcomes = await rows(
    db,
    AdultCountOutcome,
    sql`
    with tablet as materialized (${tabletRow(ctx.actor)}), service as (
      select service_id from portal.service where code = ${service}::text and is_active
    ), asked as materialized (
      select distinct on (c."countId") c."countId" as count_id, c."classId" as class_id, c.kind, c.count,
             least(c."countedAt", ${ctx.now.toString()}::timestamptz) as counted_at, c."operatorId" as operator_id
      from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as c ("countId" uuid, "classId" int, kind text, count int,
        "countedAt" timestamptz, "operatorId" int)
      order by c."countId", c."countedAt" desc
    ), judged as materialized (
      select a.*, t.device_id, t.school_id, s.service_id, g.class_id is not null as is_own,
             coalesce(${isTaken}::boolean and portal.is_open(s.service_id, t.school_id, ${day}::date, a.class_id), false) as is_open,
             exists (select from portal.adult_count k where k.count_id = a.count_id) as is_known
      from asked a cross join tablet t
      left join service s on true
      left join portal.class_group g on g.class_id = a.class_id and g.school_id = t.school_id
    ), recorded as (
      insert into portal.adult_count (count_id, school_id, class_id, service_id, day, kind, count, counted_at, received_at, device_id, operator_id)
      select count_id, school_id, class_id, service_id, ${day}::date, kind, count, counted_at, ${ctx.now.toString()}::timestamptz, device_id,
             (select o.operator_id from portal.tablet_operator o where o.operator_id = j.operator_id and o.school_id = j.school_id)
      from judged j where is_own and is_open and not is_known
      on conflict do nothing
      returning count_id, class_id, service_id, kind, counted_at
    ), later as (   -- what was there before, and what came with it
      select class_id, kind, counted_at, count_id from recorded
      union all
      select k.class_id, k.kind, k.counted_at, k.count_id from portal.adult_count k join service using (service_id) where k.day = ${day}::date
    )
    select j.count_id as "countId",
      case when j.is_known then 'already-recorded'
           when not j.is_own then 'other-school'
           when not j.is_open then 'closed-day'
           when r.count_id is null then 'already-recorded'
           when exists (select from later l where l.class_id = r.class_id and l.kind = r.kind
                          and (l.counted_at, l.count_id) > (r.counted_at, r.count_id)) then 'superseded'
           else 'recorded' end as outcome
    from judged j left join recorded r on r.count_id = j.count_id`,
  )
  if (outcomes.length === 0) throw await tabletRefusal(db, ctx.actor)
  if (outcomes.some(({ outcome }) => outcome === 'recorded')) announce(ATTENDANCE_CHANNEL, day)
  const byId = new Map(outcomes.map((outcome) => [outcome.countId, outcome]))
  return { outcomes: counts.flatMap(({ countId }) => byId.get(countId) ?? []) }
}
