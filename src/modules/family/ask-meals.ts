import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import { announce } from '@/db/live'
import { ATTENDANCE_CHANNEL, announceChild } from '@/modules/attendance'
import { assertOwnChild, type Ctx, type FamilyCtx, notSignedIn, type PrincipalOf } from '@/modules/identity'
import { addDays, CivilDate, dayInRome, eachDay } from '@/shared/dates'
import { AccountId, ChildId, ServiceCode } from '@/shared/ids'
import { WAITED_MS_MAX } from '@/shared/kept-request'
import {
  actKeyReused,
  cutoffPassed,
  dayNotPlanned,
  dayUnchanged,
  periodRefused,
  serviceClosed,
} from './errors'
import { howLate, TooLate } from './too-late'

/** The longest period that one request covers, in days. */
export const PERIOD_DAYS_MAX = 60

export type MealWish = 'cancel' | 'light' | 'restore'

const Answer = z.object({
  outcome: z.enum(['asked', 'again', 'reused', 'late', 'unchanged', 'notPlanned', 'closed']),
  number: z.coerce.number().nullable(),
  days: z.int(),
  lateDays: z.int(),
})

/** What a request changed: its confirmation's number, how many days, and how many more it came too late for, and how late. */
export const AskedMeals = z.object({
  number: z.int(),
  days: z.int(),
  lateDays: z.int(),
  late: TooLate.nullable(),
})
export type AskedMeals = z.infer<typeof AskedMeals>

const REFUSALS = {
  reused: actKeyReused,
  unchanged: dayUnchanged,
  notPlanned: dayNotPlanned,
  closed: serviceClosed,
}

/**
 * Cancels a child's meal or ride, asks a light meal or takes either back, on each day of a period that it concerns: one
 * statement, whatever the days. Sent again it answers the same confirmation. `waitedMs` is how long ago it was tapped,
 * for what a phone kept while it had no network: the tap orders it among other requests, and counts as in time if it
 * came within the service's tolerance of the cut-off. Refuses with `child-not-found`, `period-refused`, `cutoff-passed`,
 * `service-closed`, `day-not-planned`, `day-unchanged`, `idempotency-key-reused`.
 */
export const askMeals = async (
  ctx: FamilyCtx,
  asked: {
    actId: string
    childId: number
    service: ServiceCode
    wish: MealWish
    from: CivilDate
    to: CivilDate
    waitedMs?: number
  },
): Promise<AskedMeals> => {
  const childId = await assertOwnChild(ctx, asked.childId)
  const { from, to } = asked
  if (from < dayInRome(ctx.now) || to < from || addDays(from, PERIOD_DAYS_MAX) <= to) throw periodRefused()
  const tappedAt = ctx.now.subtract(Temporal.Duration.from({ milliseconds: asked.waitedMs ?? 0 }))
  const answer = await oneRow(
    db,
    Answer,
    sql`
    select a.outcome, a.number, a.days, a.late_days as "lateDays"
    from portal.service s
    cross join lateral portal.ask_meals(${asked.actId}::uuid, ${ctx.actor.accountId}::int, ${childId}::int, s.service_id,
      ${asked.wish}, ${from}::date, ${to}::date, ${tappedAt.toString()}::timestamptz, ${ctx.now.toString()}::timestamptz) a
    where s.code = ${asked.service} and (${asked.wish}::text <> 'light' or s.kind <> 'schoolBus')`,
  )
  if (!answer) throw dayNotPlanned()
  const { outcome, number, days, lateDays } = answer
  const late =
    lateDays > 0
      ? await howLate(db, { actId: asked.actId, childId, service: asked.service, now: ctx.now.toString() })
      : null
  if (outcome === 'late') throw cutoffPassed(late ?? undefined)
  if (outcome !== 'asked' && outcome !== 'again') throw REFUSALS[outcome]()
  if (outcome === 'asked') {
    for (const { day } of eachDay(from, to)) announce(ATTENDANCE_CHANNEL, day)
    await announceChild(db, { childId, from, to })
  }
  return { number: Number(number), days, lateDays, late }
}

/** A request that the app kept while there was no network: for whom it was made, and how long it waited. */
export const KeptRequest = z.object({
  requestId: z
    .uuid()
    .meta({ description: 'Fatto dal telefono con la richiesta: inviata di nuovo è la stessa' }),
  accountId: AccountId.meta({
    description: 'L’accesso con cui è stata fatta: con un altro è rifiutata (401)',
  }),
  childId: ChildId,
  service: ServiceCode,
  wish: z.enum(['cancel', 'light', 'restore']),
  from: CivilDate,
  to: CivilDate,
  waitedMs: z
    .int()
    .min(0)
    .max(WAITED_MS_MAX)
    .meta({ description: 'Da quanti millisecondi è stata fatta, sull’orologio del telefono' }),
})
export type KeptRequest = z.infer<typeof KeptRequest>

/** Takes a kept request of the family that is signed in; one of another sign-in waits for its own (`not-signed-in`). */
export const takeKeptRequest = (
  ctx: FamilyCtx,
  { accountId, requestId, ...asked }: KeptRequest,
): Promise<AskedMeals> => {
  if (accountId !== ctx.actor.accountId) throw notSignedIn()
  return askMeals(ctx, { actId: requestId, ...asked })
}

/**
 * Sets the weekdays on which a child uses a service, from a day on; answers the confirmation's number, the same when it
 * is sent again. Refuses with `child-not-found`, `day-not-planned` (not enrolled), `cutoff-passed` for a day gone by,
 * `idempotency-key-reused`.
 */
export const setWeeklyPattern = async (
  ctx: Ctx<PrincipalOf<'guardian'>>,
  asked: {
    actId: string
    childId: number
    service: ServiceCode
    from: CivilDate
    weekdays: readonly number[]
  },
): Promise<{ number: number }> => {
  const childId = await assertOwnChild(ctx, asked.childId)
  const weekdays = [...new Set(asked.weekdays)].sort()
  const answer = await oneRow(
    db,
    Answer.pick({ number: true }).extend({ outcome: z.enum(['asked', 'again', 'reused', 'late']) }),
    sql`
    select a.outcome, a.number
    from portal.service s
    join portal.wallet w on w.service_id = s.service_id and w.child_id = ${childId}::int
    cross join lateral portal.ask_pattern(${asked.actId}::uuid, ${ctx.actor.accountId}::int, w.child_id, s.service_id, ${asked.from}::date,
      array(select jsonb_array_elements_text(${JSON.stringify(weekdays)}::jsonb)::int), ${ctx.now.toString()}::timestamptz) a
    where s.code = ${asked.service}`,
  )
  if (!answer) throw dayNotPlanned()
  if (answer.outcome === 'late') throw cutoffPassed()
  if (answer.outcome === 'reused') throw actKeyReused()
  announce(ATTENDANCE_CHANNEL, asked.from)
  await announceChild(db, { childId, from: asked.from, to: asked.from })
  return { number: Number(answer.number) }
}
