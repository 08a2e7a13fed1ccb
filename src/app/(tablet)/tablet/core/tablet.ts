import type { Device, TabletApi } from './api'
import { dayInRome } from './day'
import { halve, marksToSend, newUuid, toBatches } from './marks'
import {
  isRecorded,
  type Result,
  unanswered,
  withOutcomes,
  withoutMarks,
  withRecorded,
  withSent,
} from './outcomes'
import { type Operator, verifyPin, waitAfterWrongMs } from './pin'
import type { Problem } from './problem'
import { afterFailure, nextBatch, postponed, readyNow, retryDelayMs } from './retry'
import {
  type Batch,
  type Draft,
  type Roster,
  type Row,
  rollCallKey,
  rowsOf,
  type Said,
  say,
  tap,
} from './roster'
import { type Change, createMemoryStorage, NOTHING_SAVED, type TabletStorage } from './storage'

export type TabletState = {
  phase: 'starting' | 'unpaired' | 'paired'
  /** Why the tablet went back to pairing. */
  unpairedBecause: 'revoked' | 'by-hand' | null
  device: Device | null
  day: string
  roster: Roster | null
  rosterReadAt: number | null
  rosterProblem: Problem | null
  isReading: boolean
  service: string | null
  drafts: Record<string, Draft>
  outbox: Batch[]
  results: Record<string, Result>
  isSending: boolean
  /** Whose PIN unlocked the tablet; a school without operators works without. */
  operator: Pick<Operator, 'id' | 'name'> | null
  /** False when the browser refuses to keep anything: closing the page then loses what was not sent. */
  isSafe: boolean
  /** For the live region: what just happened, in a sentence; `count` tells a repetition from no news. */
  announcement: { text: string; count: number }
}

export type TabletDeps = {
  api: TabletApi
  storage: TabletStorage
  now: () => number
  random: () => number
  randomBytes: (bytes: Uint8Array) => Uint8Array
  /** Runs something later; the returned function cancels it. */
  later: (run: () => void, ms: number) => () => void
}

const READ_EVERY_MS = 3 * 60_000
const FRESH_MS = 10_000
/** Untouched for this long, the tablet locks itself. */
const LOCK_AFTER_MS = 5 * 60_000

const INITIAL: TabletState = {
  phase: 'starting',
  unpairedBecause: null,
  device: null,
  day: '',
  roster: null,
  rosterReadAt: null,
  rosterProblem: null,
  isReading: false,
  service: null,
  drafts: {},
  outbox: [],
  results: {},
  isSending: false,
  operator: null,
  isSafe: true,
  announcement: { text: '', count: 0 },
}

/** The service chosen last, if the school still has it; else its first. */
const serviceOf = (roster: Roster, chosen: string | null): string | null =>
  roster.services.some((service) => service.code === chosen) ? chosen : (roster.services[0]?.code ?? null)

/**
 * The tablet's memory and its conversation with the portal. Marks are saved before they are sent and leave the
 * outbox only when a 200 names them; until then they are sent again with the ids they were born with.
 */
