import { z } from 'zod'
import { type Db, db, oneRow, sql } from '@/db/client'
import { assertOwnChild, type Ctx, type PrincipalOf } from '@/modules/identity'
import { type CivilDate, dayInRome, Instant } from '@/shared/dates'
import type { ChildId, ServiceCode } from '@/shared/ids'
import { chargeAlreadyContested, chargeNotContestable, contestKeyReused } from './errors'

/** What a family writes of a charge. */
export const ContestText = z
  .string()
  .trim()
  .min(3, 'Scrivi perché l’addebito non è giusto')
  .max(1_000, 'Scrivi al massimo 1.000 caratteri')

type OfDay = { childId: ChildId; service: ServiceCode; day: CivilDate }

/**
 * Contests the charge that stands for a day, within the days that the service allows; each charge once, whoever of the
 * family does it. The same one sent again changes nothing. Refuses with `child-not-found`, `charge-not-contestable`,
 * `charge-already-contested`, `idempotency-key-reused`.
 */
export const openContest = async (
  ctx: Ctx<PrincipalOf<'guardian'>>,
  asked: OfDay & { contestId: string; text: string },
): Promise<'opened' | 'unchanged'> => {
  const childId = await assertOwnChild(ctx, asked.childId)
  const { contestId, service, day, text } = asked
  const found = await oneRow(
    db,
    z.object({ isOpened: z.boolean(), own: z.string().nullable(), isContested: z.boolean() }),
    sql`
    with charged as (
      select a.child_id, a.service_id, a.day, a.charge_count, a.open_charge_cents
      from portal.service s cross join lateral portal.attendance_on(${childId}::int, s.service_id, ${day}::date) a
      where s.code = ${service} and a.open_charge_cents > 0 and ${dayInRome(ctx.now)}::date between a.day and a.day + s.contest_days - 1
    ), opened as (
      insert into portal.contest (contest_id, child_id, service_id, day, occasion, cents, account_id, text, opened_at)
      select ${contestId}::uuid, child_id, service_id, day, charge_count, open_charge_cents, ${ctx.actor.accountId}::int, ${text},
             ${ctx.now.toString()}::timestamptz
      from charged on conflict do nothing returning contest_id
    )
    select exists (select from opened) as "isOpened",
      (select k.child_id || ' ' || k.day || ' ' || k.text from portal.contest k where k.contest_id = ${contestId}::uuid) as own,
      exists (select from charged) or exists (select from portal.contest k join portal.service s using (service_id)
        where k.child_id = ${childId}::int and k.day = ${day}::date and s.code = ${service}) as "isContested"`,
  )
  if (found?.isOpened) return 'opened'
  // Of the same one sent twice at once, the second waited for the first, which this statement could not see yet.
  const own = found?.own ?? (await sentBefore(contestId))
  if (own !== null) {
    if (own !== `${childId} ${day} ${text}`) throw contestKeyReused()
    return 'unchanged'
  }
  throw found?.isContested ? chargeAlreadyContested() : chargeNotContestable()
}

const sentBefore = async (contestId: string): Promise<string | null> =>
  (
    await oneRow(
      db,
      z.object({ own: z.string() }),
      sql`select k.child_id || ' ' || k.day || ' ' || k.text as own from portal.contest k where k.contest_id = ${contestId}::uuid`,
    )
  )?.own ?? null

const DayContests = z.object({
  /** Until when the charge that stands may be contested; null when there is none, or it was contested. */
  untilDay: z.string().nullable(),
  contests: z.array(
    z.object({
      status: z.enum(['open', 'reversed', 'refused']),
      text: z.string(),
      openedAt: Instant,
      answer: z.string().nullable(),
    }),
  ),
})
export type DayContests = z.infer<typeof DayContests>

/** What was contested of a child's day, and whether its charge still may be; the child must be the caller's. */
export const contestsOfDay = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  { childId, service, day }: OfDay,
): Promise<DayContests> => {
  const own = await assertOwnChild(ctx, childId, on)
  const found = await oneRow(
    on,
    DayContests,
    sql`
    select case when a.open_charge_cents > 0 and ${dayInRome(ctx.now)}::date between a.day and a.day + s.contest_days - 1
        and not exists (select from portal.contest k where (k.child_id, k.service_id, k.day, k.occasion) = (a.child_id, a.service_id, a.day, a.charge_count))
      then (a.day + s.contest_days - 1)::text end as "untilDay",
      (select coalesce(jsonb_agg(jsonb_build_object('status', k.status, 'text', k.text, 'openedAt', k.opened_at, 'answer', d.reason)
         order by k.opened_at), '[]')
       from portal.contest k left join portal.office_act d on d.act_id = k.decision_id
       where k.child_id = ${own}::int and k.service_id = s.service_id and k.day = ${day}::date) as contests
    from portal.service s left join lateral portal.attendance_on(${own}::int, s.service_id, ${day}::date) a on true
    where s.code = ${service}`,
  )
  return found ?? { untilDay: null, contests: [] }
}
