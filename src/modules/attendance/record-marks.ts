import { db, rows, sql } from '@/db/client'
import { announce } from '@/db/live'
import { type Ctx, type PrincipalOf, tabletRefusal, tabletRow } from '@/modules/identity'
import { addDays, dayInRome } from '@/shared/dates'
import { MARKABLE_DAYS, type MarkBatch, MarkOutcome } from './mark'

/** Where a day is announced whose attendance changed. */
export const ATTENDANCE_CHANNEL = 'portal_attendance'

/**
 * Records the marks of one service and day, as tapped in the tablet's own school, and charges or reverses: one
 * statement per batch. Replayed, raced or reordered, marks and ledger end as if each tap had been sent once, in
 * order. Every mark gets an outcome, in the order asked. The same statement knows the tablet: an unknown or revoked
 * token throws `not-signed-in`, one of a bus line `forbidden`, with nothing recorded.
 */
export const recordMarks = async (
  ctx: Ctx<PrincipalOf<'tablet' | 'tabletToken'>>,
  batch: MarkBatch,
): Promise<{ outcomes: MarkOutcome[] }> => {
  const today = dayInRome(ctx.now)
  const outcomes = await rows(
    db,
    MarkOutcome,
    sql`
    select outcome.mark_id as "markId", outcome.outcome, outcome.charge_cents as "chargeCents"
    from (${tabletRow(ctx.actor)}) tablet
    cross join lateral portal.record_marks(tablet.school_id, tablet.device_id, null, ${batch.service}::text, ${batch.day}::date,
      ${JSON.stringify(batch.marks)}::jsonb, ${ctx.now.toString()}::timestamptz, ${today}::date, ${addDays(today, -MARKABLE_DAYS)}::date) outcome`,
  )
  // A batch holds at least one mark, and every mark an outcome.
  if (outcomes.length === 0) throw await tabletRefusal(db, ctx.actor)
  if (outcomes.some(({ outcome }) => outcome === 'recorded')) announce(ATTENDANCE_CHANNEL, batch.day)
  const byId = new Map(outcomes.map((outcome) => [outcome.markId, outcome]))
  return { outcomes: batch.marks.flatMap((mark) => byId.get(mark.markId) ?? []) }
}
