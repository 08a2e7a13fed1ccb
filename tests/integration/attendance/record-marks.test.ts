// Guarantee: whatever arrives, in whatever order and however often, a child is charged once for a day it ate, and the
// latest tap decides.

import { aMarkId, aSchoolDay, balanceOf, given, tabletCtx } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import { type AttendanceStatus, MarkBatch, recordMarks } from '@/modules/attendance'
import { verifyLedger } from '@/modules/wallet'
import { addDays, type CivilDate, civilDate, dayInRome } from '@/shared/dates'
import { ChildId } from '@/shared/ids'

const day = aSchoolDay()
type Tap = { childId: ChildId; status?: AttendanceStatus; markId?: string; at?: string }

const batch = (code: string, taps: Tap[], on: CivilDate = day) =>
  MarkBatch.parse({
    day: on,
    service: code,
    marks: taps.map(({ childId, status = 'present', markId = aMarkId(), at = `${on}T08:30:00Z` }) => ({
      markId,
      childId,
      status,
      markedAt: at,
    })),
  })

const outcomesOf = async (...args: Parameters<typeof recordMarks>) =>
  (await recordMarks(...args)).outcomes.map(({ outcome, chargeCents }) => [outcome, chargeCents])

const ledgerOf = async (childId: ChildId) =>
  (
    await db.execute(
      sql`select kind, cents::int from portal.ledger_line where child_id = ${childId} order by line_id`,
    )
  ).rows

test('a present child is charged the tariff of the day, an absent one nothing', async () => {
  const room = await given.classroom({ children: 2 })
  const [eats, stays] = room.childIds as [ChildId, ChildId]
  const marks = batch(room.code, [{ childId: eats }, { childId: stays, status: 'absent' }])
  expect(await outcomesOf(tabletCtx(room), marks)).toEqual([
    ['recorded', 590],
    ['recorded', null],
  ])
  expect(await balanceOf(eats, room.serviceId)).toBe(-590)
  expect(await balanceOf(stays, room.serviceId)).toBe(0)
})

test('the same batch again, also a hundred times at once, changes nothing', async () => {
  const room = await given.classroom({ children: 25 })
  const marks = batch(
    room.code,
    room.childIds.map((childId) => ({ childId })),
  )
  const answers = await Promise.all(Array.from({ length: 100 }, () => recordMarks(tabletCtx(room), marks)))
  const recorded = answers.flatMap(({ outcomes }) => outcomes).filter(({ outcome }) => outcome === 'recorded')
  expect(recorded).toHaveLength(25)
  expect(await outcomesOf(tabletCtx(room), marks)).toEqual(room.childIds.map(() => ['already-recorded', 590]))
  for (const childId of room.childIds)
    expect(await ledgerOf(childId)).toEqual([{ kind: 'charge', cents: -590 }])
})

test('two tablets that mark one class at the same instant charge each child once', async () => {
  const room = await given.classroom({ children: 25 })
  const other = { ...room, deviceId: await given.device(room) }
  const send = (tablet: typeof room) =>
    recordMarks(
      tabletCtx(tablet),
      batch(
        room.code,
        room.childIds.toReversed().map((childId) => ({ childId })),
      ),
    )
  for (let round = 0; round < 5; round++)
    await Promise.all([send(room), send(other), send(room), send(other)])
  for (const childId of room.childIds) expect(await balanceOf(childId, room.serviceId)).toBe(-590)
})

test('a correction reverses the charge, a second one makes it again', async () => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds as [ChildId]
  const tap = (status: AttendanceStatus, minute: string) =>
    batch(room.code, [{ childId, status, at: `${day}T08:${minute}:00Z` }])
  expect(await outcomesOf(tabletCtx(room), tap('present', '10'))).toEqual([['recorded', 590]])
  expect(await outcomesOf(tabletCtx(room), tap('absent', '20'))).toEqual([['recorded', null]])
  expect(await outcomesOf(tabletCtx(room), tap('present', '30'))).toEqual([['recorded', 590]])
  expect((await ledgerOf(childId)).map(({ kind }) => kind)).toEqual(['charge', 'reversal', 'charge'])
  expect(await balanceOf(childId, room.serviceId)).toBe(-590)
})

test('an older tap that arrives late is kept but does not decide', async () => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds as [ChildId]
  await recordMarks(
    tabletCtx(room),
    batch(room.code, [{ childId, status: 'absent', at: `${day}T09:00:00Z` }]),
  )
  const late = batch(room.code, [{ childId, at: `${day}T08:00:00Z` }])
  expect(await outcomesOf(tabletCtx(room), late)).toEqual([['superseded', null]])
  expect(await balanceOf(childId, room.serviceId)).toBe(0)
})

test('any order and any repetition of the same taps ends in the same state', async () => {
  const taps = (childId: ChildId): Tap[] =>
    ['present', 'absent', 'present', 'absent', 'present'].map((status, index) => ({
      childId,
      status: status as AttendanceStatus,
      markId: aMarkId(),
      at: `${day}T08:0${index}:00Z`,
    }))
  const room = await given.classroom({ children: 20 })
  await Promise.all(
    room.childIds.map(async (childId, seed) => {
      const all = taps(childId)
      const order = [...all, ...all].sort(
        (a, b) =>
          (((a.at ?? '').charCodeAt(15) * (seed + 3)) % 7) - (((b.at ?? '').charCodeAt(15) * (seed + 3)) % 7),
      )
      for (const tap of order) await recordMarks(tabletCtx(room), batch(room.code, [tap]))
    }),
  )
  for (const childId of room.childIds) expect(await balanceOf(childId, room.serviceId)).toBe(-590)
})

