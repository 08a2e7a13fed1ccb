import { createHash } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { listen } from '@/db/live'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import type { SchoolId } from '@/shared/ids'
import { type BusBoard, boardOfSchool } from './board'
import { loadBoard } from './load-board'
import { RIDES_CHANNEL } from './record-rides'

/** Between two looks: soon enough to feel live, seldom enough that all buses arriving at once cost two a second. */
const GAP_MS = 500
/** Also without news: alarms are raised by the clock, and an announcement may be lost. */
const AT_LEAST_EVERY_MS = 15_000

/** What a page that shows a board compares: the same text as long as the page would be the same. */
export const boardStatus = (board: BusBoard): string =>
  createHash('sha1').update(JSON.stringify(board)).digest('base64url')

type Viewer = { schoolId: SchoolId | null; show: (event: { status: string }) => void }
type Watch = { viewers: Set<Viewer>; stop: () => void; dirty: () => void; last: BusBoard | null }

const KEY = Symbol.for('portale.bus-watches')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<CivilDate, Watch> }
holder[KEY] ??= new Map()
const watches = holder[KEY]

const tell = ({ schoolId, show }: Viewer, board: BusBoard) =>
  show({ status: boardStatus(boardOfSchool(board, schoolId)) })

const start = (day: CivilDate, clock: () => Temporal.Instant): Watch => {
  let timer: NodeJS.Timeout | null = null
  let isLoading = false
  let isDirtyAgain = false
  const refresh = async () => {
    timer = null
    isLoading = true
    try {
      const board = await loadBoard(day, clock())
      watch.last = board
      for (const viewer of watch.viewers) tell(viewer, board)
    } catch {
      // The database is away: the next announcement or the clock tries again.
    }
    isLoading = false
    if (isDirtyAgain) {
      isDirtyAgain = false
      watch.dirty()
    }
  }
  const heard = (changed: string) => {
    if (changed === day || changed === '') watch.dirty()
  }
  const unlisten = [listen(RIDES_CHANNEL, heard), listen(ATTENDANCE_CHANNEL, heard)]
  const ticking = setInterval(() => watch.dirty(), AT_LEAST_EVERY_MS)
  const watch: Watch = {
    viewers: new Set(),
    last: null,
    dirty: () => {
      if (isLoading) isDirtyAgain = true
      else timer ??= setTimeout(refresh, watch.last ? GAP_MS : 0)
    },
    stop: () => {
      for (const end of unlisten) end()
      clearInterval(ticking)
      if (timer) clearTimeout(timer)
    },
  }
  watch.dirty()
  return watch
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
  if (watch.last) tell(viewer, watch.last)
  return () => {
    watch.viewers.delete(viewer)
    if (watch.viewers.size > 0) return
    watch.stop()
    watches.delete(day)
  }
}
