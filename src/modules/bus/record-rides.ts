import { db, rows, sql } from '@/db/client'
import { announce } from '@/db/live'
import { ATTENDANCE_CHANNEL, MARKABLE_DAYS } from '@/modules/attendance'
import { type Ctx, lineTabletRow, type PrincipalOf, tabletRefusal } from '@/modules/identity'
import { addDays, dayInRome } from '@/shared/dates'
import { type RideBatch, RideOutcome } from './ride'

/** Where a day is announced whose rides changed. */
export const RIDES_CHANNEL = 'portal_rides'

/**
 * Records an escort's taps of one day on the tablet's own line, and lets the attendance of the bus service follow: one
 * statement per batch. Replayed, raced or reordered, rides, attendance and charges end as if each tap had been sent
 * once, in order. An outcome per mark, in the order asked. An unknown or revoked token throws `not-signed-in`, a
 * school's `forbidden`, with nothing recorded.
 */
export const recordRides = async (
  ctx: Ctx<PrincipalOf<'lineTablet' | 'tabletToken'>>,
  { day, marks }: RideBatch,
): Promise<{ outcomes: RideOutcome[] }> => {
  const today = dayInRome(ctx.now)
  const outcomes = await rows(
    db,
    RideOutcome,
    sql`
    select outcome.mark_id as "markId", outcome.outcome
    from (${lineTabletRow(ctx.actor)}) tablet
    cross join lateral portal.record_rides(tablet.line_id, tablet.device_id, ${day}::date, ${JSON.stringify(marks)}::jsonb,
      ${ctx.now.toString()}::timestamptz, ${today}::date, ${addDays(today, -MARKABLE_DAYS)}::date) outcome`,
  )
  // A batch holds at least one mark, and every mark an outcome.
  if (outcomes.length === 0) throw await tabletRefusal(db, ctx.actor)
  // A late tap decides no ride, but may still change what the day amounts to.
  if (outcomes.some(({ outcome }) => outcome === 'recorded' || outcome === 'superseded')) {
    announce(RIDES_CHANNEL, day)
    announce(ATTENDANCE_CHANNEL, day)
  }
  const byId = new Map(outcomes.map((outcome) => [outcome.markId, outcome]))
  return { outcomes: marks.flatMap(({ markId }) => byId.get(markId) ?? []) }
}
