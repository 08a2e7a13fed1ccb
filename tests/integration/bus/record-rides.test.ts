// Guarantee: an escort's taps end in the same rides, attendance and charges however often and in whatever order they
// arrive; only the line's own tablet may send them, and only of its own children.
import { randomUUID } from 'node:crypto'
import {
  aMarkId,
  aSchoolDay,
  type BusLine,
  balanceOf,
  given,
  lineTabletCtx,
  tabletCtx,
} from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { POST as postMarks } from '@/app/api/v1/tablet/marks/route'
import { POST as pair } from '@/app/api/v1/tablet/pair/route'
import { GET as getRides, POST as postRides } from '@/app/api/v1/tablet/rides/route'
import { GET as getRoster } from '@/app/api/v1/tablet/roster/route'
import { systemCtx } from '@/cli/system-ctx'
import { db, sql } from '@/db/client'
import { MarkBatch, recordMarks } from '@/modules/attendance'
import { type LineRides, RideBatch, type RideMark, recordRides } from '@/modules/bus'
import { createLinePairingCode, createPairingCode } from '@/modules/identity'
import { verifyLedger } from '@/modules/wallet'
import { addDays, dayInRome } from '@/shared/dates'
import { ChildId } from '@/shared/ids'

const day = aSchoolDay()
type Tap = { childId: ChildId; state?: string; run?: string; at?: string; markId?: string }

const batch = (taps: Tap[], on = day) =>
  RideBatch.parse({
    day: on,
    marks: taps.map(({ childId, state = 'boarded', run = 'outward', at = '07:31', markId = aMarkId() }) => ({
      markId,
      childId,
      run,
      state,
      markedAt: `${on}T${at}:00+01:00`,
    })),
  })
const outcomesOf = async (line: BusLine, taps: Tap[], on = day) =>
  (await recordRides(lineTabletCtx(line), batch(taps, on))).outcomes.map(({ outcome }) => outcome)

const ridesOf = async (childId: ChildId) =>
  (
    await db.execute(
      sql`select run, state, state_at::text, boarded_at::text from portal.ride_state(${day}, ${day}, ${childId}) order by run`,
    )
  ).rows
const attendanceOf = async (childId: ChildId) =>
  (
    await db.execute(sql`
      select status, marked_at::text, cutoff_status, cutoff_marked_at::text, is_due, charge_count, open_charge_cents::int
      from portal.attendance where child_id = ${childId} and day = ${day}`)
  ).rows[0]
const ledgerOf = async (childId: ChildId) =>
  (
    await db.execute(
      sql`select kind, cents::int from portal.ledger_line where child_id = ${childId} order by line_id`,
    )
  ).rows

const first = (line: BusLine) => ChildId.parse(line.childIds[0])
const shuffled = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
/** The same numbers for the same seed. */
const randomOf = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}

test('who boards is present in the bus service, who is seen on no run is absent, who is awaited is neither yet', async () => {
  const line = await given.busLine({ children: 3 })
  const [rides, stays, waits] = line.childIds as [ChildId, ChildId, ChildId]
  expect(
    await outcomesOf(line, [
      { childId: rides },
      { childId: stays, state: 'notSeen' },
      { childId: waits, state: 'notSeen' },
      { childId: stays, state: 'notSeen', run: 'return', at: '13:11' },
    ]),
  ).toEqual(['recorded', 'recorded', 'recorded', 'recorded'])
  expect((await attendanceOf(rides))?.status).toBe('present')
  expect((await attendanceOf(stays))?.status).toBe('absent')
  expect(await attendanceOf(waits)).toBeUndefined()
  expect(await outcomesOf(line, [{ childId: waits, run: 'return', at: '13:11' }])).toEqual(['recorded'])
  expect((await attendanceOf(waits))?.status).toBe('present')
})

