import { listen } from '@/db/live'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import { boardOf, type KitchenBoard } from './board'
import { loadBoard } from './load-board'

/** Between two boards: soon enough to feel live, seldom enough that 250 classes sending at once cost two a second. */
const GAP_MS = 500
/** Also without news, in case an announcement was lost. */
const AT_LEAST_EVERY_MS = 30_000

type Watch = {
  /** Of each kitchen, and of all (null). */
  viewers: Map<string | null, Set<(board: KitchenBoard) => void>>
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
      for (const [kitchen, shows] of watch.viewers) {
        const part = boardOf(board, kitchen)
        for (const show of shows) show(part)
      }
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
    viewers: new Map(),
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
 * Shows the board of a day, of one kitchen or of all (null), to a viewer, now and at each change, until the returned
 * function is called. However many watch, a process counts once, and those of one kitchen get the same object.
 */
export const watchBoard = (
  day: CivilDate,
  kitchen: string | null,
  show: (board: KitchenBoard) => void,
): (() => void) => {
  const watch = watches.get(day) ?? start(day)
  watches.set(day, watch)
  const viewers = watch.viewers.get(kitchen) ?? new Set()
  watch.viewers.set(kitchen, viewers)
  viewers.add(show)
  if (watch.last) show(boardOf(watch.last, kitchen))
  return () => {
    viewers.delete(show)
    if (viewers.size > 0) return
    watch.viewers.delete(kitchen)
    if (watch.viewers.size > 0) return
    watch.stop()
    watches.delete(day)
  }
}
