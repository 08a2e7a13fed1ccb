// Guarantee: a mark keeps the id it was born with until a 200 names it, whatever happens to network, page or token.
import { beforeEach, describe, expect, test } from 'vitest'
import { hashPin } from '@/modules/identity/operator-pin'
import type { Answer, Device, RosterAnswer, TabletApi } from './api'
import type { MarkOutcome } from './outcomes'
import type { ProblemKind } from './problem'
import type { Batch, Roster } from './roster'
import { createMemoryStorage, type TabletStorage } from './storage'
import { createTablet, type TabletDeps } from './tablet'

const DEVICE: Device = { token: 'secret', id: 3, name: 'Ingresso', school: { id: 1, name: 'Collodi' } }
const START = Date.parse('2026-11-24T08:00:00Z')

const ok = <T>(value: T): Answer<T> => ({ ok: true, value, skewMs: 0 })
const problem = (kind: ProblemKind, retryAfterSeconds: number | null = null) =>
  ({ ok: false, problem: { kind, retryAfterSeconds, code: null }, skewMs: null }) as const

/** A portal of one class of 25 that answers as it is told and remembers what arrived. */
const createPortal = () => {
  const statuses = new Map<number, 'present' | 'absent'>()
  const received: Batch[] = []
  const portal = {
    received,
    version: 0,
    reads: [] as (string | null)[],
    marksAnswer: null as null | ((batch: Batch) => Answer<MarkOutcome[]>),
    rosterAnswer: null as null | (() => Answer<RosterAnswer>),
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
      return ok(etag === current ? 'unchanged' : { roster: roster(day), etag: current })
    },
    marks: async (_, batch) => {
      received.push(structuredClone(batch))
      if (portal.marksAnswer) return portal.marksAnswer(batch)
      for (const mark of batch.marks) statuses.set(mark.childId, mark.status)
      portal.version++
      return ok(batch.marks.map(({ markId }) => ({ markId, outcome: 'recorded', chargeCents: null })))
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
const idsOf = (batch: Batch | undefined) => batch?.marks.map((mark) => mark.markId)

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
  const { marks } = deps.api
  deps.api.marks = async (token, batch) => {
    savedWhenSending = (await storage.load()).outbox.length
    return marks(token, batch)
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
    expect(idsOf(portal.received[1])).toEqual(idsOf(portal.received[0]))
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
    expect(idsOf(portal.received[1])).toEqual(idsOf(portal.received[0]))
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
    expect(idsOf(portal.received[1])).toEqual(idsOf(portal.received[0]))
  })

  test('a batch found too large goes in halves', async () => {
    const tablet = await open()
    portal.marksAnswer = (batch) =>
      batch.marks.length > 10
        ? problem('too-large')
        : ok(batch.marks.map(({ markId }) => ({ markId, outcome: 'recorded', chargeCents: null })))
    await tablet.send(7)
    await settled()
    const answered = portal.received.filter((batch) => batch.marks.length <= 10).flatMap(idsOf)
    expect(new Set(answered)).toEqual(new Set(idsOf(portal.received[0])))
    expect(tablet.getState().outbox).toEqual([])
  })

  test('marks a 200 does not mention stay', async () => {
    const tablet = await open()
    portal.marksAnswer = (batch) =>
      ok(batch.marks.slice(1).map(({ markId }) => ({ markId, outcome: 'recorded', chargeCents: null })))
    await tablet.send(7)
    await settled()
    portal.marksAnswer = null
    await pass(2000)
    expect(idsOf(portal.received[1])).toEqual(idsOf(portal.received[0])?.slice(0, 1))
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
  expect(idsOf(portal.received.at(-2))).toEqual(idsOf(portal.received[0]))
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
  expect(idsOf(portal.received[1])).toEqual(idsOf(portal.received[0]))
})

test('unpairing by hand leaves nothing on the device', async () => {
  const tablet = await open()
  await tablet.tap(7, 1)
  await tablet.unpair()
  expect(await storage.load()).toEqual({
    device: null,
    service: null,
    roster: null,
    drafts: {},
    outbox: [],
    results: {},
  })
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
    return { ...answer, value: { ...answer.value, roster: { ...answer.value.roster, operators } } }
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