test('a flat service is never charged by riding, one priced by the day once, whatever runs the child takes', async () => {
  const flat = await given.busLine()
  await outcomesOf(flat, [{ childId: first(flat) }])
  expect(await ledgerOf(first(flat))).toEqual([])

  const daily = await given.busLine({ pricing: 'perAttendance', cents: 120 })
  const childId = first(daily)
  for (const tap of [
    { state: 'boarded', at: '07:31' },
    { state: 'left', at: '08:00' },
    { run: 'return', at: '13:01' },
    { run: 'return', state: 'left', at: '13:30' },
  ])
    await outcomesOf(daily, [{ childId, ...tap }])
  expect(await ledgerOf(childId)).toEqual([{ kind: 'charge', cents: -120 }])
  expect(await ridesOf(childId)).toMatchObject([
    { run: 'outward', state: 'left', boarded_at: expect.stringContaining('06:31') },
    { run: 'return', state: 'left', boarded_at: expect.stringContaining('12:01') },
  ])
})

test('a word taken back leaves nothing on board and reverses the charge; a later one makes it again', async () => {
  const line = await given.busLine({ pricing: 'perAttendance' })
  const childId = first(line)
  await outcomesOf(line, [{ childId, at: '07:31' }])
  await outcomesOf(line, [{ childId, state: 'waiting', at: '07:32' }])
  expect(await ridesOf(childId)).toEqual([])
  expect((await ledgerOf(childId)).map(({ kind }) => kind)).toEqual(['charge', 'reversal'])
  await outcomesOf(line, [{ childId, at: '07:33' }])
  expect(await balanceOf(childId, line.serviceId)).toBe(-120)
  expect((await ridesOf(childId))[0]?.boarded_at).toContain('06:33')
})

test('the same batch again, and fifty times at once, changes nothing', async () => {
  const line = await given.busLine({ children: 10, pricing: 'perAttendance' })
  const marks = batch(line.childIds.map((childId) => ({ childId })))
  const answers = await Promise.all(Array.from({ length: 50 }, () => recordRides(lineTabletCtx(line), marks)))
  expect(
    answers.flatMap(({ outcomes }) => outcomes).filter(({ outcome }) => outcome === 'recorded'),
  ).toHaveLength(10)
  const again = await recordRides(lineTabletCtx(line), marks)
  expect(again.outcomes).toEqual(marks.marks.map(({ markId }) => ({ markId, outcome: 'already-recorded' })))
  for (const childId of line.childIds) expect(await ledgerOf(childId)).toHaveLength(1)
})

test('two tablets and the school’s, in any order and at once, end in one result', async () => {
  const line = await given.busLine({ children: 24, pricing: 'perAttendance' })
  await db.execute(
    sql`update public.services set after_cutoff = 'charge', cutoff_time = '09:00' where id = ${line.serviceId}`,
  )
  const school = { schoolId: line.schoolId, deviceId: await given.device(line) }
  const other = { lineId: line.lineId, deviceId: await given.lineDevice(line) }
  // The same taps for every child, and two of one instant; what they end in depends on nothing but them.
  const taps: Omit<RideMark, 'markId' | 'childId'>[] = [
    ['outward', 'boarded', '07:31'],
    ['outward', 'waiting', '07:32'],
    ['outward', 'notSeen', '07:40'],
    ['return', 'notSeen', '12:59'],
    ['return', 'boarded', '13:01'],
    ['outward', 'notSeen', '13:01'],
    ['return', 'waiting', '13:02'],
  ].map(([run, state, at]) => ({ run, state, markedAt: `${day}T${at}:00+01:00` }) as RideMark)
  await Promise.all(
    line.childIds.map(async (childId, seed) => {
      const random = randomOf(seed + 1)
      const marks = taps.map((tap) => ({ ...tap, childId, markId: aMarkId() }))
      const sendings = shuffled([...marks, ...marks], random).map(
        (mark) => () =>
          recordRides(lineTabletCtx(random() < 0.5 ? line : other), RideBatch.parse({ day, marks: [mark] })),
      )
      const roll = MarkBatch.parse({
        day,
        service: line.code,
        marks: [{ markId: aMarkId(), childId, status: 'present', markedAt: `${day}T08:30:00+01:00` }],
      })
      const all = shuffled([...sendings, () => recordMarks(tabletCtx(school), roll)], random)
      if (seed % 2 === 0) for (const send of all) await send()
      else await Promise.all(all.map((send) => send()))
    }),
  )
  const ends = await Promise.all(
    line.childIds.map(async (childId) => {
      const { charge_count: _, ...attendance } = (await attendanceOf(childId)) ?? {}
      return { attendance, rides: await ridesOf(childId), balance: await balanceOf(childId, line.serviceId) }
    }),
  )
  for (const end of ends) expect(end).toEqual(ends[0])
  // The school said present in time, nobody rode in the end: under a service that charges late absences, once.
  expect(ends[0]?.attendance).toMatchObject({
    status: 'absent',
    marked_at: expect.stringContaining('12:02:00'),
    cutoff_status: 'present',
    cutoff_marked_at: expect.stringContaining('07:30:00'),
    open_charge_cents: 120,
  })
  expect(ends[0]?.rides).toMatchObject([{ run: 'outward', state: 'notSeen' }])
  expect((await verifyLedger(db)).ok).toBe(true)
})