test('several taps of one child in one batch: the latest decides, the others are kept', async () => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds as [ChildId]
  const marks = batch(room.code, [
    { childId, at: `${day}T08:01:00Z` },
    { childId, status: 'absent', at: `${day}T08:03:00Z` },
    { childId, at: `${day}T08:02:00Z` },
  ])
  expect(await outcomesOf(tabletCtx(room), marks)).toEqual([
    ['superseded', null],
    ['recorded', null],
    ['superseded', null],
  ])
  expect(await balanceOf(childId, room.serviceId)).toBe(0)
})

test('a clock a year ahead does not win for ever', async () => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds as [ChildId]
  await recordMarks(
    tabletCtx(room),
    batch(room.code, [{ childId, at: Temporal.Now.instant().add({ hours: 9000 }).toString() }]),
  )
  const later = batch(room.code, [
    { childId, status: 'absent', at: Temporal.Now.instant().add({ hours: 1 }).toString() },
  ])
  expect(await outcomesOf(tabletCtx(room), later)).toEqual([['recorded', null]])
})

test('a closed day, a day to come and one of years ago take no mark, and keep what was already recorded', async () => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds as [ChildId]
  const today = dayInRome(Temporal.Now.instant())
  const before = batch(room.code, [{ childId }])
  await recordMarks(tabletCtx(room), before)
  await given.exception({ effect: 'closed', from: day, serviceId: room.serviceId })
  expect(await outcomesOf(tabletCtx(room), before)).toEqual([['already-recorded', null]])
  for (const closed of [day, addDays(today, 1), addDays(today, 400), civilDate('2021-03-01')]) {
    expect(await outcomesOf(tabletCtx(room), batch(room.code, [{ childId }], closed))).toEqual([
      ['closed-day', null],
    ])
  }
})

test('a child of another school and one that does not exist get the same answer, and no mark', async () => {
  const room = await given.classroom({ children: 1 })
  const elsewhere = await given.classroom({ children: 1 })
  const [stranger] = elsewhere.childIds as [ChildId]
  const marks = batch(room.code, [{ childId: stranger }, { childId: ChildId.parse(999_999_999) }])
  expect(await outcomesOf(tabletCtx(room), marks)).toEqual([
    ['other-school', null],
    ['other-school', null],
  ])
  expect(await ledgerOf(stranger)).toEqual([])
})

test('a child not enrolled that day is refused; one that moved at noon is taken by both schools', async () => {
  const room = await given.classroom({ children: 1 })
  const newcomer = await given.child()
  await given.placement({ childId: newcomer, classId: room.classId })
  expect(await outcomesOf(tabletCtx(room), batch(room.code, [{ childId: newcomer }]))).toEqual([
    ['not-enrolled', null],
  ])

  const target = await given.school()
  const moved = await given.child()
  await given.placement({ childId: moved, classId: room.classId, to: day })
  await given.placement({ childId: moved, classId: await given.classGroup({ schoolId: target }), from: day })
  await given.enrolment({ childId: moved, serviceId: room.serviceId })
  const there = { schoolId: target, deviceId: await given.device({ schoolId: target }) }
  expect(
    await outcomesOf(tabletCtx(room), batch(room.code, [{ childId: moved, at: `${day}T08:00:00Z` }])),
  ).toEqual([['recorded', 590]])
  expect(
    await outcomesOf(tabletCtx(there), batch(room.code, [{ childId: moved, at: `${day}T12:00:00Z` }])),
  ).toEqual([['recorded', 590]])
  expect(await balanceOf(moved, room.serviceId)).toBe(-590)
})

test('an unknown service records nothing', async () => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds as [ChildId]
  expect(await outcomesOf(tabletCtx(room), batch('inesistente', [{ childId }]))).toEqual([
    ['not-enrolled', null],
  ])
})

test('the price is that of the level and the day; a flat service is marked and not charged', async () => {
  const room = await given.classroom({ children: 1, cents: 590 })
  const [childId] = room.childIds as [ChildId]
  await given.tariff({ serviceId: room.serviceId, cents: 310, level: 'primary', from: addDays(day, 1) })
  expect(await outcomesOf(tabletCtx(room), batch(room.code, [{ childId }]))).toEqual([['recorded', 590]])
  expect(await outcomesOf(tabletCtx(room), batch(room.code, [{ childId }], addDays(day, 1)))).toEqual([
    ['recorded', 310],
  ])
  const bus = await given.classroom({ children: 1, pricing: 'flatYearly' })
  const [rider] = bus.childIds as [ChildId]
  expect(await outcomesOf(tabletCtx(bus), batch(bus.code, [{ childId: rider }]))).toEqual([
    ['recorded', null],
  ])
})

test('after all of it the ledger proves right', async () => {
  const proof = await verifyLedger(db)
  expect(proof.checks.filter(({ wrong }) => wrong > 0)).toEqual([])
  expect(proof.counts.charges).toBeGreaterThan(50)
})
