import { z } from 'zod'
import { CivilDate } from '@/shared/dates'
import { ChildId, MarkId, OperatorId, StopId } from '@/shared/ids'

/** What one request may carry: a line's day offline, not a town's. */
const MARKS_MAX = 500

/** The way to school and the way home, in the order of the day. */
export const RUNS = ['outward', 'return'] as const
export const Run = z.enum(RUNS)
export type Run = z.infer<typeof Run>

/** What holds of a child on a run, once the escort said something. */
export const RideState = z.enum(['boarded', 'left', 'notSeen'])
export type RideState = z.infer<typeof RideState>

/** One tap of an escort. `markId` is made by the tablet before sending and kept until the server answered for it. */
export const RideMark = z.object({
  markId: MarkId,
  childId: ChildId,
  run: Run,
  /** `waiting` takes back what was said. */
  state: z.enum([...RideState.options, 'waiting']),
  /** The instant of the tap on the tablet's clock; one in the future counts as the moment of arrival. */
  markedAt: z.iso.datetime({ offset: true }),
  /** Where, when not at the child's own stop; one of another line is left out. */
  stopId: StopId.optional(),
  /** Whose PIN had unlocked the tablet; one of another line is left out. */
  operatorId: OperatorId.optional(),
  reason: z.string().trim().max(200).optional(),
})
export type RideMark = z.infer<typeof RideMark>

/** What an escort's tablet sends: taps of one day, of either run. */
export const RideBatch = z.object({ day: CivilDate, marks: z.array(RideMark).min(1).max(MARKS_MAX) })
export type RideBatch = z.infer<typeof RideBatch>

/** As of marks; `other-line`: the child is not on this tablet's line that day, or does not exist. */
export const RideOutcome = z.object({
  markId: MarkId,
  outcome: z.enum(['recorded', 'already-recorded', 'superseded', 'not-enrolled', 'closed-day', 'other-line']),
})
export type RideOutcome = z.infer<typeof RideOutcome>