test('a late tap decides no ride; a clock ahead counts as the moment of arrival', async () => {
  const line = await given.busLine()
  const [late, ahead] = line.childIds as [ChildId, ChildId]
  await outcomesOf(line, [{ childId: late, state: 'left', at: '08:00' }])
  expect(await outcomesOf(line, [{ childId: late, at: '07:31' }])).toEqual(['superseded'])
  expect(await ridesOf(late)).toMatchObject([{ state: 'left', boarded_at: expect.stringContaining('06:31') }])
  const now = Temporal.Now.instant()
  const marks = batch([{ childId: ahead }])
  const future = {
    ...marks,
    marks: marks.marks.map((mark) => ({ ...mark, markedAt: now.add({ hours: 9000 }).toString() })),
  }
  await recordRides(lineTabletCtx(line, now), future)
  expect(Date.parse(String((await ridesOf(ahead))[0]?.state_at))).toBeLessThanOrEqual(
    now.epochMilliseconds + 1,
  )
})

test('what cannot be recorded says why, mark by mark', async () => {
  const line = await given.busLine({ children: 4 })
  const [own, unenrolled, former, striking] = line.childIds as [ChildId, ChildId, ChildId, ChildId]
  const elsewhere = await given.busLine({ children: 1 })
  await db.execute(sql`delete from public.enrolments where child_id = ${unenrolled}`)
  await db.execute(
    sql`update public.bus_riders set valid_to = ${addDays(day, -1)}::date where child_id = ${former}`,
  )
  const classId = await given.classGroup({ schoolId: line.schoolId })
  await db.execute(sql`update public.placements set class_id = ${classId} where child_id = ${striking}`)
  await given.exception({ effect: 'closed', from: day, schoolId: line.schoolId, classId })
  expect(
    await outcomesOf(line, [
      { childId: own },
      { childId: unenrolled },
      { childId: former },
      { childId: striking },
      { childId: first(elsewhere) },
      { childId: ChildId.parse(999_999_999) },
    ]),
  ).toEqual(['recorded', 'not-enrolled', 'other-line', 'closed-day', 'other-line', 'other-line'])
  const today = dayInRome(Temporal.Now.instant())
  for (const on of [addDays(today, 2), addDays(today, -61)])
    expect(await outcomesOf(line, [{ childId: own }], on)).toEqual(['closed-day'])
})

test('what was said of a ride can be neither changed nor deleted', async () => {
  const line = await given.busLine()
  await outcomesOf(line, [{ childId: first(line) }])
  for (const change of [
    sql`update portal.ride_mark set state = 'left'`,
    sql`delete from portal.ride_mark`,
    sql`truncate portal.ride_mark`,
  ])
    await expect(db.execute(change)).rejects.toThrow(/append-only/)
})

