import { type Act, COUNTED, type DayPlan, weatherAt } from './plan'
import type { Asked, Clock, Done, Item, TabletView } from './tablet-page'

/*
 * Plays the days of a school: two tablets in frames of their own, that are torn down and opened again as pages are that
 * crash. The conductor outlives them and remembers what they said.
 */

export type SchoolPlan = {
  name: string
  ports: [number, number]
  schoolId: number
  classIds: number[]
  service: string
  days: DayPlan[]
  /** Its pages are kept by the tablet's service worker. */
  hasWorker: boolean
}

/**
 * A mark or a count that a tablet said was kept; `mayVanish` when it said that it could not keep it, and then crashed;
 * `isUndone` when it was taken back before it ever left.
 */
export type Known = Item & { tablet: number; isSafe: boolean; mayVanish: boolean; isUndone: boolean }
/** What a person did on a tablet: to a child, or, without one, sending a class. */
export type Deed = Done & { tablet: number }
export type SchoolLog = {
  items: Known[]
  deeds: Deed[]
  counts: Record<(typeof COUNTED)[number], number>
  /** The longest queue of one tablet, in marks and counts. */
  queueMax: number
  faults: string[]
  left: { waiting: number; held: number; phase: string }[]
  /** Days on which nothing came to be on a tablet's list, and why it was not there. */
  listless: string[]
  /** The last day as each tablet shows it in the end. */
  statuses: {
    day?: string
    problem: string | null
    adults: { classId: number; service: string; kind: string; count: number }[]
    attendance: { id: number; attendance: { service: string; status: string | null }[] }[]
  }[]
}

declare global {
  interface Window {
    conduct: (plan: SchoolPlan) => Promise<SchoolLog>
    dayPlayed: (name: string) => Promise<void>
    /** The office: a new pairing code, and a tablet that may not speak any more. */
    pairingCode: (schoolId: number) => Promise<string>
    revoke: (deviceId: number) => Promise<void>
    /** From now on the portal has another version of the tablet's page and worker; answers which. */
    newVersion: () => Promise<number>
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const GONE = Symbol('gone')
/** How long a queue may take to leave once the network is well: it ends as soon as it is empty. */
const DRAIN_MS = 60_000

/** Midnight of a day in Rome, summer or winter. */
const midnight = (day: string): number => {
  const noon = Date.parse(`${day}T12:00:00Z`)
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: 'Europe/Rome' }).format(noon),
  )
  return noon - hour * 3_600_000
}

class Frame {
  view: TabletView | null = null
  wrongByMs = 0
  isFull = false
  isOffline = () => false
  private element: HTMLIFrameElement | null = null
  private waiting = new Map<number, (value: unknown) => void>()
  private serial = 0
  private born: () => void = () => {}

  constructor(
    readonly origin: string,
    readonly address: string,
    readonly onView: (view: TabletView) => void,
  ) {
    window.addEventListener('message', (event) => {
      if (event.origin !== origin || event.source !== this.element?.contentWindow) return
      const { isBorn, id, value, error, view } = event.data
      if (isBorn) return this.born()
      this.view = view
      onView(view)
      this.waiting.get(id)?.(error ? Promise.reject(new Error(error)) : value)
      this.waiting.delete(id)
    })
  }

  /** Asks the tablet; GONE when its page goes away first. */
  ask(asked: Asked): Promise<unknown> {
    const id = ++this.serial
    const answered = new Promise<unknown>((resolve) => this.waiting.set(id, resolve))
    this.element?.contentWindow?.postMessage({ id, asked }, this.origin)
    return answered
  }

  get isOpen() {
    return this.element !== null
  }

  /** The page goes away as it is, and comes again. */
  async open(trueMs: number) {
    this.close()
    const born = new Promise<void>((resolve) => {
      this.born = resolve
    })
    this.element = document.createElement('iframe')
    this.element.src = this.origin + this.address
    document.body.append(this.element)
    await born
    await this.tell(trueMs)
    for (let tries = 0; tries < 2_000; tries++) {
      await this.ask({ what: 'view' })
      if (this.view?.phase !== 'starting') return
      await sleep(1)
    }
    throw new Error('The tablet does not open')
  }

  tell(trueMs: number) {
    const clock: Clock = {
      trueMs,
      wrongByMs: this.wrongByMs,
      isFull: this.isFull,
      isOffline: this.isOffline(),
    }
    return this.ask({ what: 'clock', clock })
  }

  close() {
    this.element?.remove()
    this.element = null
    for (const resolve of this.waiting.values()) resolve(GONE)
    this.waiting.clear()
  }
}

