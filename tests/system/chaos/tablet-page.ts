import { createApi } from '@/app/(tablet)/tablet/core/api'
import { type Batch, idsOf, sizeOf } from '@/app/(tablet)/tablet/core/batches'
import { isUnsent, rollCallKey } from '@/app/(tablet)/tablet/core/roster'
import { createIdbStorage, type TabletStorage } from '@/app/(tablet)/tablet/core/storage'
import { createTablet } from '@/app/(tablet)/tablet/core/tablet'
import { keepOffline } from '@/app/(tablet)/tablet/keep-offline'
import type { ADULT_KINDS, Said } from './plan'

/*
 * One tablet, in a frame of its own origin: the product's own store over the browser's real fetch and IndexedDB. Only
 * time is the test's: the conductor says what time it is, so that a morning fits in a second.
 */

/** What the conductor decides: what time it is, how wrong the tablet has it, whether its storage is full. */
export type Clock = { trueMs: number; wrongByMs: number; isFull: boolean; isOffline: boolean }
/** A mark or a count of adults as the tablet made it; `said` is all that it says. */
export type Item = { id: string; childId: number | null; said: string; at: string; day: string }
export type TabletView = {
  phase: string
  day: string
  isSafe: boolean
  /** Batches that wait, and how much they hold. */
  waiting: number
  waitingItems: number
  held: number
  isBusy: boolean
  isClockKnown: boolean
  deviceId: number | null
  /** The version of the page, and whether a service worker keeps it. */
  version: number
  isControlled: boolean
  /** Why there is no list, when there is none. */
  why: string | null
  /** Marks and counts made since the last view: kept by the storage, or, once the tablet said that it cannot keep, not. */
  items: (Item & { isKept: boolean })[]
}
export type Asked =
  | { what: 'clock'; clock: Clock }
  | { what: 'view' }
  | { what: 'pair'; code: string }
  | { what: 'service'; code: string }
  | { what: 'tap'; classId: number; child: number }
  | { what: 'say'; classId: number; child: number; said: Said }
  | { what: 'count'; classId: number; kind: (typeof ADULT_KINDS)[number]; count: number }
  | { what: 'send'; classId: number }
  | { what: 'undo' }
  | { what: 'update' }
  | { what: 'online' }
  | { what: 'front' }
  | { what: 'retry' }
  | { what: 'read' }
  | { what: 'statuses' }
  | { what: 'kept' }
/** Something done to a child of the list, at the true time; `isClockKnown` when the tablet had heard how wrong it is. */
export type Done = { childId: number | null; atMs: number; isClockKnown: boolean }

// Twenty seconds of patience are little more than one here, once paired: a pairing code works once.
let isPaired = false
const timeout = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = (ms) => timeout(isPaired ? ms / 16 : ms)

let clock: Clock = { trueMs: 0, wrongByMs: 0, isFull: false, isOffline: false }
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

/** How wrong the clock was when the portal last told, as far as the tablet remembers. */
let heardWrongByMs = 0
/** The marks told, and whether as kept. */
const told = new Map<string, boolean>()
const news: TabletView['items'] = []
const itemsOf = (batch: Batch): Item[] => {
  const { day } = batch
  if (batch.kind === 'marks')
    return batch.marks.map(({ markId, childId, status, detail, markedAt }) => ({
      id: markId,
      childId,
      said: `${childId} ${status} ${detail ?? ''}`,
      at: markedAt,
      day,
    }))
  if (batch.kind === 'adults')
    return batch.counts.map(({ countId, classId, kind, count, countedAt }) => ({
      id: countId,
      childId: null,
      said: `${classId} ${kind} ${count}`,
      at: countedAt,
      day,
    }))
  return []
}
const tell = (batch: Batch, isKept: boolean) => {
  for (const item of itemsOf(batch)) {
    if (told.get(item.id) === true || told.get(item.id) === isKept) continue
    told.set(item.id, isKept)
    news.push({ ...item, isKept })
  }
}
/** The browser's storage, remembered: what was promised is what it kept, not what the page still meant to write. */
const kept = createIdbStorage()
const storage: TabletStorage = {
  ...kept,
  async load() {
    const saved = await kept.load()
    for (const batch of saved.outbox) tell(batch, true)
    heardWrongByMs = -(saved.skew?.skewMs ?? 0)
    return saved
  },
  async write(changes) {
    // Wiping always succeeds.
    if (clock.isFull && changes.some(({ value }) => value !== undefined))
      throw new DOMException('No space left', 'QuotaExceededError')
    await kept.write(changes)
    for (const change of changes) if (change.in === 'outbox' && change.value) tell(change.value, true)
  },
}

