import type { Act, DayPlan } from './plan'
import type { Asked, Clock, TabletMark, TabletView } from './tablet-page'

/*
 * Plays the days of a school: two tablets in frames of their own, that are torn down and opened again as pages are that
 * crash. The conductor outlives them and remembers what they said.
 */

export type SchoolPlan = {
  name: string
  ports: [number, number]
  codes: [string, string]
  classIds: number[]
  service: string
  days: DayPlan[]
}

/** A mark that a tablet said was kept; `mayVanish` when it said that it could not keep it, and then crashed. */
export type KnownMark = TabletMark & { tablet: number; isSafe: boolean; mayVanish: boolean }
export type Tapped = { tablet: number; childId: number; atMs: number }
export type SchoolLog = {
  marks: KnownMark[]
  taps: Tapped[]
  counts: Record<'taps' | 'idleTaps' | 'sends' | 'idleSends' | 'reloads' | 'unsafe', number>
  faults: string[]
  left: { waiting: number; held: number; phase: string }[]
  /** The last day as each tablet shows it in the end. */
  statuses: {
    day?: string
    problem: string | null
    attendance: { id: number; attendance: { service: string; status: string | null }[] }[]
  }[]
}

declare global {
  interface Window {
    conduct: (plan: SchoolPlan) => Promise<SchoolLog>
    dayPlayed: (name: string) => Promise<void>
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const GONE = Symbol('gone')

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
  private element: HTMLIFrameElement | null = null
  private waiting = new Map<number, (value: unknown) => void>()
  private serial = 0
  private born: () => void = () => {}

  constructor(
    readonly origin: string,
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

  /** The page goes away as it is, and comes again. */
  async open(trueMs: number) {
    this.element?.remove()
    for (const resolve of this.waiting.values()) resolve(GONE)
    this.waiting.clear()
    const born = new Promise<void>((resolve) => {
      this.born = resolve
    })
    this.element = document.createElement('iframe')
    this.element.src = `${this.origin}/chaos/tablet`
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
    const clock: Clock = { trueMs, wrongByMs: this.wrongByMs, isFull: this.isFull }
    return this.ask({ what: 'clock', clock })
  }

  close() {
    this.element?.remove()
  }
}

window.conduct = async (plan) => {
  const known = new Map<string, KnownMark>()
  const log: SchoolLog = {
    marks: [],
    taps: [],
    counts: { taps: 0, idleTaps: 0, sends: 0, idleSends: 0, reloads: 0, unsafe: 0 },
    faults: [],
    left: [],
    statuses: [],
  }
  let nowMs = midnight(plan.days[0]?.day ?? '') + 6 * 3_600_000
  let setAt = performance.now()
  const trueNow = () => nowMs + (performance.now() - setAt)

  const frames = plan.ports.map(
    (port, tablet) =>
      new Frame(`http://localhost:${port}`, (view) => {
        if (!view.isSafe) log.counts.unsafe++
        for (const mark of view.marks) {
          const { isKept, ...rest } = mark
          known.set(mark.markId, { ...rest, tablet, isSafe: isKept, mayVanish: false })
        }
      }),
  )
  const setClock = async (atMs: number) => {
    nowMs = Math.max(atMs, trueNow())
    setAt = performance.now()
    await Promise.all(frames.map((frame) => frame.tell(trueNow())))
  }
  const reload = async (tablet: number) => {
    const frame = frames[tablet]
    if (!frame) return
    log.counts.reloads++
    for (const mark of known.values()) if (mark.tablet === tablet && !mark.isSafe) mark.mayVanish = true
    await frame.open(trueNow())
  }

  const perform = async (tablet: 0 | 1, act: Act) => {
    const frame = frames[tablet]
    if (!frame) return
    switch (act.do) {
      case 'tap': {
        const tapped = await frame.ask({
          what: 'tap',
          classId: plan.classIds[act.group] ?? 0,
          child: act.child,
        })
        if (tapped) {
          log.counts.taps++
          log.taps.push({ tablet, ...(tapped as { childId: number; atMs: number }) })
        } else log.counts.idleTaps++
        return
      }
      case 'send': {
        const sent = frame.ask({ what: 'send', classId: plan.classIds[act.group] ?? 0 }).then((value) => {
          if (value === GONE) return
          const { isSent, left } = value as { isSent: boolean; left: number }
          log.counts[isSent ? 'sends' : 'idleSends']++
          if (left > 0 && isSent) log.faults.push(`tablet ${tablet}: ${left} taps left after sending`)
        })
        if (act.waits) await sent
        return
      }
      case 'reload':
        return reload(tablet)
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
    for (const until = performance.now() + mostMs; performance.now() < until; await sleep(5)) {
      for (const frame of frames) await frame.ask({ what: 'view' })
      if (frames.every(({ view }) => !view?.isBusy)) return
    }
  }
  const attempt = async (where: string, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      log.faults.push(`${where}: ${error}`)
    }
  }

  for (const [tablet, frame] of frames.entries()) {
    await frame.open(trueNow())
    const code = plan.codes[tablet as 0 | 1]
    let problem = await frame.ask({ what: 'pair', code })
    // The portal may be away just now.
    for (let tries = 0; tries < 40 && problem; tries++) {
      await sleep(500)
      problem = await frame.ask({ what: 'pair', code })
    }
    if (problem) throw new Error(`Pairing: ${JSON.stringify(problem)}`)
    await frame.ask({ what: 'service', code: plan.service })
  }

  for (const { day, theme, steps } of plan.days) {
    const start = midnight(day)
    // Somebody put the clocks right, most evenings.
    if (theme !== 'clock') for (const frame of frames) frame.wrongByMs = 0
    await setClock(start + 7 * 3_600_000)
    for (const frame of frames) await frame.ask({ what: 'online' })
    await sleep(10)
    await quiet(600)
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
  for (const until = performance.now() + 20_000; performance.now() < until; ) {
    await setClock(trueNow() + 61_000)
    for (const frame of frames) await frame.ask({ what: 'online' })
    await quiet(500)
    if (frames.every(({ view }) => view?.waiting === view?.held && !view?.isBusy)) break
  }
  for (const frame of frames) {
    const { waiting, held, phase } = frame.view ?? { waiting: -1, held: -1, phase: 'none' }
    log.left.push({ waiting, held, phase })
    let shown = (await frame.ask({ what: 'statuses' })) as SchoolLog['statuses'][number]
    for (let tries = 0; tries < 40 && (shown.problem !== null || shown.day === undefined); tries++) {
      await sleep(250)
      shown = (await frame.ask({ what: 'statuses' })) as SchoolLog['statuses'][number]
    }
    log.statuses.push(shown)
    frame.close()
  }
  log.marks = [...known.values()]
  return log
}
