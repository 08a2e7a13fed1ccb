import { type Db, db, rows, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { addDays, dayInRome } from '@/shared/dates'
import { MARKABLE_DAYS, type MarkBatch, MarkOutcome } from './mark'

/**
 * Records the marks of one service and day, as tapped in the tablet's own school, and charges or reverses: one
 * statement per batch. Replayed, raced or reordered, marks and ledger end as if each tap had been sent once, in
 * order. Every mark gets an outcome, in the order asked.
 */
export const recordMarks = async (
  ctx: Ctx<PrincipalOf<'tablet'>>,
  batch: MarkBatch,
  on: Db = db,
): Promise<{ outcomes: MarkOutcome[] }> => {
  const today = dayInRome(ctx.now)
  const outcomes = await rows(
    on,
    MarkOutcome,
    sql`
    select mark_id as "markId", outcome, charge_cents as "chargeCents"
    from portal.record_marks(${ctx.actor.schoolId}::int, ${ctx.actor.deviceId}::int, null, ${batch.service}::text, ${batch.day}::date,
      ${JSON.stringify(batch.marks)}::jsonb, ${ctx.now.toString()}::timestamptz, ${today}::date, ${addDays(today, -MARKABLE_DAYS)}::date)`,
  )
  const byId = new Map(outcomes.map((outcome) => [outcome.markId, outcome]))
  return { outcomes: batch.marks.flatMap((mark) => byId.get(mark.markId) ?? []) }
}