window.conduct = async (plan) => {
  const known = new Map<string, Known>()
  const undone = new Set<string>()
  const log: SchoolLog = {
    items: [],
    deeds: [],
    counts: Object.fromEntries(COUNTED.map((name) => [name, 0])) as SchoolLog['counts'],
    queueMax: 0,
    faults: [],
    left: [],
    listless: [],
    statuses: [],
  }
  let nowMs = midnight(plan.days[0]?.day ?? '') + 6 * 3_600_000
  let setAt = performance.now()
  const trueNow = () => nowMs + (performance.now() - setAt)

  const address = `/tablet/chaos${plan.hasWorker ? '?worker' : ''}`
  const frames = plan.ports.map(
    (port, tablet) =>
      new Frame(`http://localhost:${port}`, address, (view) => {
        if (!view.isSafe) log.counts.unsafe++
        log.queueMax = Math.max(log.queueMax, view.waitingItems)
        for (const { isKept, ...item } of view.items)
          known.set(item.id, {
            ...item,
            tablet,
            isSafe: isKept,
            mayVanish: false,
            isUndone: undone.has(item.id),
          })
      }),
  )
  const versions = [0, 0]
  for (const [tablet, frame] of frames.entries())
    frame.isOffline = () => {
      const planned = plan.days.findLast(({ day }) => midnight(day) <= trueNow())
      const minute = (trueNow() - midnight(planned?.day ?? '')) / 60_000
      const isOver = minute >= 13 * 60 && planned === plan.days.at(-1)
      return Boolean(planned) && !isOver && weatherAt(planned?.weather[tablet] ?? [], minute) === 'off'
    }
  const setClock = async (atMs: number) => {
    nowMs = Math.max(atMs, trueNow())
    setAt = performance.now()
    await Promise.all(frames.map((frame) => (frame.isOpen ? frame.tell(trueNow()) : null)))
  }
  /** What a tablet said that it could not keep may be gone with its page. */
  const leave = (tablet: number) => {
    for (const item of known.values()) if (item.tablet === tablet && !item.isSafe) item.mayVanish = true
    frames[tablet]?.close()
  }
  const pair = async (frame: Frame) => {
    // The portal may be away just now, and a code works once.
    for (let tries = 0; ; tries++) {
      const code = await window.pairingCode(plan.schoolId)
      const problem = await frame.ask({ what: 'pair', code })
      if (!problem) break
      if (tries === 20) throw new Error(`Pairing: ${JSON.stringify(problem)}`)
      await sleep(500)
    }
    await frame.ask({ what: 'service', code: plan.service })
  }
  /** A tablet that heard of being revoked holds nothing of the school any more; somebody pairs it again. */
  const pairAgain = async (frame: Frame, where: string) => {
    if (frame.view?.phase !== 'unpaired') return
    const left = (await frame.ask({ what: 'kept' })) as { device: boolean; roster: boolean; results: number }
    if (left.device || left.roster || left.results > 0)
      log.faults.push(`${where}: kept though revoked: ${JSON.stringify(left)}`)
    await pair(frame)
  }

  const perform = async (tablet: 0 | 1, act: Act) => {
    const frame = frames[tablet]
    if (!frame) return
    if (act.do !== 'close' && !frame.isOpen) await frame.open(trueNow())
    switch (act.do) {
      case 'tap':
      case 'say': {
        const about = { classId: plan.classIds[act.group] ?? 0, child: act.child }
        const done = await frame.ask(
          act.do === 'tap' ? { what: 'tap', ...about } : { what: 'say', ...about, said: act.said },
        )
        if (done) {
          log.counts[act.do === 'tap' ? 'taps' : 'sayings']++
          log.deeds.push({ tablet, ...(done as Done) })
        } else {
          log.counts.idleTaps++
          await frame.ask({ what: 'view' })
          log.listless.push(`tablet ${tablet} ${new Date(trueNow()).toISOString()}: ${frame.view?.why}`)
        }
        return
      }
      case 'send': {
        const atMs = trueNow()
        const isClockKnown = frame.view?.isClockKnown ?? true
        const sent = frame.ask({ what: 'send', classId: plan.classIds[act.group] ?? 0 }).then((value) => {
          // The page went away meanwhile: it may have made its marks.
          if (value === GONE) return void log.deeds.push({ tablet, childId: null, atMs, isClockKnown })
          const { isSent, left, sent } = value as { isSent: boolean; left: number; sent: Done }
          log.counts[isSent ? 'sends' : 'idleSends']++
          if (isSent) log.deeds.push({ tablet, ...sent })
          if (left > 0 && isSent) log.faults.push(`tablet ${tablet}: ${left} taps left after sending`)
        })
        if (act.waits) await sent
        return
      }
      case 'count': {
        const { kind, count } = act
        const asked = { what: 'count', classId: plan.classIds[act.group] ?? 0, kind, count } as const
        const done = await frame.ask(asked)
        if (!done) return
        log.counts.adults++
        log.deeds.push({ tablet, ...(done as Done) })
        return
      }
      case 'undo': {
        const taken = (await frame.ask({ what: 'undo' })) as {
          isDone: boolean
          pulled: string[]
          undone: Done
        }
        if (!taken.isDone) return
        log.counts.undone++
        log.deeds.push({ tablet, ...taken.undone })
        for (const id of taken.pulled) {
          undone.add(id)
          const item = known.get(id)
          if (item) item.isUndone = true
        }
        return
      }
      case 'update':
        versions[tablet] = await window.newVersion()
        await frame.ask({ what: 'update' })
        return
      case 'reload':
        log.counts.reloads++
        leave(tablet)
        return frame.open(trueNow())
      case 'close':
        log.counts.closings++
        return leave(tablet)
      case 'revoke': {
        const { deviceId } = frame.view ?? {}
        if (!deviceId) return
        log.counts.revoked++
        return window.revoke(deviceId)
      }
      case 'pair':
        return pairAgain(frame, `tablet ${tablet}`)
      case 'clock':
        frame.wrongByMs = act.wrongByMs
        return
      case 'storage':
        frame.isFull = act.isFull
        return
      default:
        await frame.ask({ what: act.do })
    }
  }

  /** Until nothing is under way any more, or for as long as that. */
  const quiet = async (mostMs: number) => {
    for (const until = performance.now() + mostMs; performance.now() < until; await sleep(10)) {
      for (const frame of frames) await frame.ask({ what: 'view' })
      if (frames.every(({ view }) => !view?.isBusy)) return
    }
  }
  const attempt = async (where: string, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      log.faults.push(`${plan.name} ${where}: ${error}`)
    }
  }

  for (const frame of frames) {
    await frame.open(trueNow())
    await pair(frame)
  }

  for (const { day, theme, steps } of plan.days) {
    const start = midnight(day)
    // Somebody put the clocks right, most evenings.
    if (theme !== 'clock') for (const frame of frames) frame.wrongByMs = 0
    await setClock(start + 7 * 3_600_000)
    for (const frame of frames) {
      if (!frame.isOpen) await frame.open(trueNow())
      await attempt(`${day} morning`, () => pairAgain(frame, day))
      await frame.ask({ what: 'online' })
    }
    await sleep(10)
    await quiet(2_000)
    for (const step of steps) {
      await attempt(`${day} ${theme} ${step.act.do}`, async () => {
        await setClock(start + step.at * 60_000)
        await perform(step.tablet, step.act)
      })
      if (step.pauseMs > 0) await sleep(step.pauseMs)
    }
    await window.dayPlayed(plan.name)
  }

  // The network is well again, for good.
  for (const frame of frames) frame.isFull = false
  const end = midnight(plan.days.at(-1)?.day ?? '') + 13 * 3_600_000
  await setClock(end)
  for (const frame of frames) if (!frame.isOpen) await frame.open(trueNow())
  for (const until = performance.now() + DRAIN_MS; performance.now() < until; ) {
    await setClock(trueNow() + 61_000)
    for (const frame of frames) {
      await frame.ask({ what: 'online' })
      await attempt('drain', () => pairAgain(frame, 'drain'))
    }
    await sleep(10)
    await quiet(2_000)
    if (frames.every(({ view }) => view?.waiting === 0 && !view.isBusy && view.phase === 'paired')) break
  }
  for (const [tablet, frame] of frames.entries()) {
    const { waiting, held, phase } = frame.view ?? { waiting: -1, held: -1, phase: 'none' }
    log.left.push({ waiting, held, phase })
    const { version = -1, isControlled = false } = frame.view ?? {}
    const isUpToDate = isControlled && version >= (versions[tablet] ?? 0)
    if (plan.hasWorker && !isUpToDate) log.faults.push(`worker: version ${version} of ${versions}`)
    let shown = (await frame.ask({ what: 'statuses' })) as SchoolLog['statuses'][number]
    for (let tries = 0; tries < 40 && (shown.problem !== null || shown.day === undefined); tries++) {
      await sleep(250)
      shown = (await frame.ask({ what: 'statuses' })) as SchoolLog['statuses'][number]
    }
    log.statuses.push(shown)
    frame.close()
  }
  log.items = [...known.values()]
  return log
}
