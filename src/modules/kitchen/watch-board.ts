import { type Fresh, keepFresh } from '@/db/keep-fresh'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import { boardOf, type KitchenBoard } from './board'
import { loadBoard } from './load-board'

const AT_LEAST_EVERY_MS = 30_000

type Watch = {
  /** Of each kitchen, and of all (null). */
  viewers: Map<string | null, Set<(board: KitchenBoard) => void>>
  board: Fresh<KitchenBoard>
}

const KEY = Symbol.for('portale.kitchen-watches')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<CivilDate, Watch> }
holder[KEY] ??= new Map()
const watches = holder[KEY]

const start = (day: CivilDate): Watch => {
  const viewers: Watch['viewers'] = new Map()
  const board = keepFresh({
    channels: [ATTENDANCE_CHANNEL],
    about: day,
    atLeastEveryMs: AT_LEAST_EVERY_MS,
    load: () => loadBoard(day),
    show: (whole) => {
      for (const [kitchen, shows] of viewers) {
        const part = boardOf(whole, kitchen)
        for (const show of shows) show(part)
      }
    },
  })
  return { viewers, board }
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
  const last = watch.board.last()
  if (last) show(boardOf(last, kitchen))
  return () => {
    viewers.delete(show)
    if (viewers.size > 0) return
    watch.viewers.delete(kitchen)
    if (watch.viewers.size > 0) return
    watch.board.stop()
    watches.delete(day)
  }
}
