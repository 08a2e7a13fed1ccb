import { sharedFresh } from '@/db/keep-fresh'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import { partOf } from '@/shared/part-of'
import { boardOf, type KitchenBoard } from './board'
import { loadBoard } from './load-board'

const AT_LEAST_EVERY_MS = 30_000

const watchDay = sharedFresh('kitchen-watches', (day: CivilDate) => ({
  channels: [ATTENDANCE_CHANNEL],
  atLeastEveryMs: AT_LEAST_EVERY_MS,
  load: () => loadBoard(day),
}))

/** Those who watch the same kitchen get the same object. */
const boardFor = partOf(boardOf)

/**
 * Shows the board of a day, of one kitchen or of all (null), to a viewer, now and at each change, until the returned
 * function is called. However many watch, a process counts once, and those of one kitchen get the same object.
 */
export const watchBoard = (
  day: CivilDate,
  kitchen: string | null,
  show: (board: KitchenBoard) => void,
): (() => void) => watchDay(day, (board) => show(boardFor(board, kitchen)))