type Options = { token?: string; body?: unknown }
const request = (path: string, { token, body }: Options, headers: Record<string, string> = {}) =>
  new Request(`http://portale.test/api/v1/tablet/${path}`, {
    method: body ? 'POST' : 'GET',
    ...(body ? { body: JSON.stringify(body) } : {}),
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
  })

const paired = async (pairingCode: string) => {
  const answer = await pair(request('pair', { body: { pairingCode, deviceName: 'Scuolabus' } }))
  expect(answer.status).toBe(201)
  return (await answer.json()) as { token: string; device: { id: number }; line?: object; school?: object }
}
const lineTablet = async (line: BusLine) =>
  paired((await createLinePairingCode(systemCtx('test'), { lineId: line.lineId })).pairingCode)

test('a line’s code pairs a tablet that rides alone: the two kinds of token do not open each other’s addresses', async () => {
  const line = await given.busLine()
  const { token, line: told, school } = await lineTablet(line)
  expect(told).toMatchObject({ id: line.lineId, code: expect.any(String), name: expect.any(String) })
  expect(school).toBeUndefined()
  const ofSchool = await paired(
    (await createPairingCode(systemCtx('test'), { schoolId: line.schoolId })).pairingCode,
  )
  const rides = { ...batch([{ childId: first(line) }]) }
  const marks = { day, service: line.code, marks: [{ ...rides.marks[0], status: 'present' }] }
  const statuses = async (answers: Promise<Response>[]) =>
    (await Promise.all(answers)).map(({ status }) => status)
  expect(
    await statuses([
      getRides(request(`rides?day=${day}`, { token })),
      postRides(request('rides', { token, body: rides })),
      getRoster(request(`roster?day=${day}`, { token })),
      postMarks(request('marks', { token, body: marks })),
    ]),
  ).toEqual([200, 200, 403, 403])
  expect(
    await statuses([
      getRides(request(`rides?day=${day}`, { token: ofSchool.token })),
      postRides(request('rides', { token: ofSchool.token, body: rides })),
    ]),
  ).toEqual([403, 403])
  await db.execute(sql`update public.devices set revoked = true where line_id = ${line.lineId}`)
  for (const bad of [token, 'x'.repeat(43), undefined])
    expect(
      await statuses([
        getRides(request(`rides?day=${day}`, bad ? { token: bad } : {})),
        postRides(request('rides', { ...(bad ? { token: bad } : {}), body: rides })),
      ]),
    ).toEqual([401, 401])
})

test.each([
  ['state', { state: 'asleep' }],
  ['run', { run: 'sideways' }],
  ['markId', { markId: 'x' }],
  ['markedAt', { markedAt: 'yesterday' }],
])('a malformed mark is refused and named: %s', async (field, wrong) => {
  const line = await given.busLine()
  const { token } = await lineTablet(line)
  const rides = batch([{ childId: first(line) }])
  const answer = await postRides(
    request('rides', { token, body: { ...rides, marks: [{ ...rides.marks[0], ...wrong }] } }),
  )
  expect(answer.status).toBe(422)
  expect(((await answer.json()) as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
    `marks.0.${field}`,
  ])
})

test('five hundred marks are taken at once, five hundred and one are not', async () => {
  const line = await given.busLine()
  const { token } = await lineTablet(line)
  const [mark] = batch([{ childId: first(line) }]).marks
  const many = (count: number) => ({
    day,
    marks: Array.from({ length: count }, () => ({ ...mark, markId: aMarkId() })),
  })
  expect((await postRides(request('rides', { token, body: many(500) }))).status).toBe(200)
  expect((await postRides(request('rides', { token, body: many(501) }))).status).toBe(422)
})

