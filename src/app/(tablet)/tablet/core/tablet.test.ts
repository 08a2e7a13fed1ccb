// Guarantee: a mark keeps the id it was born with until a 200 names it, whatever happens to network, page or token.
import { beforeEach, describe, expect, test } from 'vitest'
import { hashPin } from '@/modules/identity/operator-pin'
import type { Answer, Device, ListAnswer, TabletApi } from './api'
import { type Batch, idsOf, type MarksBatch, readBatch } from './batches'
import type { ItemOutcome } from './outcomes'
import type { ProblemKind } from './problem'
import { type RideMark, type RideState, type Rides, ridersOf } from './rides'
import type { AdultKind, Roster } from './roster'
import { createMemoryStorage, NOTHING_SAVED, type TabletStorage } from './storage'
import { createTablet, type TabletDeps } from './tablet'

const DEVICE: Device = { token: 'secret', id: 3, name: 'Ingresso', school: { id: 1, name: 'Collodi' } }
const START = Date.parse('2026-11-24T08:00:00Z')

const ok = <T>(value: T): Answer<T> => ({ ok: true, value, skewMs: 0 })
const problem = (kind: ProblemKind, retryAfterSeconds: number | null = null) =>
  ({ ok: false, problem: { kind, retryAfterSeconds, code: null }, skewMs: null }) as const

/** A portal of one class of 25 that answers as it is told and remembers what arrived. */
const createPortal = () => {
  const statuses = new Map<number, 'present' | 'absent'>()
  const counts = new Map<AdultKind, number>()
  const received: MarksBatch[] = []
  const portal = {
    received,
    others: [] as Batch[],
    version: 0,
    reads: [] as (string | null)[],
    marksAnswer: null as null | ((batch: MarksBatch) => Answer<ItemOutcome[]>),
    rosterAnswer: null as null | (() => Answer<ListAnswer<Roster>>),
    schoolId: 1,
  }
  const roster = (day: string): Roster => ({
    day,
    school: { id: portal.schoolId, name: 'Collodi' },
    cutoffAt: null,
    services: [{ code: 'refezione', name: 'Refezione' }],
    classes: [
      {
        id: 7,
        name: '3A',
        adults: [...counts].map(([kind, count]) => ({ service: 'refezione', kind, count })),
        children: Array.from({ length: 25 }, (_, index) => ({
          id: index + 1,
          name: `Bambino ${String(index + 1).padStart(2, '0')}`,
          services: ['refezione'],
          diet: null,
          expected: true,
          cancelledAt: null,
          status: statuses.get(index + 1) ?? null,
        })),
      },
    ],
  })
  const api: TabletApi = {
    pair: async (_, name) =>
      ok({
        ...DEVICE,
        token: `token-${portal.schoolId}`,
        name,
        school: { id: portal.schoolId, name: 'Collodi' },
      }),
    roster: async (_, day, etag) => {
      portal.reads.push(etag)
      if (portal.rosterAnswer) return portal.rosterAnswer()
      const current = `"${portal.version}"`
      return ok(etag === current ? 'unchanged' : { list: roster(day), etag: current })
    },
    rides: async () => problem('malformed'),
    send: async (_, batch) => {
      if (batch.kind !== 'marks') {
        portal.others.push(structuredClone(batch))
        if (batch.kind === 'adults') for (const { kind, count } of batch.counts) counts.set(kind, count)
        return ok(idsOf(batch).map((id) => ({ id, outcome: 'recorded' })))
      }
      received.push(structuredClone(batch))
      if (portal.marksAnswer) return portal.marksAnswer(batch)
      for (const mark of batch.marks) statuses.set(mark.childId, mark.status)
      portal.version++
      return ok(batch.marks.map(({ markId }) => ({ id: markId, outcome: 'recorded' })))
    },
  }
  return { portal, api }
}

let clock: number
let timers: { at: number; run: () => void }[]
let deps: TabletDeps
let portal: ReturnType<typeof createPortal>['portal']
let storage: TabletStorage

