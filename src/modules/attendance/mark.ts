import { z } from 'zod'
import { CivilDate } from '@/shared/dates'
import { ChildId, ClassId, MarkId, OperatorId, ServiceCode } from '@/shared/ids'
import { DbCents } from '@/shared/money'

/** What one request may carry: a large school, not a day of a town. */
const MARKS_MAX = 500

export const AttendanceStatus = z.enum(['present', 'absent'])
export type AttendanceStatus = z.infer<typeof AttendanceStatus>

/** What a tap may add: came late or eats a light meal today; left before the meal or was excused. */
export const MarkDetail = z.enum(['lateArrival', 'lightMeal', 'earlyExit', 'justified'])
export type MarkDetail = z.infer<typeof MarkDetail>

const DETAILS_OF: Readonly<Record<AttendanceStatus, readonly MarkDetail[]>> = {
  present: ['lateArrival', 'lightMeal'],
  absent: ['earlyExit', 'justified'],
}

/** One tap. `markId` is made by the tablet before sending and kept until the server answered for it. */
export const Mark = z
  .object({
    markId: MarkId,
    childId: ChildId,
    status: AttendanceStatus,
    /** The instant of the tap on the tablet's clock; one in the future counts as the moment of arrival. */
    markedAt: z.iso.datetime({ offset: true }),
    detail: MarkDetail.optional(),
    /** Why, after the cut-off or for a correction; for the office to read, never the name of an illness. */
    reason: z.string().trim().max(200).optional(),
    /** Whose PIN had unlocked the tablet; one of another school is left out. */
    operatorId: OperatorId.optional(),
    /** Where the child eats today, when not with its own class. */
    classId: ClassId.optional(),
  })
  .refine(({ status, detail }) => !detail || DETAILS_OF[status].includes(detail), {
    path: ['detail'],
    message: 'lateArrival and lightMeal go with present, earlyExit and justified with absent',
  })
export type Mark = z.infer<typeof Mark>

/** What a tablet sends: taps of one service on one day. */
export const MarkBatch = z.object({
  day: CivilDate,
  service: ServiceCode,
  marks: z.array(Mark).min(1).max(MARKS_MAX),
})
export type MarkBatch = z.infer<typeof MarkBatch>

/**
 * `recorded`: it is the state now. `already-recorded`: this markId was here before. `superseded`: kept, but a later
 * tap already decided. The others changed nothing, and the tablet need not send them again.
 */
export const MarkOutcome = z.object({
  markId: MarkId,
  outcome: z.enum([
    'recorded',
    'already-recorded',
    'superseded',
    'not-enrolled',
    'closed-day',
    'other-school',
  ]),
  /** What the child is charged for this day by this mark; null when nothing is. */
  chargeCents: DbCents.nullable(),
})
export type MarkOutcome = z.infer<typeof MarkOutcome>

/** How many days back a forgotten class may still be marked. */
export const MARKABLE_DAYS = 60
