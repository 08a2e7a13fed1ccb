import { z } from 'zod'
import type { ServiceDay } from '@/modules/service-calendar'
import { Instant } from '@/shared/dates'

/** What was marked for a child, a service and a day. */
export const DayMark = z.object({ status: z.enum(['present', 'absent']), at: Instant })
export type DayMark = z.infer<typeof DayMark>

/** What is known of a child, a service and a day. */
export type DayStatus =
  | { state: 'present' | 'absent'; at: Instant }
  /** The service runs and the child uses it on that weekday: the mark is still to come. */
  | { state: 'expected' }
  /** The service does not run; the note says why, when somebody wrote it down. */
  | { state: 'closed'; note: string | null }
  /** The service runs, but not for this child: its class has no lunch that day, or the enrolment does not hold. */
  | { state: 'notPlanned' }

/** A mark beats the calendar: what was recorded is what happened. */
export const dayStatus = (
  mark: DayMark | null,
  day: ServiceDay | undefined,
  isPlanned: boolean,
): DayStatus => {
  if (mark) return { state: mark.status, at: mark.at }
  if (!day?.isOpen) return { state: 'closed', note: day?.note ?? null }
  return { state: isPlanned ? 'expected' : 'notPlanned' }
}
