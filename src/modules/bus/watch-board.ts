import { createHash } from 'node:crypto'
import { sharedFresh } from '@/db/keep-fresh'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import type { SchoolId } from '@/shared/ids'
import { partOf } from '@/shared/part-of'
import { type BusBoard, boardOfSchool } from './board'
import { loadBoard } from './load-board'
import { RIDES_CHANNEL } from './record-rides'

/** Also without news: alarms are raised by the clock. */
const AT_LEAST_EVERY_MS = 15_000

/** What a page that shows a board compares: the same text as long as the page would be the same. */
export const boardStatus = (board: BusBoard): string =>
  createHash('sha1').update(JSON.stringify(board)).digest('base64url')

const watchDay = sharedFresh('bus-watches', (day: CivilDate) => ({
  channels: [RIDES_CHANNEL, ATTENDANCE_CHANNEL],
  atLeastEveryMs: AT_LEAST_EVERY_MS,
  load: (now) => loadBoard(day, now),
}))

const statusOf = partOf((board: BusBoard, schoolId: SchoolId | null) =>
  boardStatus(boardOfSchool(board, schoolId)),
)

/**
 * Tells a viewer the status of a day's board, of one school's children or of all (null), now and at each change, until
 * the returned function is called. However many watch, a process looks once.
 */
export const watchBoard = (
  day: CivilDate,
  schoolId: SchoolId | null,
  show: (event: { status: string }) => void,
): (() => void) => watchDay(day, (board) => show({ status: statusOf(board, schoolId) }))
