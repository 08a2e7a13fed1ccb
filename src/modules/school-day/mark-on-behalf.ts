import { createHash } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { inTransaction, rows, sql } from '@/db/client'
import { announce } from '@/db/live'
import {
  ATTENDANCE_CHANNEL,
  type AttendanceStatus,
  announceList,
  MARKABLE_DAYS,
  type MarkDetail,
  MarkOutcome,
} from '@/modules/attendance'
import { recordAudit, schoolNotFound } from '@/modules/identity'
import { addDays, type CivilDate, dayInRome } from '@/shared/dates'
import type { ChildId, SchoolId, ServiceCode } from '@/shared/ids'
import { rollCallInFuture } from './errors'
import { ownSchool, type StaffCtx } from './who'

export type PaperRollCall = {
  /** Made with the form: sent twice, it is one roll call. */
  actId: string
  schoolId: SchoolId
  service: ServiceCode
  day: CivilDate
  /** When it was taken on paper. */
  takenAt: Temporal.Instant
  reason: string
  children: readonly { childId: ChildId; status: AttendanceStatus; detail: MarkDetail | null }[]
}

/** The id of a child's mark in a roll call: the same form again gives the same. A UUID of version 8 (RFC 9562, 5.8). */
const markIdOf = (actId: string, childId: ChildId): string => {
  const hex = createHash('sha256').update(`${actId}/${childId}`).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * Records a roll call that was taken on paper, as if a tablet had sent it at the moment it was taken: prices, cut-off and
 * corrections follow the same rules, and a later tap of a tablet wins. Only what differs from the state is recorded.
 * Answers how many marks were new, and how many concern children who are not enrolled or a closed day. Refuses with
 * `forbidden`, `school-not-found`, `roll-call-in-future`.
 */
export const markOnBehalf = async (
  ctx: StaffCtx,
  { actId, schoolId, service, day, takenAt, reason, children }: PaperRollCall,
): Promise<{ recorded: number; refused: number }> => {
  const own = ownSchool(ctx)
  if (own !== null && own !== schoolId) throw schoolNotFound()
  if (takenAt.epochMilliseconds > ctx.now.epochMilliseconds) throw rollCallInFuture()
  const today = dayInRome(ctx.now)
  const marks = children.map(({ childId, status, detail }) => ({
    markId: markIdOf(actId, childId),
    childId,
    status,
    detail,
    markedAt: takenAt.toString(),
    reason,
  }))
  const outcomes = await inTransaction(async (tx) => {
    const found = await rows(
      tx,
      MarkOutcome.pick({ outcome: true }),
      sql`
      with asked as materialized (
        select m.mark, d.status as was, d.detail as had
        from jsonb_array_elements(${JSON.stringify(marks)}::jsonb) as m (mark)
        left join portal.day_list(${day}::date, ${schoolId}::int) d
          on d.child_id = (m.mark ->> 'childId')::int and d.code = ${service}::text
      ), changed as (
        select coalesce(jsonb_agg(mark), '[]') as marks from asked
        where (was, had) is distinct from (mark ->> 'status', mark ->> 'detail')
      )
      select o.outcome from changed cross join lateral portal.record_marks(${schoolId}::int, null, ${ctx.actor.staffId}::int,
        ${service}::text, ${day}::date, changed.marks, ${ctx.now.toString()}::timestamptz, ${today}::date,
        ${addDays(today, -MARKABLE_DAYS)}::date) o`,
    )
    const recorded = found.filter(({ outcome }) => outcome === 'recorded' || outcome === 'superseded').length
    if (recorded > 0)
      await recordAudit(tx, ctx, {
        action: 'attendance.onBehalf',
        subject: `school:${schoolId}`,
        details: { act: actId, day, service, marks: recorded },
      })
    return found
  })
  const count = (...those: MarkOutcome['outcome'][]) =>
    outcomes.filter(({ outcome }) => those.includes(outcome)).length
  const recorded = count('recorded', 'superseded')
  if (recorded > 0) {
    announce(ATTENDANCE_CHANNEL, day)
    announceList(day, schoolId)
  }
  return { recorded, refused: count('not-enrolled', 'closed-day', 'other-school') }
}
