import { createHash } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { type Fresh, keepFresh } from '@/db/keep-fresh'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import type { SchoolId } from '@/shared/ids'
import { type BusBoard, boardOfSchool } from './board'
import { loadBoard } from './load-board'
import { RIDES_CHANNEL } from './record-rides'

/** Also without news: alarms are raised by the clock. */
const AT_LEAST_EVERY_MS = 15_000

/** What a page that shows a board compares: the same text as long as the page would be the same. */
export const boardStatus = (board: BusBoard): string =>
  createHash('sha1').update(JSON.stringify(board)).digest('base64url')

type Viewer = { schoolId: SchoolId | null; show: (event: { status: string }) => void }
type Watch = { viewers: Set<Viewer>; board: Fresh<BusBoard> }

const KEY = Symbol.for('portale.bus-watches')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<CivilDate, Watch> }
holder[KEY] ??= new Map()
const watches = holder[KEY]

const tell = ({ schoolId, show }: Viewer, board: BusBoard) =>
  show({ status: boardStatus(boardOfSchool(board, schoolId)) })

const start = (day: CivilDate, clock: () => Temporal.Instant): Watch => {
  const viewers: Watch['viewers'] = new Set()
  const board = keepFresh({
    channels: [RIDES_CHANNEL, ATTENDANCE_CHANNEL],
    about: day,
    atLeastEveryMs: AT_LEAST_EVERY_MS,
    load: () => loadBoard(day, clock()),
    show: (whole) => {
      for (const viewer of viewers) tell(viewer, whole)
    },
  })
  return { viewers, board }
}

/**
 * Tells a viewer the status of a day's board, of one school's children or of all (null), now and at each change, until
 * the returned function is called. However many watch, a process looks once.
 */
export const watchBoard = (
  day: CivilDate,
  { schoolId, clock }: { schoolId: SchoolId | null; clock: () => Temporal.Instant },
  show: (event: { status: string }) => void,
): (() => void) => {
  const watch = watches.get(day) ?? start(day, clock)
  watches.set(day, watch)
  const viewer = { schoolId, show }
  watch.viewers.add(viewer)
  const last = watch.board.last()
  if (last) tell(viewer, last)
  return () => {
    watch.viewers.delete(viewer)
    if (watch.viewers.size > 0) return
    watch.board.stop()
    watches.delete(day)
  }
}