export const createTablet = (deps: TabletDeps) => {
  let storage = deps.storage
  let state = INITIAL
  let skewMs = 0
  let etag: string | null = null
  /** Grows whenever the roster changes under a reading in flight, which then is out of date. */
  let rosterEpoch = 0
  let rosterFailures = 0
  let touchedAt = 0
  let wrongPins = 0
  let closedUntil = 0
  let cancelPump: (() => void) | null = null
  let cancelRead: (() => void) | null = null
  const listeners = new Set<() => void>()

  const now = () => deps.now() + skewMs
  const nowText = () => new Date(now()).toISOString()
  const today = () => dayInRome(now())
  const uuid = () => newUuid(deps.randomBytes)
  const set = (patch: Partial<TabletState>) => {
    state = { ...state, ...patch }
    for (const listener of listeners) listener()
  }
  const announced = (text: string) => ({ announcement: { text, count: state.announcement.count + 1 } })
  /** A clock that turns out wrong by a year must not leave the queue waiting for next year: it is tried at once. */
  const noteSkew = (measured: number | null) => {
    if (measured === null) return
    const isJump = Math.abs(measured - skewMs) > 30_000
    skewMs = measured
    if (isJump) set({ outbox: state.outbox.map((batch) => ({ ...batch, retryAt: 0 })) })
  }

  /** Resolves when every change so far was written. */
  let saving: Promise<unknown> = Promise.resolve()

  /** Saves; when the browser cannot (refused, or full), goes on in memory and says so: marks are sent all the same. */
  const write = async (changes: readonly Change[]) => {
    try {
      await storage.write(changes)
    } catch {
      storage = createMemoryStorage()
      set({ isSafe: false })
      await storage.write(changes)
    }
  }
  const save = (changes: readonly Change[]): Promise<void> => {
    const written = write(changes)
    saving = Promise.allSettled([saving, written])
    return written
  }

  /** Nothing with a name in it stays after its day; marks still to be answered do, they carry only ids. */
  const turnDay = async () => {
    const day = today()
    if (state.day === day) return
    const stale: Change[] = [
      ...Object.keys(state.drafts)
        .filter((key) => !key.startsWith(`${day}/`))
        .map((key): Change => ({ in: 'drafts', key })),
      ...Object.values(state.results)
        .filter((result) => result.day !== day)
        .map(({ key }): Change => ({ in: 'results', key })),
    ]
    if (state.roster && state.roster.day !== day) stale.push({ in: 'settings', key: 'roster' })
    const keep = <T>(of: Record<string, T>) =>
      Object.fromEntries(Object.entries(of).filter(([key]) => key.startsWith(`${day}/`)))
    if (state.roster?.day !== day) etag = null
    rosterEpoch++
    set({
      day,
      roster: state.roster?.day === day ? state.roster : null,
      rosterReadAt: state.roster?.day === day ? state.rosterReadAt : null,
      drafts: keep(state.drafts),
      results: keep(state.results),
    })
    await save(stale)
  }

  /** The token does not open anything any more: it goes, and so do the names. Unsent marks stay. */
  const forget = async (token: string) => {
    if (state.device?.token !== token) return
    etag = null
    rosterEpoch++
    cancelRead?.()
    const results = Object.keys(state.results)
    set({
      phase: 'unpaired',
      unpairedBecause: 'revoked',
      operator: null,
      device: null,
      roster: null,
      rosterReadAt: null,
      rosterProblem: null,
      results: {},
      ...announced('Questo tablet non è più abbinato alla scuola.'),
    })
    await save([
      { in: 'settings', key: 'device' },
      { in: 'settings', key: 'roster' },
      ...results.map((key): Change => ({ in: 'results', key })),
    ])
  }

  const readLater = (ms: number) => {
    cancelRead?.()
    cancelRead = deps.later(() => void readRoster(), ms)
  }

  const readRoster = async (): Promise<void> => {
    const { device } = state
    if (!device || state.isReading) return
    await turnDay()
    const { day } = state
    const epoch = rosterEpoch
    set({ isReading: true })
    const answer = await deps.api.roster(device.token, day, state.roster?.day === day ? etag : null)
    noteSkew(answer.skewMs)
    set({ isReading: false })
    if (state.device?.token !== device.token) return
    if (!answer.ok) {
      if (answer.problem.kind === 'unauthorised') return forget(device.token)
      if (today() !== day) return readRoster()
      rosterFailures++
      set({ rosterProblem: answer.problem })
      const wait = (answer.problem.retryAfterSeconds ?? 0) * 1000
      readLater(Math.max(retryDelayMs(rosterFailures, deps.random()), wait))
      return
    }
    if (epoch !== rosterEpoch || today() !== day) return readRoster()
    rosterFailures = 0
    if (answer.value === 'unchanged') set({ rosterProblem: null, rosterReadAt: now() })
    else {
      const { roster } = answer.value
      etag = answer.value.etag
      set({
        roster,
        rosterProblem: null,
        rosterReadAt: now(),
        service: serviceOf(roster, state.service),
      })
      await save([{ in: 'settings', key: 'roster', value: answer.value }])
    }
    readLater(READ_EVERY_MS)
  }

  const saveOutbox = (before: readonly Batch[], after: readonly Batch[]): Change[] => [
    ...before
      .filter((batch) => !after.some((each) => each.id === batch.id))
      .map((batch): Change => ({ in: 'outbox', key: batch.id })),
    ...after
      .filter((batch) => !before.includes(batch))
      .map((batch): Change => ({ in: 'outbox', key: batch.id, value: batch })),
  ]

  const setOutbox = async (outbox: Batch[], more: readonly Change[] = []) => {
    const changes = saveOutbox(state.outbox, outbox)
    set({ outbox })
    await save([...changes, ...more])
  }

  const settle = async (batch: Batch, outcomes: Parameters<typeof unanswered>[1]) => {
    const left = unanswered(batch, outcomes)
    const outbox = state.outbox.flatMap((each) => {
      if (each.id !== batch.id) return [each]
      if (left.length === 0) return []
      const rest = { ...each, marks: left }
      return [
        afterFailure(rest, { kind: 'unexpected', retryAfterSeconds: null, code: null }, now(), deps.random()),
      ]
    })
    const key = rollCallKey(batch.day, batch.service, batch.classId)
    const result = state.results[key]
    const answered = result && withOutcomes(result, outcomes, nowText())
    const refused = outcomes.filter((each) => !isRecorded(each.outcome)).length
    rosterEpoch++
    etag = null
    set({
      roster: state.roster && withRecorded(state.roster, batch, outcomes),
      results: answered ? { ...state.results, [key]: answered } : state.results,
      ...announced(
        refused === 0
          ? `Presenze della classe ${batch.className} inviate e registrate.`
          : `Presenze della classe ${batch.className} inviate: ${refused} non registrate.`,
      ),
    })
    const roster = state.roster
    await setOutbox(outbox, [
      ...(answered ? [{ in: 'results', key, value: answered } as const] : []),
      ...(roster ? [{ in: 'settings', key: 'roster', value: { roster, etag: null } } as const] : []),
    ])
  }

  const fail = async (batch: Batch, problem: Problem) => {
    if (problem.kind === 'too-large' && batch.marks.length > 1)
      return setOutbox(state.outbox.flatMap((each) => (each.id === batch.id ? halve(each, uuid) : [each])))
    const failed = afterFailure(batch, problem, now(), deps.random())
    if (batch.attempts === 0) set(announced(`Classe ${batch.className}: presenze in attesa di invio.`))
    await setOutbox(postponed(state.outbox, failed))
  }

  /** Sends what is due, one batch at a time in the order of sending, then sleeps until the next is. */
  const pump = async (): Promise<void> => {
    cancelPump?.()
    cancelPump = null
    if (state.isSending) return
    set({ isSending: true })
    let answered = false
    try {
      for (;;) {
        const { device } = state
        if (!device) break
        const { batch, waitMs } = nextBatch(state.outbox, device.school.id, now())
        if (!batch) {
          if (waitMs !== null) cancelPump = deps.later(() => void pump(), waitMs)
          break
        }
        const answer = await deps.api.marks(device.token, batch)
        noteSkew(answer.skewMs)
        if (answer.ok) {
          answered = true
          await settle(batch, answer.value)
        } else {
          await fail(batch, answer.problem)
          if (answer.problem.kind === 'unauthorised') await forget(device.token)
        }
      }
    } finally {
      set({ isSending: false })
    }
    if (answered) await readRoster()
  }

  const keyOf = (batch: Batch) => rollCallKey(batch.day, batch.service, batch.classId)
  const marksInOutbox = (key: string) =>
    state.outbox.filter((batch) => keyOf(batch) === key).flatMap((batch) => batch.marks)
  const draftOf = (classId: number) =>
    state.drafts[rollCallKey(state.day, state.service ?? '', classId)] ?? {}

  return {
    getState: () => state,
    /** Resolves when all that happened so far is on the device: a new version of the app may take over. */
    saved: (): Promise<unknown> => saving,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },

    /** Reads what the last visit left and goes on from there. */
    async start() {
      if (state.phase !== 'starting') return
      const saved = await storage.load().catch(() => {
        storage = createMemoryStorage()
        set({ isSafe: false })
        return NOTHING_SAVED
      })
      if (state.phase !== 'starting') return
      const { roster, ...rest } = saved
      etag = roster?.etag ?? null
      set({
        ...rest,
        // What waited is tried at once: the clock it waited by may have been another.
        outbox: saved.outbox.map((batch) => ({ ...batch, retryAt: 0 })),
        roster: roster?.roster ?? null,
        service: roster ? serviceOf(roster.roster, saved.service) : saved.service,
        phase: saved.device ? 'paired' : 'unpaired',
      })
      await turnDay()
      await Promise.all([readRoster(), pump()])
    },

    /** Binds this tablet to the school of a pairing code; the problem when the portal refuses. */
    async pair(pairingCode: string, deviceName: string): Promise<Problem | null> {
      const answer = await deps.api.pair(pairingCode, deviceName)
      noteSkew(answer.skewMs)
      if (!answer.ok) return answer.problem
      const device = answer.value
      const outbox = state.outbox.map((batch) =>
        batch.schoolId === device.school.id ? readyNow(batch) : batch,
      )
      set({
        phase: 'paired',
        unpairedBecause: null,
        device,
        ...announced(`Tablet abbinato alla scuola ${device.school.name}.`),
      })
      await setOutbox(outbox, [{ in: 'settings', key: 'device', value: device }])
      await Promise.all([readRoster(), pump()])
      return null
    },

    /** Forgets the school and everything kept on this tablet, unsent marks too. */
    async unpair() {
      cancelRead?.()
      cancelPump?.()
      etag = null
      rosterEpoch++
      const { isSafe } = state
      set({ ...INITIAL, day: state.day, isSafe, phase: 'unpaired', unpairedBecause: 'by-hand' })
      await storage.clear().catch(() => set({ isSafe: false }))
    },

    async selectService(code: string) {
      set({ service: code })
      await save([{ in: 'settings', key: 'service', value: code }])
    },

    /** The rows of a class for the service on screen. */
    rows: (classId: number): Row[] =>
      state.roster && state.service
        ? rowsOf(state.roster, classId, state.service, draftOf(classId), state.outbox)
        : [],
    draftOf,

    async tap(classId: number, childId: number) {
      const row = this.rows(classId).find((each) => each.id === childId)
      if (!row || !state.service) return
      const key = rollCallKey(state.day, state.service, classId)
      const draft = tap(draftOf(classId), row, nowText())
      const { [key]: _, ...others } = state.drafts
      const isEmpty = Object.keys(draft).length === 0
      set({ drafts: isEmpty ? others : { ...others, [key]: draft } })
      await save([isEmpty ? { in: 'drafts', key } : { in: 'drafts', key, value: draft }])
    },

    /** True when somebody's PIN is needed before anything is shown. */
    isLocked: (): boolean => state.operator === null && (state.roster?.operators?.length ?? 0) > 0,

    /** Opens the tablet for an operator whose PIN is right; wrong ones in a row make it wait. */
    async unlock(operatorId: number, pin: string): Promise<'open' | { waitMs: number }> {
      if (deps.now() < closedUntil) return { waitMs: closedUntil - deps.now() }
      const operator = state.roster?.operators?.find(({ id }) => id === operatorId)
      if (operator && (await verifyPin(pin, operator.pin))) {
        wrongPins = 0
        touchedAt = deps.now()
        set({ operator: { id: operator.id, name: operator.name } })
        return 'open'
      }
      wrongPins++
      closedUntil = deps.now() + waitAfterWrongMs(wrongPins)
      return { waitMs: waitAfterWrongMs(wrongPins) }
    },

    /** Closes the tablet, also to hand it to somebody else; taps not sent yet stay. */
    lock() {
      set({ operator: null })
    },

    /** Somebody touched the screen. */
    touched() {
      touchedAt = deps.now()
    },

    /** Says of a child more than a tap can: late, light meal, excused, guest of another class. */
    async say(classId: number, childId: number, said: Said) {
      const row = this.rows(classId).find((each) => each.id === childId)
      if (!row || !state.service) return
      const key = rollCallKey(state.day, state.service, classId)
      const draft = say(draftOf(classId), row, said, nowText())
      set({ drafts: { ...state.drafts, [key]: draft } })
      await save([{ in: 'drafts', key, value: draft }])
    },

    /** The instant of the service's cut-off when it is past by the portal's clock, else null. */
    lateSince(): string | null {
      const cutoffAt = state.roster?.services.find((each) => each.code === state.service)?.cutoffAt
      return cutoffAt && now() > Date.parse(cutoffAt) ? cutoffAt : null
    },

    /** Turns the roll call on screen into marks, saves them, then sends; false when there is nothing to send. */
    async send(classId: number, reason = ''): Promise<boolean> {
      const { device, service, roster, day } = state
      const group = roster?.classes.find((each) => each.id === classId)
      if (!device || !service || !group) return false
      const key = rollCallKey(day, service, classId)
      const rows = this.rows(classId)
      const earlier = state.results[key]
      const sent = [...Object.values(earlier?.sent ?? {}).map(({ mark }) => mark), ...marksInOutbox(key)]
      const lastMarkedAt = new Map(sent.map((mark) => [mark.childId, mark.markedAt]))
      const marks = marksToSend(rows, draftOf(classId), lastMarkedAt, nowText(), uuid, {
        reason,
        ...(state.operator ? { operatorId: state.operator.id } : {}),
      })
      if (marks.length === 0) return false
      const about = { schoolId: device.school.id, day, service, classId, className: group.name }
      const batches = toBatches(about, marks, nowText(), uuid)
      const names = new Map(rows.map((row) => [row.id, row.name]))
      const result = withSent(earlier, key, day, marks, names, nowText())
      const { [key]: _, ...drafts } = state.drafts
      const outbox = [...state.outbox, ...batches]
      const changes = saveOutbox(state.outbox, outbox)
      set({ drafts, outbox, results: { ...state.results, [key]: result } })
      await save([...changes, { in: 'drafts', key }, { in: 'results', key, value: result }])
      void pump()
      return true
    },

    /** A person asks to try again now, held batches included. */
    async retryNow() {
      await setOutbox(state.outbox.map(readyNow))
      await pump()
    },

    /** Gives up a batch that cannot be sent: its children are again as the portal knows them. */
    async discard(batchId: string) {
      const batch = state.outbox.find((each) => each.id === batchId)
      if (!batch) return
      const key = keyOf(batch)
      const result = state.results[key]
      const left = result && withoutMarks(result, batch.marks)
      const { [key]: _, ...others } = state.results
      set({ results: left ? { ...others, [key]: left } : others })
      await setOutbox(
        state.outbox.filter((each) => each !== batch),
        [left ? { in: 'results', key, value: left } : { in: 'results', key }],
      )
    },

    /** The page came to the front or the network is back: what waited only for that goes now. */
    async wake(isOnlineAgain: boolean) {
      if (state.phase !== 'paired') return
      if (isOnlineAgain)
        await setOutbox(
          state.outbox.map((batch) =>
            batch.failure === null || batch.failure.kind === 'offline' ? readyNow(batch) : batch,
          ),
        )
      await turnDay()
      const age = state.rosterReadAt === null ? Number.POSITIVE_INFINITY : now() - state.rosterReadAt
      await Promise.all([
        pump(),
        isOnlineAgain || age > FRESH_MS || state.rosterProblem !== null ? readRoster() : undefined,
      ])
    },

    /** Every half minute: notices midnight even when the page is never touched. */
    async tick() {
      if (state.operator && deps.now() - touchedAt > LOCK_AFTER_MS) set({ operator: null })
      if (state.phase !== 'paired' || today() === state.day) return
      await readRoster()
    },

    /** Reads the list again because a person asks. */
    async refresh() {
      rosterFailures = 0
      await readRoster()
    },
  }
}

export type Tablet = ReturnType<typeof createTablet>
