import { z } from 'zod'
import { CivilDate, Instant } from '@/shared/dates'

/** What was marked for a child, a service and a day. */
export const DayMark = z.object({ status: z.enum(['present', 'absent']), at: Instant })
export type DayMark = z.infer<typeof DayMark>

/** A day of `portal.child_days`: what the calendar says, what the class and the family do that day, what they asked. */
export const ChildDay = z.object({
  day: CivilDate,
  isOpen: z.boolean(),
  /** Why the service is closed, or what is different. */
  note: z.string().nullable(),
  isPackedLunch: z.boolean(),
  isPlanned: z.boolean(),
  wish: z.enum(['cancel', 'light']).nullable(),
  /** Until when a request of the family counts. */
  cutoffAt: Instant,
})
export type ChildDay = z.infer<typeof ChildDay>

/** What is known of a child, a service and a day. */
export type DayStatus =
  | { state: 'present' | 'absent'; at: Instant }
  /** The family has cancelled the meal, and nobody was marked present. */
  | { state: 'cancelled' }
  /** The service runs and the child uses it on that weekday: the mark is still to come. */
  | { state: 'expected'; isLight: boolean; isPackedLunch: boolean }
  /** The service does not run; the note says why, when somebody wrote it down. */
  | { state: 'closed'; note: string | null }
  /** The service runs, but not for this child: its class has no lunch that day, or the enrolment does not hold. */
  | { state: 'notPlanned' }

/**
 * A day closed after the count is closed, whatever was marked; else a presence beats what the family asked, and a mark
 * what was planned.
 */
export const dayStatus = (mark: DayMark | null, day: ChildDay | undefined): DayStatus => {
  if (day && !day.isOpen) return { state: 'closed', note: day.note }
  if (mark?.status === 'present') return { state: 'present', at: mark.at }
  if (day?.wish === 'cancel') return { state: 'cancelled' }
  if (mark) return { state: mark.status, at: mark.at }
  if (!day) return { state: 'notPlanned' }
  return day.isPlanned
    ? { state: 'expected', isLight: day.wish === 'light', isPackedLunch: day.isPackedLunch }
    : { state: 'notPlanned' }
}
