import { type AdultDraft, type AdultRow, adultRows, countsToSend, withCount, withCounted } from './adults'
import { type Device, ownerOf, placeOf, type TabletApi } from './api'
import {
  type AdultCount,
  after,
  type Batch,
  halve,
  idsOf,
  isOf,
  keeping,
  queued,
  toBatches,
  withRideMarks,
} from './batches'
import { dayInRome, formatTime, startingSkewMs } from './day'
import { marksToSend, newUuid } from './marks'
import {
  type ItemOutcome,
  isRecorded,
  REFUSALS,
  type Result,
  recordedIds,
  withOutcomes,
  withoutItems,
  withRecorded,
  withSent,
} from './outcomes'
import { type Operator, verifyPin, waitAfterWrongMs } from './pin'
import type { Problem } from './problem'
import { afterFailure, nextBatch, postponed, readyNow, retryDelayMs } from './retry'
import { type RideMark, type Rider, type Rides, type Run, type RunView, runView, withRides } from './rides'
import {
  type AdultKind,
  type Draft,
  type Mark,
  type Roster,
  type Row,
  rollCallKey,
  rowsOf,
  type Said,
  say,
  tap,
} from './roster'
import { createSaver } from './saving'
import { type Change, createMemoryStorage, NOTHING_SAVED, type TabletStorage } from './storage'

export type TabletState = {
  phase: 'starting' | 'unpaired' | 'paired'
  /** Why the tablet went back to pairing. */
  unpairedBecause: 'revoked' | 'by-hand' | null
  device: Device | null
  day: string
  /** A school's list of the day; null on a bus. */
  roster: Roster | null
  /** A bus line's list of the day; null in a school. */
  rides: Rides | null
  rosterReadAt: number | null
  rosterProblem: Problem | null
  isReading: boolean
  service: string | null
  drafts: Record<string, Draft>
  adults: Record<string, AdultDraft>
  outbox: Batch[]
  results: Record<string, Result>
  isSending: boolean
  /** Whose PIN unlocked the tablet; a school without operators works without. */
  operator: Pick<Operator, 'id' | 'name'> | null
  /** False when the browser keeps nothing more: closing the page then loses what was not sent. */
  isSafe: boolean
  /** Not safe because there is no room left. */
  isFull: boolean
  /** What was just done and can be taken back for some seconds; or what came of taking it back. */
  undo: Undo | null
  /** What happened on a ride and the portal did not take, until somebody read it. */
  refusedRides: { markId: string; name: string; text: string }[]
  /** For the live region: what just happened, in a sentence; `count` tells a repetition from no news. */
  announcement: { text: string; count: number }
}

/** `classId` is the class it was about; `isDone` once it was taken back, when `text` says what came of it. */
export type Undo = { text: string; classId: number | null; isDone: boolean }

export type TabletDeps = {
  api: TabletApi
  storage: TabletStorage
  now: () => number
  random: () => number
  randomBytes: (bytes: Uint8Array) => Uint8Array
  /** Runs something later; the returned function cancels it. */
  later: (run: () => void, ms: number) => () => void
  /** False when the device itself knows that it has no network: then nothing has left it. */
  isOnline?: () => boolean
}

const READ_EVERY_MS = 3 * 60_000
const FRESH_MS = 10_000
/** Untouched for this long, the tablet locks itself. */
const LOCK_AFTER_MS = 5 * 60_000
/** A second tap on a child so soon is a finger that bounced: it must not get off who just got on. */
const BOUNCE_MS = 800
/** How long something can be taken back. */
const UNDO_MS = 10_000