test('the line’s day lists runs, stops and children in the order of the times, with what was cancelled and said', async () => {
  const line = await given.busLine({ children: 3 })
  const [rides, cancelled, returns] = line.childIds as [ChildId, ChildId, ChildId]
  await db.execute(sql`delete from public.bus_riders where child_id = ${returns}`)
  await given.rider({ childId: returns, back: line.nextStopId })
  const account = await given.account({ childId: cancelled })
  await db.execute(sql`
    insert into portal.meal_request (request_id, child_id, service_id, day, wish, account_id, tapped_at, received_at)
    values (${randomUUID()}::uuid, ${cancelled}, ${line.serviceId}, ${day}, 'cancel', ${account.accountId}, ${`${day}T06:00:00Z`}, ${`${day}T06:00:00Z`})`)
  await outcomesOf(line, [{ childId: rides }])
  const { token } = await lineTablet(line)
  const answer = await getRides(request(`rides?day=${day}`, { token }))
  const told = (await answer.json()) as LineRides
  expect(told).toMatchObject({ day, line: { id: line.lineId }, isOpen: true, operators: [] })
  expect(
    told.runs.map(({ run, stops }) => [
      run,
      stops.map(({ time, children }) => [time, children.map(({ id }) => id).sort()]),
    ]),
  ).toEqual([
    [
      'outward',
      [
        ['07:30', [rides, cancelled]],
        ['07:40', []],
      ],
    ],
    [
      'return',
      [
        ['13:00', [returns]],
        ['13:10', [rides, cancelled]],
      ],
    ],
  ])
  const outward = told.runs[0]?.stops[0]?.children ?? []
  expect(outward.find(({ id }) => id === rides)).toEqual({
    id: rides,
    name: 'Bianchi Anna',
    schoolName: 'Scuola',
    expected: true,
    cancelledAt: null,
    state: 'boarded',
    stateAt: expect.stringContaining(day),
    boardedAt: expect.stringContaining(day),
  })
  expect(outward.find(({ id }) => id === cancelled)).toMatchObject({
    expected: false,
    cancelledAt: expect.stringContaining(day),
    state: null,
  })
  const again = await getRides(
    request(`rides?day=${day}`, { token }, { 'if-none-match': answer.headers.get('etag') ?? '' }),
  )
  expect(again.status).toBe(304)
  // A child that rides though its day was cancelled is on board, and said to be.
  expect(await outcomesOf(line, [{ childId: cancelled }])).toEqual(['recorded'])
  expect((await attendanceOf(cancelled))?.status).toBe('present')
})

test('a child whom the escort takes on a run that is not its own is on the list of that run, at the stop that was said', async () => {
  const line = await given.busLine({ children: 1 })
  const childId = first(line)
  await db.execute(sql`update public.bus_riders set return_stop_id = null where child_id = ${childId}`)
  const [mark] = batch([{ childId, run: 'return', at: '13:05' }]).marks
  await recordRides(
    lineTabletCtx(line),
    RideBatch.parse({ day, marks: [{ ...mark, stopId: line.nextStopId }] }),
  )
  const { token } = await lineTablet(line)
  const told = (await (await getRides(request(`rides?day=${day}`, { token }))).json()) as LineRides
  expect(told.runs[1]?.stops[0]).toMatchObject({
    id: line.nextStopId,
    children: [{ id: childId, expected: false, state: 'boarded' }],
  })
})

test('the escorts of a line unlock its tablet, those of a school do not', async () => {
  const line = await given.busLine()
  await db.execute(sql`
    insert into public.tablet_operators (name, school_id, line_id, pin_hash)
    values ('Escort', null, ${line.lineId}, '1$a$b'), ('Teacher', ${line.schoolId}, null, '1$c$d')`)
  const { token } = await lineTablet(line)
  const told = (await (await getRides(request(`rides?day=${day}`, { token }))).json()) as LineRides
  expect(told.operators).toEqual([{ id: expect.any(Number), name: 'Escort', pin: '1$a$b' }])
  await expect(
    db.execute(
      sql`insert into public.tablet_operators (name, school_id, line_id) values ('Both', ${line.schoolId}, ${line.lineId})`,
    ),
  ).rejects.toThrow(/school_or_line/)
})
