import { createApi } from '@/app/(tablet)/tablet/core/api'
import type { Batch } from '@/app/(tablet)/tablet/core/batches'
import { isUnsent } from '@/app/(tablet)/tablet/core/roster'
import { createIdbStorage, type TabletStorage } from '@/app/(tablet)/tablet/core/storage'
import { createTablet } from '@/app/(tablet)/tablet/core/tablet'

/*
 * One tablet, in a frame of its own origin: the product's own store over the browser's real fetch and IndexedDB. Only
 * time is the test's: the conductor says what time it is, so that a morning fits in a second.
 */

/** What the conductor decides: what time it is, how wrong the tablet has it, whether its storage is full. */
export type Clock = { trueMs: number; wrongByMs: number; isFull: boolean }
export type TabletMark = { markId: string; childId: number; status: string; markedAt: string; day: string }
export type TabletView = {
  phase: string
  day: string
  isSafe: boolean
  waiting: number
  held: number
  isBusy: boolean
  /** Marks made since the last view: kept by the storage, or, once the tablet said that it cannot keep, not. */
  marks: (TabletMark & { isKept: boolean })[]
}
export type Asked =
  | { what: 'clock'; clock: Clock }
  | { what: 'view' }
  | { what: 'pair'; code: string }
  | { what: 'service'; code: string }
  | { what: 'tap'; classId: number; child: number }
  | { what: 'send'; classId: number }
  | { what: 'online' }
  | { what: 'front' }
  | { what: 'retry' }
  | { what: 'read' }
  | { what: 'statuses' }

// Twenty seconds of patience are less than one here, once paired: a pairing code works once.
let isPaired = false
const timeout = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = (ms) => timeout(isPaired ? ms / 25 : ms)

let clock: Clock = { trueMs: 0, wrongByMs: 0, isFull: false }
let setAt = performance.now()
const trueNow = () => clock.trueMs + (performance.now() - setAt)
const tabletNow = () => Math.floor(trueNow() + clock.wrongByMs)

type Timer = { dueMs: number; run: () => void }
const timers = new Set<Timer>()
const runDue = () => {
  for (const timer of [...timers])
    if (timer.dueMs <= trueNow()) {
      timers.delete(timer)
      timer.run()
    }
}

const told = new Set<string>()
const news: TabletView['marks'] = []
const tell = (batch: Batch, isKept: boolean) => {
  if (batch.kind !== 'marks') return
  for (const mark of batch.marks) {
    if (told.has(mark.markId)) continue
    told.add(mark.markId)
    news.push({ ...mark, day: batch.day, isKept })
  }
}
/** The browser's storage, remembered: what was promised is what it kept, not what the page still meant to write. */
const kept = createIdbStorage()
const storage: TabletStorage = {
  ...kept,
  async load() {
    const saved = await kept.load()
    for (const batch of saved.outbox) tell(batch, true)
    return saved
  },
  async write(changes) {
    if (clock.isFull) throw new DOMException('No space left', 'QuotaExceededError')
    await kept.write(changes)
    for (const change of changes) if (change.in === 'outbox' && change.value) tell(change.value, true)
  },
}

const tablet = createTablet({
  api: createApi(
    (input, init) =>
      fetch(input, {
        ...init,
        headers: {
          ...(init?.headers as Record<string, string>),
          'x-chaos-at': String(Math.floor(trueNow())),
        },
      }),
    tabletNow,
  ),
  storage,
  now: tabletNow,
  random: Math.random,
  randomBytes: (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
  later: (run, ms) => {
    const timer = { dueMs: trueNow() + ms, run }
    timers.add(timer)
    setTimeout(runDue, ms)
    return () => void timers.delete(timer)
  },
})

const view = (): TabletView => {
  const { phase, day, isSafe, outbox, isSending, isReading } = tablet.getState()
  if (!isSafe) for (const batch of outbox) tell(batch, false)
  return {
    phase,
    day,
    isSafe,
    waiting: outbox.length,
    held: outbox.filter(({ failure }) => failure?.held).length,
    isBusy: isSending || isReading,
    marks: news.splice(0),
  }
}

tablet.subscribe(() => {
  isPaired = tablet.getState().phase === 'paired'
})

const settled = (work: Promise<unknown>) => void work.catch((error) => console.error(error))

const answer = async (asked: Asked): Promise<unknown> => {
  switch (asked.what) {
    case 'clock':
      clock = asked.clock
      setAt = performance.now()
      runDue()
      settled(tablet.tick())
      return null
    case 'view':
      return null
    case 'pair':
      return tablet.pair(asked.code, 'Tablet di prova')
    case 'service':
      return tablet.selectService(asked.code)
    case 'tap': {
      const row = tablet.rows(asked.classId)[asked.child]
      if (!row) return null
      await tablet.tap(asked.classId, row.id)
      return { childId: row.id, atMs: trueNow() }
    }
    case 'send': {
      const isSent = await tablet.send(asked.classId)
      const left = tablet.rows(asked.classId).filter(isUnsent).length
      return { isSent, left }
    }
    case 'online':
      settled(tablet.wake(true))
      return null
    case 'front':
      settled(tablet.wake(false))
      return null
    case 'retry':
      settled(tablet.retryNow())
      return null
    case 'read':
      settled(tablet.refresh())
      return null
    case 'statuses': {
      await tablet.refresh()
      const { roster, rosterProblem } = tablet.getState()
      const children = roster?.classes.flatMap((group) => group.children) ?? []
      return {
        day: roster?.day,
        problem: rosterProblem?.kind ?? null,
        attendance: children.map(({ id, attendance }) => ({ id, attendance: attendance ?? [] })),
      }
    }
  }
}

window.addEventListener('message', async (event: MessageEvent<{ id: number; asked: Asked }>) => {
  const { id, asked } = event.data
  try {
    const value = await answer(asked)
    window.parent.postMessage({ id, value, view: view() }, '*')
  } catch (error) {
    window.parent.postMessage({ id, error: String(error), view: view() }, '*')
  }
})

/** The frame is born not knowing the time; the conductor tells it, and then the tablet opens. */
window.addEventListener(
  'message',
  () => {
    settled(tablet.start())
  },
  { once: true },
)
window.parent.postMessage({ isBorn: true }, '*')
