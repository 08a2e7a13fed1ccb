import { z } from 'zod'
import { type Db, oneRow, rows, type SQL, sql } from '@/db/client'
import type { Ctx, FamilyCtx, PrincipalOf } from '@/modules/identity'
import { CivilDate, dayInRome, Instant } from '@/shared/dates'
import { ChildId, ServiceCode } from '@/shared/ids'
import { ownChildren, rowServesMeals } from './family.sql'

const FamilyAct = z.object({
  number: z.coerce.number(),
  kind: z.enum(['cancel', 'light', 'restore', 'pattern']),
  childId: ChildId,
  childName: z.string(),
  service: ServiceCode,
  serviceName: z.string(),
  /** A canteen or a nursery; else the school bus. */
  servesMeals: z.boolean(),
  from: CivilDate,
  /** Null for a weekly pattern. */
  to: CivilDate.nullable(),
  weekdays: z.array(z.int()).nullable(),
  /** The days that it changed, of those in the period. */
  days: z.array(CivilDate),
  tappedAt: Instant,
  receivedAt: Instant,
  /** True while some of its days can still be taken back. */
  canUndo: z.boolean(),
})
/** A request of a family with the number of its confirmation. */
export type FamilyAct = z.infer<typeof FamilyAct>

const ACTS_SHOWN_MAX = 100

const actsWhere = (on: Db, ctx: FamilyCtx, tail: SQL) =>
  rows(
    on,
    FamilyAct,
    sql`
    select a.number, a.kind, a.child_id as "childId", c.name as "childName", s.code as service, s.name as "serviceName",
      ${rowServesMeals} as "servesMeals", a.first_day as "from", a.last_day as "to", a.weekdays, a.tapped_at as "tappedAt", a.received_at as "receivedAt",
      coalesce((select jsonb_agg(r.day order by r.day) from portal.meal_request r
        where r.act_id = a.act_id and r.day between a.first_day and a.last_day and r.child_id = a.child_id and r.service_id = a.service_id), '[]') as days,
      a.kind in ('cancel', 'light') and a.last_day >= ${dayInRome(ctx.now)}::date and exists (
        select from portal.child_days(a.child_id, greatest(a.first_day, ${dayInRome(ctx.now)}::date), a.last_day, a.service_id) d
        where d.wish_act = a.act_id and d.cutoff_at >= ${ctx.now.toString()}::timestamptz) as "canUndo"
    from (${ownChildren(ctx.actor.accountId)}) f join portal.family_act a using (child_id)
    join portal.child c using (child_id) join portal.service s using (service_id)
    ${tail}`,
  )

/** What was asked for the children of an account, whoever of the family asked it, the newest first. */
export const familyActs = (on: Db, ctx: FamilyCtx): Promise<FamilyAct[]> =>
  actsWhere(on, ctx, sql`order by a.number desc limit ${ACTS_SHOWN_MAX}::int`)

/** One confirmation by its number; null when it is not about one of the account's children. */
export const familyAct = async (on: Db, ctx: FamilyCtx, number: number): Promise<FamilyAct | null> =>
  (await actsWhere(on, ctx, sql`where a.number = ${number}::bigint`))[0] ?? null

const Pattern = z.object({
  /** The weekdays of the class, where it matters; null for every day. */
  offered: z.array(z.int()).nullable(),
  /** Those that the family chose from a day on, the one that holds and those to come. */
  chosen: z.array(z.object({ from: CivilDate, weekdays: z.array(z.int()) })),
})
export type WeeklyPattern = z.infer<typeof Pattern>

/** The weekdays a child may use a service on, and those that its family chose. */
export const weeklyPattern = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  { childId, service }: { childId: ChildId; service: ServiceCode },
): Promise<WeeklyPattern> => {
  const today = dayInRome(ctx.now)
  const found = await oneRow(
    on,
    Pattern,
    sql`
    select
      (select case when s.kind = 'canteen' then g.canteen_weekdays::int[] end
       from portal.placement p join portal.class_group g using (class_id)
       where p.child_id = f.child_id and p.valid_from <= ${today}::date order by p.valid_from desc limit 1) as offered,
      (select coalesce(jsonb_agg(jsonb_build_object('from', k.valid_from, 'weekdays', k.weekdays) order by k.valid_from), '[]')
       from (select distinct on (w.valid_from) w.valid_from, w.weekdays from portal.weekly_pattern w
             where w.child_id = f.child_id and w.service_id = s.service_id
             order by w.valid_from, w.made_at desc, w.pattern_id desc) k
       where k.valid_from >= coalesce((select max(w.valid_from) from portal.weekly_pattern w
         where w.child_id = f.child_id and w.service_id = s.service_id and w.valid_from <= ${today}::date), ${today}::date)) as chosen
    from (${ownChildren(ctx.actor.accountId)}) f, portal.service s
    where f.child_id = ${childId}::int and s.code = ${service}`,
  )
  return found ?? { offered: null, chosen: [] }
}
