import { listen } from '@/db/live'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import type { KitchenBoard } from './board'
import { loadBoard } from './load-board'

/** Between two boards: soon enough to feel live, seldom enough that 250 classes sending at once cost two a second. */
const GAP_MS = 500
/** Also without news, in case an announcement was lost. */
const AT_LEAST_EVERY_MS = 30_000

type Watch = {
  viewers: Set<(board: KitchenBoard) => void>
  stop: () => void
  dirty: () => void
  last: KitchenBoard | null
}

const KEY = Symbol.for('portale.kitchen-watches')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<CivilDate, Watch> }
holder[KEY] ??= new Map()
const watches = holder[KEY]

const start = (day: CivilDate): Watch => {
  let timer: NodeJS.Timeout | null = null
  let isLoading = false
  let isDirtyAgain = false
  const refresh = async () => {
    timer = null
    isLoading = true
    try {
      const board = await loadBoard(day)
      watch.last = board
      for (const show of watch.viewers) show(board)
    } catch {
      // The database is away: the next announcement or the clock tries again.
    }
    isLoading = false
    if (isDirtyAgain) {
      isDirtyAgain = false
      watch.dirty()
    }
  }
  const unlisten = listen(ATTENDANCE_CHANNEL, (changed) => {
    if (changed === day || changed === '') watch.dirty()
  })
  const clock = setInterval(() => watch.dirty(), AT_LEAST_EVERY_MS)
  const watch: Watch = {
    viewers: new Set(),
    last: null,
    dirty: () => {
      if (isLoading) isDirtyAgain = true
      else timer ??= setTimeout(refresh, watch.last ? GAP_MS : 0)
    },
    stop: () => {
      unlisten()
      clearInterval(clock)
      if (timer) clearTimeout(timer)
    },
  }
  watch.dirty()
  return watch
}

/**
 * Shows the board of a day to a viewer, now and at each change, until the returned function is called. However many
 * watch, a process counts once.
 */
export const watchBoard = (day: CivilDate, show: (board: KitchenBoard) => void): (() => void) => {
  const watch = watches.get(day) ?? start(day)
  watches.set(day, watch)
  watch.viewers.add(show)
  if (watch.last) show(watch.last)
  return () => {
    watch.viewers.delete(show)
    if (watch.viewers.size > 0) return
    watch.stop()
    watches.delete(day)
  }
}