beforeEach(async () => {
  clock = START
  timers = []
  const made = createPortal()
  portal = made.portal
  storage = createMemoryStorage()
  await storage.write([{ in: 'settings', key: 'device', value: DEVICE }])
  deps = {
    api: made.api,
    storage,
    now: () => clock,
    random: () => 0.5,
    randomBytes: (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    later: (run, ms) => {
      const timer = { at: clock + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((each) => each !== timer)
      }
    },
  }
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
/** Lets time pass, running what was due. */
const pass = async (ms: number) => {
  clock += ms
  const due = timers.filter((timer) => timer.at <= clock)
  timers = timers.filter((timer) => timer.at > clock)
  for (const timer of due) timer.run()
  await settled()
}
const open = async () => {
  const tablet = createTablet(deps)
  await tablet.start()
  await settled()
  return tablet
}
const sent = (batch: Batch | undefined) => batch && idsOf(batch)

test('a class of 25 with two absent is one batch of 25 marks, with the instants of the taps', async () => {
  const tablet = await open()
  await tablet.tap(7, 4)
  clock += 5000
  await tablet.tap(7, 9)
  clock += 5000
  expect(await tablet.send(7)).toBe(true)
  await settled()
  expect(portal.received).toHaveLength(1)
  const marks = portal.received[0]?.marks ?? []
  expect(marks).toHaveLength(25)
  expect(
    marks.filter((mark) => mark.status === 'absent').map((mark) => [mark.childId, mark.markedAt]),
  ).toEqual([
    [4, '2026-11-24T08:00:00.000Z'],
    [9, '2026-11-24T08:00:05.000Z'],
  ])
  expect(marks.find((mark) => mark.childId === 1)?.markedAt).toBe('2026-11-24T08:00:10.000Z')
  expect(tablet.getState().outbox).toEqual([])
  expect((await storage.load()).outbox).toEqual([])
})

test('marks are on the device before they are on the network', async () => {
  const tablet = await open()
  let savedWhenSending = 0
  portal.marksAnswer = () => problem('offline')
  const { send } = deps.api
  deps.api.send = async (token, batch) => {
    savedWhenSending = (await storage.load()).outbox.length
    return send(token, batch)
  }
  await tablet.send(7)
  await settled()
  expect(savedWhenSending).toBe(1)
})

describe('without an answer the same ids go again', () => {
  test.each<[ProblemKind, number | null]>([
    ['offline', null],
    ['unavailable', null],
    ['too-many', 30],
    ['unexpected', null],
  ])('%s: by itself, later', async (kind, retryAfter) => {
    const tablet = await open()
    portal.marksAnswer = () => problem(kind, retryAfter)
    await tablet.send(7)
    await settled()
    await pass(1000)
    expect(portal.received).toHaveLength(1)
    portal.marksAnswer = null
    await pass(retryAfter ? retryAfter * 1000 : 2000)
    expect(portal.received).toHaveLength(2)
    expect(sent(portal.received[1])).toEqual(sent(portal.received[0]))
    expect(tablet.getState().outbox).toEqual([])
  })

  test('after a reload too', async () => {
    const first = await open()
    portal.marksAnswer = () => problem('offline')
    await first.send(7)
    await settled()
    portal.marksAnswer = null
    clock += 60_000
    const second = await open()
    expect(sent(portal.received[1])).toEqual(sent(portal.received[0]))
    expect(second.getState().outbox).toEqual([])
  })

  test('a held batch goes when a person asks', async () => {
    const tablet = await open()
    portal.marksAnswer = () => problem('malformed')
    await tablet.send(7)
    await settled()
    await pass(600_000)
    expect(portal.received).toHaveLength(1)
    portal.marksAnswer = null
    await tablet.retryNow()
    expect(sent(portal.received[1])).toEqual(sent(portal.received[0]))
  })

  test('a batch found too large goes in halves', async () => {
    const tablet = await open()
    portal.marksAnswer = (batch) =>
      batch.marks.length > 10
        ? problem('too-large')
        : ok(batch.marks.map(({ markId }) => ({ id: markId, outcome: 'recorded' })))
    await tablet.send(7)
    await settled()
    const answered = portal.received.filter((batch) => batch.marks.length <= 10).flatMap(idsOf)
    expect(new Set(answered)).toEqual(new Set(sent(portal.received[0])))
    expect(tablet.getState().outbox).toEqual([])
  })

  test('marks a 200 does not mention stay', async () => {
    const tablet = await open()
    portal.marksAnswer = (batch) =>
      ok(batch.marks.slice(1).map(({ markId }) => ({ id: markId, outcome: 'recorded' })))
    await tablet.send(7)
    await settled()
    portal.marksAnswer = null
    await pass(2000)
    expect(sent(portal.received[1])).toEqual(sent(portal.received[0])?.slice(0, 1))
  })
})

test('a change after sending makes a new id, and a later instant, for that child only', async () => {
  const tablet = await open()
  await tablet.tap(7, 4)
  await tablet.send(7)
  await settled()
  clock -= 3_600_000 // someone sets the clock back
  await tablet.tap(7, 4)
  expect(await tablet.send(7)).toBe(true)
  await settled()
  const [first, second] = portal.received
  expect(second?.marks).toHaveLength(1)
  const before = first?.marks.find((mark) => mark.childId === 4)
  expect(second?.marks[0]).toMatchObject({ childId: 4, status: 'present' })
  expect(second?.marks[0]?.markId).not.toBe(before?.markId)
  expect((second?.marks[0]?.markedAt ?? '') > (before?.markedAt ?? '')).toBe(true)
  expect(await tablet.send(7)).toBe(false)
})

test('a change while the first send still waits leaves the first batch as it is', async () => {
  const tablet = await open()
  portal.marksAnswer = () => problem('offline')
  await tablet.send(7)
  await settled()
  await tablet.tap(7, 2)
  await tablet.send(7)
  await settled()
  portal.marksAnswer = null
  await pass(2000)
  expect(portal.received.slice(-2).map((batch) => batch.marks.length)).toEqual([25, 1])
  expect(sent(portal.received.at(-2))).toEqual(sent(portal.received[0]))
  expect(tablet.rows(7).find((row) => row.id === 2)?.recorded).toBe('absent')
})

test('a refused token goes with the names; unsent marks wait for the same school', async () => {
  const tablet = await open()
  portal.marksAnswer = () => problem('unauthorised')
  await tablet.send(7)
  await settled()
  expect(tablet.getState()).toMatchObject({ phase: 'unpaired', unpairedBecause: 'revoked', roster: null })
  const saved = await storage.load()
  expect(saved).toMatchObject({ device: null, roster: null, results: {} })
  expect(saved.outbox).toHaveLength(1)

  portal.marksAnswer = null
  portal.schoolId = 2
  await tablet.pair('ABCD2345', 'Ingresso')
  expect(portal.received).toHaveLength(1)
  portal.schoolId = 1
  await tablet.pair('ABCD2345', 'Ingresso')
  expect(sent(portal.received[1])).toEqual(sent(portal.received[0]))
})

test('unpairing by hand leaves nothing on the device', async () => {
  const tablet = await open()
  await tablet.tap(7, 1)
  await tablet.unpair()
  expect(await storage.load()).toEqual(NOTHING_SAVED)
})

test('taps survive a reload; names do not survive the day, unsent marks do', async () => {
  const first = await open()
  await first.tap(7, 5)
  const second = await open()
  expect(second.rows(7).find((row) => row.id === 5)?.choice).toBe('absent')
  portal.marksAnswer = () => problem('offline')
  await second.send(7)
  await settled()
  portal.rosterAnswer = () => problem('offline')
  clock += 24 * 3_600_000
  await second.tick()
  expect(second.getState()).toMatchObject({ day: '2026-11-25', roster: null, results: {}, drafts: {} })
  expect(await storage.load()).toMatchObject({ roster: null, results: {}, drafts: {} })
  expect((await storage.load()).outbox[0]?.day).toBe('2026-11-24')
})

test('the list is asked for with its ETag, and without one after it was changed here', async () => {
  const tablet = await open()
  await pass(3 * 60_000)
  expect(portal.reads).toEqual([null, '"0"'])
  await tablet.send(7)
  await settled()
  expect(portal.reads.at(-1)).toBeNull()
  expect(tablet.rows(7).every((row) => row.recorded === 'present')).toBe(true)
})

test('a tablet whose clock is wrong asks for the portal’s day and dates its taps by the portal’s clock', async () => {
  clock = Date.parse('2020-01-01T00:00:00Z')
  const { roster } = deps.api
  const days: string[] = []
  deps.api.roster = async (token, day, etag) => {
    days.push(day)
    const answer = day === '2026-11-24' ? await roster(token, day, etag) : problem('malformed')
    return { ...answer, skewMs: START - clock }
  }
  const tablet = await open()
  expect(days).toEqual(['2020-01-01', '2026-11-24'])
  await tablet.send(7)
  await settled()
  expect(portal.received[0]?.marks[0]?.markedAt).toBe('2026-11-24T08:00:00.000Z')
})

test('a browser that keeps nothing still sends, and says that it keeps nothing', async () => {
  deps.storage = {
    load: () => Promise.reject(new Error('refused')),
    write: () => Promise.reject(new Error('refused')),
    clear: () => Promise.reject(new Error('refused')),
  }
  const tablet = await open()
  expect(tablet.getState()).toMatchObject({ phase: 'unpaired', isSafe: false })
  await tablet.pair('ABCD2345', 'Ingresso')
  await tablet.send(7)
  await settled()
  expect(portal.received).toHaveLength(1)
})

test('details, guests and the reason after the cut-off travel with the marks', async () => {
  const tablet = await open()
  await tablet.say(7, 4, { status: 'present', detail: 'lateArrival' })
  await tablet.say(7, 5, { status: 'present', classId: 8 })
  await tablet.send(7, 'Appello fatto in ritardo')
  await settled()
  const marks = portal.received[0]?.marks ?? []
  expect(marks.find(({ childId }) => childId === 4)).toMatchObject({ detail: 'lateArrival' })
  expect(marks.find(({ childId }) => childId === 5)).toMatchObject({ classId: 8 })
  expect(new Set(marks.map(({ reason }) => reason))).toEqual(new Set(['Appello fatto in ritardo']))
})

test('a school with operators is locked until a PIN is right; marks say who, and idleness locks again', async () => {
  const { roster } = deps.api
  deps.api.roster = async (...args) => {
    const answer = await roster(...args)
    if (!answer.ok || answer.value === 'unchanged') return answer
    const operators = [{ id: 5, name: 'Ada', pin: hashPin('4711') }]
    return { ...answer, value: { ...answer.value, list: { ...answer.value.list, operators } } }
  }
  const tablet = await open()
  expect(tablet.isLocked()).toBe(true)
  for (const waitMs of [0, 0, 5_000]) expect(await tablet.unlock(5, '0000')).toEqual({ waitMs })
  expect(await tablet.unlock(5, '4711')).toEqual({ waitMs: 5_000 })
  clock += 5_000
  expect(await tablet.unlock(5, '4711')).toBe('open')
  await tablet.send(7)
  await settled()
  expect(new Set(portal.received[0]?.marks.map(({ operatorId }) => operatorId))).toEqual(new Set([5]))
  clock += 6 * 60_000
  await tablet.tick()
  expect(tablet.isLocked()).toBe(true)
})

describe('adults’ meals', () => {
  test('go with the class, in the same queue after its marks, and only those that changed', async () => {
    const tablet = await open()
    await tablet.count(7, 'teacherDuty', 2)
    await tablet.count(7, 'support', 1)
    await tablet.count(7, 'support', 0)
    const order: string[] = []
    const { send } = deps.api
    deps.api.send = async (token, batch) => {
      order.push(batch.kind)
      return send(token, batch)
    }
    await tablet.send(7)
    await settled()
    expect(order).toEqual(['marks', 'adults'])
    expect(portal.others[0]).toMatchObject({ counts: [{ classId: 7, kind: 'teacherDuty', count: 2 }] })
    expect(tablet.adults(7).map(({ count, standing }) => [count, standing])[0]).toEqual([2, 2])
    expect(await tablet.send(7)).toBe(false)
    await tablet.count(7, 'teacherDuty', 1)
    expect(await tablet.send(7)).toBe(true)
    await settled()
    expect(portal.received).toHaveLength(1)
  })

  test('counts not sent survive a reload, and a queue without a network keeps its order', async () => {
    const first = await open()
    await first.count(7, 'ata', 3)
    const second = await open()
    expect(second.adults(7).find(({ kind }) => kind === 'ata')?.count).toBe(3)
    const { send } = deps.api
    deps.api.send = async () => problem('offline')
    await second.send(7)
    await settled()
    await second.tap(7, 1)
    await second.send(7)
    await settled()
    expect((await storage.load()).outbox.map(({ kind }) => kind)).toEqual(['marks', 'adults', 'marks'])
    deps.api.send = send
    const third = await open()
    expect(third.getState().outbox).toEqual([])
    expect(portal.received.map(({ marks }) => marks.length)).toEqual([25, 1])
  })
})

test('batches saved by an earlier version, which knew marks only, are sent', async () => {
  const { kind: _, ...old } = {
    kind: 'marks' as const,
    id: 'old',
    schoolId: 1,
    day: '2026-11-24',
    service: 'refezione',
    classId: 7,
    className: '3A',
    marks: [{ markId: 'm1', childId: 1, status: 'absent' as const, markedAt: '2026-11-24T07:00:00Z' }],
    createdAt: '2026-11-24T07:00:00Z',
    attempts: 3,
    retryAt: 0,
    failure: null,
  }
  const { load } = storage
  storage.load = async () => ({ ...(await load()), outbox: [readBatch(old)] })
  await open()
  expect(sent(portal.received[0])).toEqual(['m1'])
})

describe('undo', () => {
  test('what has not left the tablet leaves the queue, and the taps are there again', async () => {
    deps.isOnline = () => false
    portal.marksAnswer = () => problem('offline')
    const tablet = await open()
    await tablet.tap(7, 4)
    await tablet.count(7, 'paid', 1)
    await tablet.send(7)
    await settled()
    expect(tablet.getState().undo).toMatchObject({ classId: 7, isDone: false })
    expect(await tablet.undo()).toBe(7)
    await settled()
    expect(tablet.getState()).toMatchObject({ outbox: [], results: {} })
    expect(await storage.load()).toMatchObject({ outbox: [], results: {} })
    expect(tablet.rows(7).find(({ id }) => id === 4)?.choice).toBe('absent')
    expect(tablet.adults(7).at(-1)?.count).toBe(1)
    portal.marksAnswer = null
    await tablet.wake(true)
    expect(portal.others).toEqual([])
  })

  test('what has left is followed by marks that say what stood before', async () => {
    const tablet = await open()
    await tablet.send(7)
    await settled()
    await tablet.tap(7, 4)
    await tablet.count(7, 'paid', 5)
    await tablet.send(7)
    await settled()
    await tablet.undo()
    await settled()
    const [, correction, restoring] = portal.received
    expect(restoring?.marks).toMatchObject([{ childId: 4, status: 'present' }])
    expect((restoring?.marks[0]?.markedAt ?? '') > (correction?.marks[0]?.markedAt ?? '')).toBe(true)
    expect(portal.others.at(-1)).toMatchObject({ counts: [{ kind: 'paid', count: 0 }] })
    expect(tablet.getState().undo).toMatchObject({ isDone: true, text: expect.stringContaining('annullato') })
    expect(tablet.rows(7).find(({ id }) => id === 4)).toMatchObject({ recorded: 'present', choice: 'absent' })
  })

  test('what left just before the network went away has left: the portal may have it', async () => {
    const tablet = await open()
    await tablet.send(7)
    await settled()
    portal.marksAnswer = () => {
      deps.isOnline = () => false
      return problem('offline')
    }
    await tablet.tap(7, 4)
    await tablet.send(7)
    await settled()
    portal.marksAnswer = null
    await tablet.undo()
    await tablet.wake(true)
    await settled()
    // In whatever order they arrive, the later one decides.
    const marks = portal.received.slice(-2).flatMap(({ marks }) => marks)
    marks.sort((one, other) => one.markedAt.localeCompare(other.markedAt))
    expect(marks.map(({ status }) => status)).toEqual(['absent', 'present'])
  })

  test('the first marks of a class, once they have left, stay until they are corrected: it says so', async () => {
    const tablet = await open()
    await tablet.send(7)
    await settled()
    await tablet.undo()
    expect(portal.received).toHaveLength(1)
    expect(tablet.getState().undo?.text).toContain('correggi')
  })

  test('after ten seconds, or at another’s hands, there is nothing to take back', async () => {
    const tablet = await open()
    await tablet.send(7)
    await settled()
    await pass(10_000)
    expect(tablet.getState().undo).toBeNull()
    expect(await tablet.undo()).toBeNull()
    await tablet.tap(7, 1)
    await tablet.send(7)
    tablet.lock()
    expect(tablet.getState().undo).toBeNull()
  })
})

test('storage that is full: marks are sent all the same, it is said, and all is kept again once there is room', async () => {
  const { write } = storage
  let isFull = true
  storage.write = async (changes) => {
    if (isFull && changes.some(({ value }) => value !== undefined))
      throw new DOMException('No space', 'QuotaExceededError')
    await write(changes)
  }
  const tablet = await open()
  expect(tablet.getState()).toMatchObject({ isSafe: false, isFull: true })
  await tablet.send(7)
  await settled()
  expect(portal.received).toHaveLength(1)
  portal.marksAnswer = () => problem('offline')
  await tablet.tap(7, 3)
  await tablet.send(7)
  await settled()
  expect((await storage.load()).outbox).toEqual([])
  isFull = false
  await tablet.tap(7, 5)
  expect(tablet.getState()).toMatchObject({ isSafe: true, isFull: false })
  expect((await storage.load()).outbox).toHaveLength(1)
  expect((await storage.load()).roster?.roster.day).toBe('2026-11-24')
})

test('a revoked tablet whose storage is full still wipes the names', async () => {
  const tablet = await open()
  await tablet.send(7)
  await settled()
  const { write } = storage
  storage.write = async (changes) => {
    if (changes.some(({ value }) => value !== undefined)) throw new DOMException('', 'QuotaExceededError')
    await write(changes)
  }
  await tablet.tap(7, 1)
  portal.rosterAnswer = () => problem('unauthorised')
  await tablet.refresh()
  expect(await storage.load()).toMatchObject({ device: null, roster: null, results: {}, drafts: {} })
})

test('how wrong the clock is outlives a reload without a network; a clock put right meanwhile is believed', async () => {
  const { roster } = deps.api
  clock = Date.parse('2025-11-24T08:00:00Z')
  deps.api.roster = async (...args) => ({ ...(await roster(...args)), skewMs: START - clock })
  await open()
  deps.api.roster = async () => problem('offline')
  expect((await open()).getState().day).toBe('2026-11-24')
  clock = Date.parse('2027-11-24T08:00:00Z')
  deps.api.roster = async (...args) => ({ ...(await roster(...args)), skewMs: START - clock })
  await open()
  deps.api.roster = async () => problem('offline')
  clock = START + 60_000
  expect((await open()).getState().day).toBe('2026-11-24')
})

test('the wait after wrong PINs outlives a reload, and a clock set back does not lengthen it', async () => {
  const { roster } = deps.api
  deps.api.roster = async (...args) => {
    const answer = await roster(...args)
    if (!answer.ok || answer.value === 'unchanged') return answer
    const operators = [{ id: 5, name: 'Ada', pin: hashPin('4711') }]
    return { ...answer, value: { ...answer.value, list: { ...answer.value.list, operators } } }
  }
  const first = await open()
  for (let wrong = 0; wrong < 4; wrong++) {
    await first.unlock(5, '0000')
    clock += wrong === 2 ? 5_000 : 0
  }
  const second = await open()
  expect(await second.unlock(5, '4711')).toEqual({ waitMs: 10_000 })
  clock -= 365 * 86_400_000
  expect(await second.unlock(5, '4711')).toEqual({ waitMs: 10_000 })
  clock += 365 * 86_400_000 + 10_000
  expect(await second.unlock(5, '4711')).toBe('open')
})

describe('on a bus', () => {
  const LINE = { id: 4, code: 'L1', name: 'Linea 1' }
  const onLine = () => {
    const arrived: RideMark[][] = []
    const states = new Map<number, { state: RideState; at: string } | null>()
    const rides = (day: string): Rides => ({
      day,
      line: LINE,
      isOpen: true,
      runs: [
        {
          run: 'outward',
          stops: [
            {
              id: 1,
              name: 'Piazza',
              time: '07:35',
              children: [11, 12].map((id) => ({
                id,
                name: `Bambino ${id}`,
                schoolName: 'Collodi',
                expected: true,
                cancelledAt: null,
                state: states.get(id)?.state ?? null,
                stateAt: states.get(id)?.at ?? null,
                boardedAt: states.get(id)?.at ?? null,
              })),
            },
          ],
        },
      ],
    })
    deps.api.pair = async (_, name) => ok({ token: 'token-line', id: 9, name, line: LINE })
    deps.api.rides = async (_, day) => ok({ list: rides(day), etag: '"r"' })
    deps.api.send = async (_, batch) => {
      if (batch.kind !== 'rides') return problem('malformed')
      arrived.push(structuredClone(batch.marks))
      for (const { childId, state, markedAt: at } of batch.marks)
        states.set(childId, state === 'waiting' ? null : { state, at })
      return ok(idsOf(batch).map((id) => ({ id, outcome: 'recorded' })))
    }
    return arrived
  }
  const riders = (tablet: Awaited<ReturnType<typeof open>>) => {
    const view = tablet.run('outward')
    return view ? ridersOf(view) : []
  }

  test('each tap is saved, sent, and taken back by a mark that says what stood', async () => {
    const arrived = onLine()
    const tablet = await open()
    await tablet.pair('ABCD2345', 'Bus')
    await tablet.ride('outward', riders(tablet).slice(0, 1), 'boarded', 'Salito')
    await settled()
    expect(riders(tablet)[0]).toMatchObject({ state: 'boarded', boardedAt: '2026-11-24T08:00:00.000Z' })
    expect(await tablet.undo()).toBeNull()
    await settled()
    expect(arrived.flat().map(({ childId, state, stopId }) => [childId, state, stopId])).toEqual([
      [11, 'boarded', 1],
      [11, 'waiting', 1],
    ])
    expect(riders(tablet)[0]?.state).toBeNull()
  })

  test('a finger that bounces on “Salito” does not get the child off', async () => {
    const arrived = onLine()
    const tablet = await open()
    await tablet.pair('ABCD2345', 'Bus')
    await tablet.ride('outward', riders(tablet).slice(0, 1), 'boarded', 'Salito')
    clock += 300
    await tablet.ride('outward', riders(tablet).slice(0, 1), 'left', 'Sceso')
    await settled()
    expect(arrived.flat().map(({ state }) => state)).toEqual(['boarded'])
    clock += 1_000
    await tablet.ride('outward', riders(tablet).slice(0, 1), 'left', 'Sceso')
    await settled()
    expect(riders(tablet)[0]?.state).toBe('left')
  })

  test('without a network taps of a run wait in one request, through a reload, and one taken back is never sent', async () => {
    const arrived = onLine()
    const tablet = await open()
    await tablet.pair('ABCD2345', 'Bus')
    const { send } = deps.api
    deps.api.send = async () => problem('offline')
    deps.isOnline = () => false
    await tablet.ride('outward', riders(tablet).slice(0, 1), 'boarded', 'Salito')
    await settled()
    await tablet.ride('outward', riders(tablet).slice(1), 'boarded', 'Salito')
    await tablet.undo()
    await tablet.ride('outward', riders(tablet).slice(1), 'notSeen', 'Non visto')
    await settled()
    deps.api.send = send
    const again = await open()
    expect(arrived).toHaveLength(1)
    expect(arrived[0]?.map(({ state }) => state)).toEqual(['boarded', 'notSeen'])
    expect(riders(again).map(({ state }) => state)).toEqual(['boarded', 'notSeen'])
  })

  test('a school’s marks never leave with a line’s token, and names go at the end of the day', async () => {
    const arrived = onLine()
    const tablet = await open()
    portal.marksAnswer = null
    deps.api.send = async () => problem('offline')
    await tablet.send(7)
    await settled()
    onLine()
    await tablet.pair('ABCD2345', 'Bus')
    expect(arrived).toEqual([])
    expect(tablet.getState().outbox).toHaveLength(1)
    deps.api.rides = async () => problem('offline')
    clock += 24 * 3_600_000
    await tablet.tick()
    expect(tablet.getState().rides).toBeNull()
    expect((await storage.load()).rides).toBeNull()
  })
})