const api = createApi(
  (input, init) =>
    fetch(input, {
      ...init,
      headers: {
        ...(init?.headers as Record<string, string>),
        'x-chaos-at': String(Math.floor(trueNow())),
      },
    }),
  tabletNow,
)
const heard = async <T extends { skewMs: number | null }>(asking: Promise<T>): Promise<T> => {
  const answer = await asking
  if (answer.skewMs !== null) heardWrongByMs = clock.wrongByMs
  return answer
}
const isClockKnown = () => Math.abs(heardWrongByMs - clock.wrongByMs) < 4_000
const done = (childId: number | null): Done => ({
  childId,
  atMs: trueNow(),
  isClockKnown: isClockKnown(),
})

const tablet = createTablet({
  api: {
    pair: (...given) => heard(api.pair(...given)),
    roster: (...given) => heard(api.roster(...given)),
    rides: (...given) => heard(api.rides(...given)),
    send: (...given) => heard(api.send(...given)),
  },
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
  isOnline: () => !clock.isOffline,
})

const view = (): TabletView => {
  const { phase, day, isSafe, outbox, isSending, isReading, device, roster, rosterProblem } =
    tablet.getState()
  if (!isSafe) for (const batch of outbox) tell(batch, false)
  return {
    phase,
    day,
    isSafe,
    waiting: outbox.length,
    waitingItems: outbox.reduce((sum, batch) => sum + sizeOf(batch), 0),
    held: outbox.filter(({ failure }) => failure?.held).length,
    isBusy: isSending || isReading,
    isClockKnown: isClockKnown(),
    deviceId: device?.id ?? null,
    version: window.CHAOS_VERSION ?? 0,
    isControlled: Boolean(navigator.serviceWorker?.controller),
    why: roster ? null : `${phase}, ${day}, ${rosterProblem?.kind ?? (isReading ? 'reading' : 'no problem')}`,
    items: news.splice(0),
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
      const tapped = done(row.id)
      await tablet.tap(asked.classId, row.id)
      return tapped
    }
    case 'say': {
      const row = tablet.rows(asked.classId)[asked.child]
      if (!row) return null
      const said = done(row.id)
      await tablet.say(asked.classId, row.id, asked.said)
      return said
    }
    case 'send': {
      const sent = done(null)
      const isSent = await tablet.send(asked.classId)
      // A child of whom a later tap was there already is asked about again, until the list is read.
      const { day, service, results } = tablet.getState()
      const answers = results[rollCallKey(day, service ?? '', asked.classId)]?.sent
      const left = tablet
        .rows(asked.classId)
        .filter((row) => isUnsent(row) && answers?.[row.id]?.outcome !== 'superseded').length
      return { isSent, left, sent }
    }
    case 'count': {
      if (tablet.adults(asked.classId).length === 0) return null
      const counted = done(null)
      await tablet.count(asked.classId, asked.kind, asked.count)
      return counted
    }
    case 'undo': {
      const before = tablet.getState().outbox.flatMap(idsOf)
      const taking = tablet.undo()
      // What goes at once never left the tablet.
      const after = new Set(tablet.getState().outbox.flatMap(idsOf))
      const undone = done(null)
      const classId = await taking
      return { isDone: classId !== null, pulled: before.filter((id) => !after.has(id)), undone }
    }
    case 'update':
      await (await navigator.serviceWorker.getRegistration('/tablet'))?.update()
      return null
    case 'kept': {
      await tablet.saved()
      const { device, roster, results } = await kept.load()
      return { device: device !== null, roster: roster !== null, results: Object.keys(results).length }
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
      const classes = roster?.classes ?? []
      const children = classes.flatMap((group) => group.children)
      return {
        day: roster?.day,
        problem: rosterProblem?.kind ?? null,
        adults: classes.flatMap(({ id, adults }) =>
          (adults ?? []).map(({ service, kind, count }) => ({ classId: id, service, kind, count })),
        ),
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
declare global {
  interface Window {
    /** Which version of the page this is: the one that a service worker keeps, or the latest. */
    CHAOS_VERSION?: number
  }
}
if (location.search === '?worker') settled(keepOffline(tablet.saved))
window.parent.postMessage({ isBorn: true }, '*')