const INITIAL: TabletState = {
  phase: 'starting',
  unpairedBecause: null,
  device: null,
  day: '',
  roster: null,
  rides: null,
  rosterReadAt: null,
  rosterProblem: null,
  isReading: false,
  service: null,
  drafts: {},
  adults: {},
  outbox: [],
  results: {},
  isSending: false,
  operator: null,
  isSafe: true,
  isFull: false,
  undo: null,
  refusedRides: [],
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
  let state = INITIAL
  let skewMs = 0
  let savedSkewMs = 0
  let etag: string | null = null
  /** Grows whenever the list changes under a reading in flight, which then is out of date. */
  let listEpoch = 0
  let listFailures = 0
  let touchedAt = 0
  let wrongPins = 0
  let closedUntil = 0
  let cancelPump: (() => void) | null = null
  let cancelRead: (() => void) | null = null
  let cancelUndo: (() => void) | null = null
  /** The batch that is on its way. */
  let flying: string | null = null
  /** Takes back what was done last; answers what to say. */
  let takeBack: (() => Promise<string>) | null = null
  /** The children of the last tap on a ride, and when it was. */
  let lastRide: { ids: ReadonlySet<number>; at: number } | null = null
  /** When each count of adults was tapped last, for the corrections after it. */
  const countedAt = new Map<string, string>()
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

  const keep = (storage: TabletStorage) =>
    createSaver(storage, (keeping) => {
      const isSafe = keeping === 'kept'
      const isFull = keeping === 'full'
      if (isSafe !== state.isSafe || isFull !== state.isFull) set({ isSafe, isFull })
    })
  let saver = keep(deps.storage)
  const save = (changes: readonly Change[]): Promise<void> =>
    changes.length === 0 ? saver.saved() : saver.save(changes)

  /** A clock that turns out wrong by a year must not leave the queue waiting for next year: it is tried at once. */
  const noteSkew = (measured: number | null) => {
    if (measured === null) return
    const isJump = Math.abs(measured - skewMs) > 30_000
    skewMs = measured
    if (isJump) set({ outbox: state.outbox.map((batch) => ({ ...batch, retryAt: 0 })) })
    // The header has whole seconds: a clock that is steadily wrong is not written down at every answer.
    if (Math.abs(measured - savedSkewMs) < 5_000) return
    savedSkewMs = measured
    void save([{ in: 'settings', key: 'skew', value: { skewMs, portalMs: now() } }])
  }

  const dayOfList = () => (state.roster ?? state.rides)?.day ?? null
  const operators = () => (state.roster ?? state.rides)?.operators ?? []

  const forgetUndo = () => {
    cancelUndo?.()
    takeBack = null
    if (state.undo) set({ undo: null })
  }
  /** Offers for some seconds to take back what was just done; offering something new ends the offer before. */
  const offerUndo = (text: string, classId: number | null, take: () => Promise<string>) => {
    cancelUndo?.()
    takeBack = take
    set({ undo: { text, classId, isDone: false } })
    cancelUndo = deps.later(forgetUndo, UNDO_MS)
  }

  /** Nothing with a name in it stays after its day; what is still to be answered does, it carries only ids. */
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
    const ofToday = <T>(of: Record<string, T>) =>
      Object.fromEntries(Object.entries(of).filter(([key]) => key.startsWith(`${day}/`)))
    const adults = ofToday(state.adults)
    if (Object.keys(adults).length < Object.keys(state.adults).length)
      stale.push({ in: 'settings', key: 'adults', value: adults })
    const isStale = dayOfList() !== day
    if (isStale) {
      etag = null
      if (state.roster) stale.push({ in: 'settings', key: 'roster' })
      if (state.rides) stale.push({ in: 'settings', key: 'rides' })
    }
    listEpoch++
    forgetUndo()
    set({
      day,
      ...(isStale ? { roster: null, rides: null, rosterReadAt: null } : {}),
      drafts: ofToday(state.drafts),
      adults,
      results: ofToday(state.results),
      refusedRides: [],
    })
    await save(stale)
  }

  /** The token does not open anything any more: all goes but what was not sent, which carries only ids. */
  const forget = async (token: string) => {
    const { device } = state
    if (device?.token !== token) return
    etag = null
    listEpoch++
    cancelRead?.()
    forgetUndo()
    const gone: Change[] = [
      ...(['device', 'service', 'roster', 'rides', 'adults', 'pinGuard'] as const).map(
        (key): Change => ({ in: 'settings', key }),
      ),
      ...Object.keys(state.drafts).map((key): Change => ({ in: 'drafts', key })),
      ...Object.keys(state.results).map((key): Change => ({ in: 'results', key })),
    ]
    const { day, outbox, isSafe, isFull } = state
    set({
      ...INITIAL,
      day,
      outbox,
      isSafe,
      isFull,
      phase: 'unpaired',
      unpairedBecause: 'revoked',
      ...announced(`Questo tablet non è più abbinato: ${placeOf(device)}.`),
    })
    await save(gone)
  }

  const readLater = (ms: number) => {
    cancelRead?.()
    cancelRead = deps.later(() => void readList(), ms)
  }

  /** Asks for the day's list of the school or of the line. */
  const askList = async (device: Device, day: string) => {
    const known = dayOfList() === day ? etag : null
    return device.line
      ? { isLine: true as const, answer: await deps.api.rides(device.token, day, known) }
      : { isLine: false as const, answer: await deps.api.roster(device.token, day, known) }
  }

  const readList = async (): Promise<void> => {
    const { device } = state
    if (!device || state.isReading) return
    await turnDay()
    const { day } = state
    const epoch = listEpoch
    set({ isReading: true })
    const { isLine, answer } = await askList(device, day)
    noteSkew(answer.skewMs)
    set({ isReading: false })
    if (state.device?.token !== device.token) return
    if (!answer.ok) {
      if (answer.problem.kind === 'unauthorised') return forget(device.token)
      if (today() !== day) return readList()
      listFailures++
      set({ rosterProblem: answer.problem })
      const wait = (answer.problem.retryAfterSeconds ?? 0) * 1000
      readLater(Math.max(retryDelayMs(listFailures, deps.random()), wait))
      return
    }
    if (epoch !== listEpoch || today() !== day) return readList()
    listFailures = 0
    const read = { rosterProblem: null, rosterReadAt: now() }
    if (answer.value === 'unchanged') set(read)
    else {
      etag = answer.value.etag
      if (isLine) {
        const rides = answer.value.list as Rides
        set({ ...read, rides })
        await save([{ in: 'settings', key: 'rides', value: { rides, etag } }])
      } else {
        const roster = answer.value.list as Roster
        set({ ...read, roster, service: serviceOf(roster, state.service) })
        await save([{ in: 'settings', key: 'roster', value: { roster, etag } }])
      }
    }
    readLater(READ_EVERY_MS)
  }

  const saveOutbox = (before: readonly Batch[], then: readonly Batch[]): Change[] => [
    ...before
      .filter((batch) => !then.some((each) => each.id === batch.id))
      .map((batch): Change => ({ in: 'outbox', key: batch.id })),
    ...then
      .filter((batch) => !before.includes(batch))
      .map((batch): Change => ({ in: 'outbox', key: batch.id, value: batch })),
  ]

  const setOutbox = async (outbox: Batch[], more: readonly Change[] = []) => {
    const changes = saveOutbox(state.outbox, outbox)
    set({ outbox })
    await save([...changes, ...more])
  }

  /** The batch as the answer leaves it in the queue: gone, or with what the answer did not mention. */
  const afterAnswer = (batch: Batch, outcomes: readonly ItemOutcome[]): Batch[] => {
    const answered = new Set(outcomes.map(({ id }) => id))
    const current = state.outbox.find((each) => each.id === batch.id)
    const rest = current && keeping(current, (id) => !answered.has(id))
    if (!rest) return []
    const problem = { kind: 'unexpected', retryAfterSeconds: null, code: null } as const
    return [afterFailure({ ...rest, isTried: true }, problem, now(), deps.random())]
  }

  const withAnswer = (batch: Batch, outcomes: readonly ItemOutcome[]): Change[] => {
    const refused = outcomes.filter((each) => !isRecorded(each.outcome)).length
    const recorded = recordedIds(outcomes)
    if (batch.kind === 'rides') {
      const nameOf = (childId: number) =>
        state.rides?.runs
          .flatMap(({ stops }) => stops.flatMap(({ children }) => children))
          .find(({ id }) => id === childId)?.name ?? ''
      const refusedRides = outcomes.flatMap(({ id, outcome }) => {
        const mark = batch.marks.find(({ markId }) => markId === id)
        if (!mark || isRecorded(outcome)) return []
        return [{ markId: id, name: nameOf(mark.childId), text: REFUSALS[outcome as keyof typeof REFUSALS] }]
      })
      const rides = state.rides && withRides(state.rides, batch.day, batch.marks, recorded)
      set({
        rides,
        refusedRides: [...state.refusedRides, ...refusedRides],
        ...(refused > 0 ? announced(`Segnalazioni della corsa: ${refused} non registrate.`) : {}),
      })
      return rides ? [{ in: 'settings', key: 'rides', value: { rides, etag: null } }] : []
    }
    const key = keyOf(batch)
    const result = state.results[key]
    const answered = result && withOutcomes(result, outcomes, nowText())
    const { roster: before } = state
    const roster =
      before &&
      (batch.kind === 'marks' ? withRecorded(before, batch, recorded) : withCounted(before, batch, recorded))
    const what = batch.kind === 'marks' ? 'Presenze' : 'Pasti degli adulti'
    const text =
      refused === 0
        ? `${what} della classe ${batch.className}: invio registrato.`
        : `${what} della classe ${batch.className}: ${refused} non registrate.`
    set({
      roster,
      results: answered ? { ...state.results, [key]: answered } : state.results,
      ...announced(text),
    })
    return [
      ...(answered ? [{ in: 'results', key, value: answered } as const] : []),
      ...(roster ? [{ in: 'settings', key: 'roster', value: { roster, etag: null } } as const] : []),
    ]
  }

  const settle = async (batch: Batch, outcomes: readonly ItemOutcome[]) => {
    const left = afterAnswer(batch, outcomes)
    listEpoch++
    etag = null
    const changes = withAnswer(batch, outcomes)
    await setOutbox(
      state.outbox.flatMap((each) => (each.id === batch.id ? left : [each])),
      changes,
    )
  }

  /** `wasOffline`: the device knew that it had no network when the request began. */
  const fail = async (sent: Batch, problem: Problem, wasOffline: boolean) => {
    const batch = state.outbox.find((each) => each.id === sent.id)
    if (!batch) return
    if (problem.kind === 'too-large' && idsOf(batch).length > 1)
      return setOutbox(state.outbox.flatMap((each) => (each.id === batch.id ? halve(each, uuid) : [each])))
    // A network that went away meanwhile may have taken the request with it, and lost the answer.
    const hasLeft = problem.kind !== 'offline' || !wasOffline || deps.isOnline?.() !== false
    const tried = hasLeft && !batch.isTried ? { ...batch, isTried: true } : batch
    const failed = afterFailure(tried, problem, now(), deps.random())
    if (batch.attempts === 0)
      set(
        announced(
          batch.kind === 'rides'
            ? 'Segnalazioni della corsa in attesa di invio.'
            : `Classe ${batch.className}: in attesa di invio.`,
        ),
      )
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
        const { batch, waitMs } = nextBatch(state.outbox, ownerOf(device), now())
        if (!batch) {
          if (waitMs !== null) cancelPump = deps.later(() => void pump(), waitMs)
          break
        }
        flying = batch.id
        const wasOffline = deps.isOnline?.() === false
        const answer = await deps.api.send(device.token, batch).finally(() => {
          flying = null
        })
        noteSkew(answer.skewMs)
        if (answer.ok) {
          answered = true
          await settle(batch, answer.value)
        } else {
          await fail(batch, answer.problem, wasOffline)
          if (answer.problem.kind === 'unauthorised') await forget(device.token)
        }
      }
    } finally {
      set({ isSending: false })
    }
    if (answered) await readList()
  }

  const keyOf = (batch: { day: string; service: string; classId: number }) =>
    rollCallKey(batch.day, batch.service, batch.classId)
  const keyHere = (classId: number) => rollCallKey(state.day, state.service ?? '', classId)
  const waitingMarks = (key: string): Mark[] =>
    state.outbox.flatMap((batch) => (batch.kind === 'marks' && keyOf(batch) === key ? batch.marks : []))
  const draftOf = (classId: number): Draft => state.drafts[keyHere(classId)] ?? {}
  const adultDraftOf = (classId: number): AdultDraft => state.adults[keyHere(classId)] ?? {}
  const rows = (classId: number): Row[] =>
    state.roster && state.service
      ? rowsOf(state.roster, classId, state.service, draftOf(classId), state.outbox)
      : []
  const adults = (classId: number): AdultRow[] =>
    state.roster && state.service
      ? adultRows(state.roster, classId, state.service, adultDraftOf(classId), state.outbox)
      : []
  const operatorId = () => (state.operator ? { operatorId: state.operator.id } : {})

  const without = <T>(of: Record<string, T>, key: string): Record<string, T> => {
    const { [key]: _, ...others } = of
    return others
  }
  /** The change to a draft of children, on screen and on the device; an empty one goes away. */
  const putDraft = (key: string, draft: Draft): Change => {
    const isEmpty = Object.keys(draft).length === 0
    set({ drafts: isEmpty ? without(state.drafts, key) : { ...state.drafts, [key]: draft } })
    return isEmpty ? { in: 'drafts', key } : { in: 'drafts', key, value: draft }
  }
  const putAdults = (key: string, draft: AdultDraft): Change => {
    const isEmpty = Object.keys(draft).length === 0
    set({ adults: isEmpty ? without(state.adults, key) : { ...state.adults, [key]: draft } })
    return { in: 'settings', key: 'adults', value: state.adults }
  }
  const putResult = (key: string, result: Result | null | undefined): Change => {
    set({ results: result ? { ...state.results, [key]: result } : without(state.results, key) })
    return result ? { in: 'results', key, value: result } : { in: 'results', key }
  }

  /** The queue without those of the given ids that never left the tablet, and which ids these are. */
  const pulledBack = (ids: ReadonlySet<string>): { outbox: Batch[]; pulled: Set<string> } => {
    const pulled = new Set<string>()
    const outbox = state.outbox.flatMap((batch) => {
      if (batch.isTried || batch.id === flying || !idsOf(batch).some((id) => ids.has(id))) return [batch]
      for (const id of idsOf(batch)) if (ids.has(id)) pulled.add(id)
      const rest = keeping(batch, (id) => !ids.has(id))
      return rest ? [rest] : []
    })
    return { outbox, pulled }
  }

  /** The marks and counts of a roll call, ready to send, in a queue; with what stood before them. */
  const composed = (classId: number, reason: string) => {
    const key = keyHere(classId)
    const sent = [
      ...Object.values(state.results[key]?.sent ?? {}).map(({ mark }) => mark),
      ...waitingMarks(key),
    ]
    const lastMarkedAt = new Map<number, string>()
    for (const { childId, markedAt } of sent) {
      const known = lastMarkedAt.get(childId)
      if (known === undefined || known < markedAt) lastMarkedAt.set(childId, markedAt)
    }
    const marks = marksToSend(rows(classId), draftOf(classId), lastMarkedAt, nowText(), uuid, {
      ...(reason ? { reason } : {}),
      ...operatorId(),
    })
    const counts = countsToSend(
      adults(classId),
      adultDraftOf(classId),
      classId,
      (kind) => countedAt.get(`${key}/${kind}`),
      nowText(),
      uuid,
      state.operator?.id,
    )
    return { key, marks, counts }
  }

  /** Puts marks and counts of one class at the end of the queue, and the result screen's copy beside it. */
  const enqueue = (
    about: { schoolId: number; day: string; service: string; classId: number; className: string },
    marks: readonly Mark[],
    counts: readonly AdultCount[],
    names: ReadonlyMap<number, string>,
  ): Change[] => {
    const key = keyOf(about)
    const batches = [
      ...toBatches(marks, nowText(), uuid, (some, waiting) => ({
        ...waiting,
        ...about,
        kind: 'marks',
        marks: some,
      })),
      ...toBatches(counts, nowText(), uuid, (some, waiting) => ({
        ...waiting,
        ...about,
        kind: 'adults',
        counts: some,
      })),
    ]
    for (const { kind, countedAt: at } of counts) countedAt.set(`${key}/${kind}`, at)
    const before = state.outbox
    set({ outbox: queued(before, batches) })
    const result = withSent(state.results[key], key, about.day, marks, names, nowText(), counts)
    return [...saveOutbox(before, state.outbox), putResult(key, result)]
  }

  return {
    getState: () => state,
    /** Resolves when all that happened so far is on the device: a new version of the app may take over. */
    saved: (): Promise<unknown> => saver.saved(),
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },

    /** Reads what the last visit left and goes on from there. */
    async start() {
      if (state.phase !== 'starting') return
      const saved = await deps.storage.load().catch(() => {
        saver = keep(createMemoryStorage())
        set({ isSafe: false })
        return NOTHING_SAVED
      })
      if (state.phase !== 'starting') return
      const { roster, rides, skew, pinGuard, ...rest } = saved
      etag = (roster ?? rides)?.etag ?? null
      skewMs = startingSkewMs(skew, deps.now())
      savedSkewMs = skew?.skewMs ?? 0
      wrongPins = pinGuard?.wrong ?? 0
      closedUntil = pinGuard?.closedUntil ?? 0
      set({
        ...rest,
        // What waited is tried at once: the clock it waited by may have been another.
        outbox: saved.outbox.map((batch) => ({ ...batch, retryAt: 0 })),
        roster: roster?.roster ?? null,
        rides: rides?.rides ?? null,
        service: roster ? serviceOf(roster.roster, saved.service) : saved.service,
        phase: saved.device ? 'paired' : 'unpaired',
      })
      await turnDay()
      await Promise.all([readList(), pump()])
    },

    /** Binds this tablet to the school or the bus line of a pairing code; the problem when the portal refuses. */
    async pair(pairingCode: string, deviceName: string): Promise<Problem | null> {
      const answer = await deps.api.pair(pairingCode, deviceName)
      noteSkew(answer.skewMs)
      if (!answer.ok) return answer.problem
      const device = answer.value
      const owner = ownerOf(device)
      const outbox = state.outbox.map((batch) => (isOf(batch, owner) ? readyNow(batch) : batch))
      set({
        phase: 'paired',
        unpairedBecause: null,
        device,
        ...announced(`Tablet abbinato: ${placeOf(device)}.`),
      })
      await setOutbox(outbox, [{ in: 'settings', key: 'device', value: device }])
      await Promise.all([readList(), pump()])
      return null
    },

    /** Forgets the school and everything kept on this tablet, unsent marks too. */
    async unpair() {
      cancelRead?.()
      cancelPump?.()
      forgetUndo()
      etag = null
      listEpoch++
      const { day, isSafe, isFull } = state
      set({ ...INITIAL, day, isSafe, isFull, phase: 'unpaired', unpairedBecause: 'by-hand' })
      await saver.clear()
    },

    async selectService(code: string) {
      set({ service: code })
      await save([{ in: 'settings', key: 'service', value: code }])
    },

    /** The rows of a class for the service on screen. */
    rows,
    draftOf,
    /** The adults' meals of a class for the service on screen; none where it is not a meal. */
    adults,

    async tap(classId: number, childId: number) {
      const row = rows(classId).find((each) => each.id === childId)
      if (!row || !state.service) return
      await save([putDraft(keyHere(classId), tap(draftOf(classId), row, nowText()))])
    },

    /** One adult more or less of a kind, until the class is sent. */
    async count(classId: number, kind: AdultKind, count: number) {
      const row = adults(classId).find((each) => each.kind === kind)
      if (!row) return
      await save([putAdults(keyHere(classId), withCount(adultDraftOf(classId), row, count, nowText()))])
    },

    /** True when somebody's PIN is needed before anything is shown. */
    isLocked: (): boolean => state.operator === null && operators().length > 0,
    operators,

    /** Opens the tablet for an operator whose PIN is right; wrong ones in a row make it wait, a reload too. */
    async unlock(id: number, pin: string): Promise<'open' | { waitMs: number }> {
      // A clock that was set back must not close the tablet for longer than the wait itself.
      const wait = Math.min(closedUntil - deps.now(), waitAfterWrongMs(wrongPins))
      if (wait > 0) return { waitMs: wait }
      const operator = operators().find((each) => each.id === id)
      if (operator && (await verifyPin(pin, operator.pin))) {
        wrongPins = 0
        closedUntil = 0
        touchedAt = deps.now()
        set({ operator: { id: operator.id, name: operator.name } })
        await save([{ in: 'settings', key: 'pinGuard' }])
        return 'open'
      }
      wrongPins++
      closedUntil = deps.now() + waitAfterWrongMs(wrongPins)
      await save([{ in: 'settings', key: 'pinGuard', value: { wrong: wrongPins, closedUntil } }])
      return { waitMs: waitAfterWrongMs(wrongPins) }
    },

    /** Closes the tablet, also to hand it to somebody else; taps not sent yet stay. */
    lock() {
      forgetUndo()
      set({ operator: null })
    },

    /** Somebody touched the screen. */
    touched() {
      touchedAt = deps.now()
    },

    /** Says of a child more than a tap can: late, light meal, excused, guest of another class. */
    async say(classId: number, childId: number, said: Said) {
      const row = rows(classId).find((each) => each.id === childId)
      if (!row || !state.service) return
      await save([putDraft(keyHere(classId), say(draftOf(classId), row, said, nowText()))])
    },

    /** The instant of the service's cut-off when it is past by the portal's clock, else null. */
    lateSince(): string | null {
      const cutoffAt = state.roster?.services.find((each) => each.code === state.service)?.cutoffAt
      return cutoffAt && now() > Date.parse(cutoffAt) ? cutoffAt : null
    },

    /**
     * Turns the roll call on screen into marks and counts, saves them, then sends; false when there is nothing to send.
     * For some seconds it can be taken back: what has not left goes, of the rest what stood before is sent again.
     */
    async send(classId: number, reason = ''): Promise<boolean> {
      const { device, service, day } = state
      const group = state.roster?.classes.find((each) => each.id === classId)
      if (!device?.school || !service || !group) return false
      const before = {
        rows: new Map(rows(classId).map((row) => [row.id, row])),
        adults: new Map(adults(classId).map((row) => [row.kind, row])),
        draft: draftOf(classId),
        adultDraft: adultDraftOf(classId),
        result: state.results[keyHere(classId)],
      }
      const { key, marks, counts } = composed(classId, reason)
      if (marks.length + counts.length === 0) return false
      const about = { schoolId: device.school.id, day, service, classId, className: group.name }
      const names = new Map([...before.rows.values()].map((row) => [row.id, row.name]))
      const changes = [...enqueue(about, marks, counts, names), putDraft(key, {}), putAdults(key, {})]

      offerUndo(`Classe ${group.name} inviata.`, classId, async () => {
        const ids = new Set([...marks.map(({ markId }) => markId), ...counts.map(({ countId }) => countId)])
        const { outbox, pulled } = pulledBack(ids)
        const queue = saveOutbox(state.outbox, outbox)
        set({ outbox })
        // The result screen is again as before for what never left.
        const current = state.results[key]
        const rest = current && withoutItems(current, pulled)
        const shown: Result | null | undefined = before.result
          ? {
              ...before.result,
              sent: { ...before.result.sent, ...rest?.sent },
              adults: { ...before.result.adults, ...rest?.adults },
            }
          : rest
        const results = putResult(key, shown)
        // Of the rest, what stood before; nobody awaited and added by mistake is absent. The first mark of an awaited
        // child has nothing before it: it stays until it is corrected.
        const left = marks.filter(({ markId }) => !pulled.has(markId))
        const restored = left.flatMap((mark): Mark[] => {
          const row = before.rows.get(mark.childId)
          const said: Said | null = row?.standing ?? (row?.expected ? null : { status: 'absent' })
          if (!said) return []
          return [
            {
              markId: uuid(),
              childId: mark.childId,
              status: said.status,
              markedAt: after(nowText(), mark.markedAt),
              ...(said.detail ? { detail: said.detail } : {}),
              ...(said.classId ? { classId: said.classId } : {}),
              ...(reason ? { reason } : {}),
              ...operatorId(),
            },
          ]
        })
        const restoredCounts = counts
          .filter(({ countId }) => !pulled.has(countId))
          .map((sent) => ({
            ...sent,
            countId: uuid(),
            count: before.adults.get(sent.kind)?.standing ?? 0,
            countedAt: after(nowText(), sent.countedAt),
            ...operatorId(),
          }))
        const staying = new Set(left.map(({ childId }) => childId))
        for (const { childId } of restored) staying.delete(childId)
        // The taps come back, to go on from there.
        const draft = Object.fromEntries(
          Object.entries(before.draft).filter(([childId]) => !staying.has(Number(childId))),
        )
        const more = [
          ...(restored.length + restoredCounts.length > 0
            ? enqueue(about, restored, restoredCounts, names)
            : []),
          putDraft(key, draft),
          putAdults(key, before.adultDraft),
        ]
        await save([...queue, results, ...more])
        void pump()
        if (staying.size > 0)
          return 'Le presenze erano già arrivate al portale: correggi qui e invia di nuovo.'
        return 'Invio annullato: vale di nuovo quello che c’era prima.'
      })
      await save(changes)
      void pump()
      return true
    },

    /** The run of the day with what was tapped here; null when the line has none such. */
    run: (run: Run): RunView | null => (state.rides ? runView(state.rides, run, state.outbox) : null),

    /** Says of some children of a run where they are; at once saved and sent, and for some seconds it can be taken back. */
    async ride(run: Run, riders: readonly Rider[], ridden: RideMark['state'], text: string): Promise<void> {
      const { device, day } = state
      if (!device?.line || riders.length === 0) return
      const since = deps.now() - (lastRide?.at ?? Number.NEGATIVE_INFINITY)
      if (since >= 0 && since < BOUNCE_MS && riders.some(({ id }) => lastRide?.ids.has(id))) return
      lastRide = { ids: new Set(riders.map(({ id }) => id)), at: deps.now() }
      const lineId = device.line.id
      const put = async (marks: RideMark[]) => {
        const before = state.outbox
        set({ outbox: withRideMarks(before, { lineId, day, marks }, flying, nowText(), uuid) })
        await save(saveOutbox(before, state.outbox))
        void pump()
      }
      const marks = riders.map(
        (rider): RideMark => ({
          markId: uuid(),
          childId: rider.id,
          run,
          state: ridden,
          markedAt: after(nowText(), rider.at ?? undefined),
          stopId: rider.stopId,
          ...operatorId(),
        }),
      )
      offerUndo(text, null, async () => {
        const { outbox, pulled } = pulledBack(new Set(marks.map(({ markId }) => markId)))
        await setOutbox(outbox)
        const before = new Map(riders.map((rider) => [rider.id, rider.state]))
        const restored = marks
          .filter(({ markId }) => !pulled.has(markId))
          .map(
            (mark): RideMark => ({
              ...mark,
              markId: uuid(),
              state: before.get(mark.childId) ?? 'waiting',
              markedAt: after(nowText(), mark.markedAt),
              ...operatorId(),
            }),
          )
        if (restored.length > 0) await put(restored)
        return 'Annullato: vale di nuovo quello che c’era prima.'
      })
      await put(marks)
    },

    /** The refusals of the rides were read. */
    dismissRefused() {
      set({ refusedRides: [] })
    },

    /** Takes back what was just done; answers the class to go to, if it was of one. */
    async undo(): Promise<number | null> {
      const take = takeBack
      const classId = state.undo?.classId ?? null
      if (!take) return null
      takeBack = null
      lastRide = null
      cancelUndo?.()
      const text = await take()
      set({ undo: { text, classId, isDone: true }, ...announced(text) })
      cancelUndo = deps.later(forgetUndo, UNDO_MS)
      return classId
    },

    /** A person asks to try again now, held batches included. */
    async retryNow() {
      await setOutbox(state.outbox.map(readyNow))
      await pump()
    },

    /** Gives up a batch that cannot be sent: what it spoke of is again as the portal knows it. */
    async discard(batchId: string) {
      const batch = state.outbox.find((each) => each.id === batchId)
      if (!batch) return
      const changes: Change[] = []
      if (batch.kind !== 'rides') {
        const result = state.results[keyOf(batch)]
        changes.push(putResult(keyOf(batch), result && withoutItems(result, idsOf(batch))))
      }
      await setOutbox(
        state.outbox.filter((each) => each !== batch),
        changes,
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
        isOnlineAgain || age > FRESH_MS || state.rosterProblem !== null ? readList() : undefined,
      ])
    },

    /** Every half minute: notices midnight even when the page is never touched. */
    async tick() {
      if (state.operator && deps.now() - touchedAt > LOCK_AFTER_MS) this.lock()
      if (state.phase !== 'paired' || today() === state.day) return
      await readList()
    },

    /** The list changed by another hand: a reading on its way may be too old already. */
    async news() {
      if (state.phase !== 'paired') return
      listEpoch++
      await readList()
    },

    /** Reads the list again because a person asks. */
    async refresh() {
      listFailures = 0
      await readList()
    },

    /** "13:05" by the portal's clock, in Rome. */
    time: (): string => formatTime(now()),
  }
}

export type Tablet = ReturnType<typeof createTablet>
