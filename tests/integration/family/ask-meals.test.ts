// Guarantee: a family's request counts until the cut-off, once however often and from however many it is sent, for every
// day it concerns and no other; a phone's word of when it was tapped gains a minute at most.
import { randomUUID } from 'node:crypto'
import { type Classroom, given, guardianCtx } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import {
  askMeals,
  attendanceDay,
  attendanceMonth,
  familyAct,
  familyActs,
  familyHome,
  setWeeklyPattern,
} from '@/modules/family'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { loadServiceCalendar } from '@/modules/service-calendar'
import { addDays, type CivilDate, dayInRome, instantInRome, weekdayOf } from '@/shared/dates'
import { type ChildId, ServiceCode } from '@/shared/ids'

const today = dayInRome(Temporal.Now.instant())
const cutoff = instantInRome(today, '09:30')
const before = cutoff.subtract({ minutes: 30 })

let room: Classroom
let child: ChildId
let family: Ctx<PrincipalOf<'guardian'>>
let code: ServiceCode

beforeEach(async () => {
  room = await given.classroom({ children: 2 })
  child = room.childIds[0] as ChildId
  family = await guardianCtx(await given.account({ childId: child }), { now: before })
  code = ServiceCode.parse(room.code)
})

const ask = (values: Partial<Parameters<typeof askMeals>[1]> = {}, now: Temporal.Instant = before) =>
  askMeals(
    { ...family, now },
    { actId: randomUUID(), childId: child, service: code, wish: 'cancel', from: today, to: today, ...values },
  )

const wishes = async (): Promise<Record<CivilDate, string | null>> =>
  Object.fromEntries(
    (
      await rows(
        db,
        z.object({ day: z.string(), wish: z.string().nullable() }),
        sql`select day::text, wish from portal.child_days(${child}, ${today}::date, ${addDays(today, 59)}::date) where wish is not null order by 1`,
      )
    ).map(({ day, wish }) => [day, wish]),
  )

test('a meal is cancelled until the cut-off, and taken back; tablet and pages see it', async () => {
  const { number } = await ask()
  const [listed] = await rows(
    db,
    z.object({ wish: z.string().nullable(), expected: z.boolean() }),
    sql`select wish, is_expected as expected from portal.day_list(${today}::date, ${room.schoolId}) where child_id = ${child}`,
  )
  expect(listed).toEqual({ wish: 'cancel', expected: false })
  const day = await attendanceDay(db, family, { childId: child, service: code, day: today })
  expect(day).toMatchObject({ status: { state: 'cancelled' }, asking: { wish: 'cancel', isInTime: true } })
  const home = await familyHome(db, family, await loadServiceCalendar(db))
  expect(home.children[0]?.services[0]?.today).toEqual({ state: 'cancelled' })
  expect(await familyAct(db, family, number)).toMatchObject({ kind: 'cancel', days: [today], canUndo: true })
  await ask({ wish: 'restore' }, cutoff)
  expect(await wishes()).toEqual({})
  expect((await familyActs(db, family)).map(({ kind, canUndo }) => [kind, canUndo])).toEqual([
    ['restore', false],
    ['cancel', false],
  ])
})

test('a range concerns its open and planned days, under one number; the longest is of sixty days', async () => {
  await given.exception({ effect: 'closed', from: addDays(today, 2), schoolId: room.schoolId })
  await ask({ wish: 'light', from: addDays(today, 1), to: addDays(today, 1) })
  const { days, number } = await ask({ to: addDays(today, 4) }, before.add({ seconds: 1 }))
  expect(days).toBe(4)
  expect(await wishes()).toEqual(
    Object.fromEntries([0, 1, 3, 4].map((ahead) => [addDays(today, ahead), 'cancel'])),
  )
  expect((await familyAct(db, family, number))?.days).toHaveLength(4)
  expect(
    (
      await ask(
        { wish: 'restore', from: addDays(today, 1), to: addDays(today, 3) },
        before.add({ seconds: 2 }),
      )
    ).days,
  ).toBe(2)
  expect((await ask({ to: addDays(today, 59) }, before.add({ seconds: 3 }))).days).toBe(57)
  for (const [from, to] of [
    [today, addDays(today, 60)],
    [addDays(today, -1), today],
    [addDays(today, 3), addDays(today, 2)],
  ] as const)
    await expect(ask({ from, to })).rejects.toMatchObject({ code: 'period-refused' })
})

test('after the cut-off it is refused; of a range the days to come still count', async () => {
  const late = cutoff.add({ seconds: 1 })
  await expect(ask({}, late)).rejects.toMatchObject({ code: 'cutoff-passed' })
  expect(await ask({ to: addDays(today, 2) }, late)).toMatchObject({ days: 2, lateDays: 1 })
})

test('what was tapped in time and comes within a minute counts; later it does not, whatever the phone says', async () => {
  const seconds = (count: number) => ({ waitedMs: count * 1_000 })
  await expect(ask(seconds(29), cutoff.add({ seconds: 30 }))).rejects.toMatchObject({ code: 'cutoff-passed' })
  await expect(ask(seconds(7_200), cutoff.add({ seconds: 61 }))).rejects.toMatchObject({
    code: 'cutoff-passed',
  })
  await ask(seconds(31), cutoff.add({ seconds: 30 }))
  expect(await wishes()).toEqual({ [today]: 'cancel' })
})

test('the office sets how late it may come; what came later is told when it came, and what an absence costs', async () => {
  await db.execute(
    sql`update public.services set tap_grace_minutes = 10, after_cutoff = 'excuse', excuse_until = '11:00' where code = ${room.code}`,
  )
  const tappedBefore = (minutes: number) => ({ waitedMs: (minutes + 1) * 60_000 })
  await expect(ask(tappedBefore(11), cutoff.add({ minutes: 11 }))).rejects.toMatchObject({
    code: 'cutoff-passed',
    details: {
      arrivedAt: expect.stringContaining(':41:00'),
      cutoffAt: expect.stringContaining(':30:00'),
      afterCutoff: 'excuse',
      excuseUntil: '11:00',
    },
  })
  expect(await ask(tappedBefore(9), cutoff.add({ minutes: 9 }))).toMatchObject({ days: 1, late: null })
  expect(await wishes()).toEqual({ [today]: 'cancel' })
})

test('a range that came too late for today says so again when it is sent again, on another day too', async () => {
  const actId = randomUUID()
  const range = { actId, to: addDays(today, 2) }
  const first = await ask(range, cutoff.add({ minutes: 5 }))
  expect(first).toMatchObject({
    days: 2,
    lateDays: 1,
    late: { arrivedAt: expect.stringContaining(':35:00') },
  })
  expect(await ask(range, cutoff.add({ minutes: 90 }))).toEqual(first)
})

test('an older tap that comes late does not undo a newer one', async () => {
  await ask({ from: addDays(today, 1), to: addDays(today, 1), wish: 'light' })
  await ask({ from: addDays(today, 1), to: addDays(today, 1), waitedMs: 3_600_000 })
  expect(await wishes()).toEqual({ [addDays(today, 1)]: 'light' })
})

test('the same request sent ten times at once, and again later, is one', async () => {
  const actId = randomUUID()
  const numbers = await Promise.all(Array.from({ length: 10 }, () => ask({ actId, to: addDays(today, 9) })))
  expect(new Set(numbers.map(({ number }) => number)).size).toBe(1)
  expect((await ask({ actId, to: addDays(today, 9) }, cutoff.add({ hours: 3 }))).number).toBe(
    numbers[0]?.number,
  )
  const [count] = await rows(
    db,
    z.object({ count: z.int() }),
    sql`select count(*)::int as count from portal.meal_request where child_id = ${child}`,
  )
  expect(count?.count).toBe(10)
  await expect(ask({ actId })).rejects.toMatchObject({ code: 'idempotency-key-reused' })
})

test('two parents who cancel the same day at once are told one number, or that it is done', async () => {
  const outcomes = await Promise.allSettled([ask(), ask(), ask()])
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'day-unchanged' })
})

test('a closed day, another family’s child and a service not used are refused', async () => {
  await given.exception({ effect: 'closed', from: addDays(today, 1), schoolId: room.schoolId })
  const tomorrow = { from: addDays(today, 1), to: addDays(today, 1) }
  await expect(ask(tomorrow)).rejects.toMatchObject({ code: 'service-closed' })
  await expect(ask({ childId: room.childIds[1] as ChildId })).rejects.toMatchObject({
    code: 'child-not-found',
  })
  await expect(ask({ service: ServiceCode.parse('nessuno') })).rejects.toMatchObject({
    code: 'day-not-planned',
  })
  const stranger = await guardianCtx(await given.account(), { now: before })
  const { number } = await ask()
  expect(await familyAct(db, stranger, number)).toBeNull()
  expect(await attendanceDay(db, stranger, { childId: child, service: code, day: today })).toBeNull()
})

test('a weekly pattern holds from its day on, once, and leaves the days before', async () => {
  const actId = randomUUID()
  const tomorrow = addDays(today, 1)
  const set = (values: Partial<Parameters<typeof setWeeklyPattern>[1]> = {}) =>
    setWeeklyPattern(family, {
      actId,
      childId: child,
      service: code,
      from: tomorrow,
      weekdays: [weekdayOf(tomorrow)],
      ...values,
    })
  const [first, second] = await Promise.all([set(), set()])
  expect(first).toEqual(second)
  await expect(set({ weekdays: [] })).rejects.toMatchObject({ code: 'idempotency-key-reused' })
  await expect(set({ actId: randomUUID(), from: addDays(today, -1) })).rejects.toMatchObject({
    code: 'cutoff-passed',
  })
  const planned = await rows(
    db,
    z.object({ planned: z.boolean() }),
    sql`select is_planned as planned from portal.child_days(${child}, ${today}::date, ${addDays(today, 8)}::date) order by day`,
  )
  expect(planned.map(({ planned }) => planned)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
    true,
  ])
  await expect(ask({ from: addDays(today, 2), to: addDays(today, 2) })).rejects.toMatchObject({
    code: 'day-not-planned',
  })
  expect(
    (await attendanceMonth(db, family, { childId: child, month: addDays(today, 40) }))?.days.filter(
      ({ status }) => status.state === 'expected',
    ).length,
  ).toBeLessThan(7)
})

test('a child’s days are those of the day’s list', async () => {
  await ask({ to: addDays(today, 3) })
  await ask({ wish: 'light', from: addDays(today, 5), to: addDays(today, 5) })
  await given.exception({
    effect: 'closed',
    from: addDays(today, 6),
    schoolId: room.schoolId,
    classId: room.classId,
  })
  await setWeeklyPattern(family, {
    actId: randomUUID(),
    childId: child,
    service: code,
    from: addDays(today, 8),
    weekdays: [1, 3],
  })
  const [same] = await rows(
    db,
    z.object({ compared: z.int(), different: z.int() }),
    sql`
    with days as (
      select d.child_id, d.service_id, day::date, d.school_id, d.class_id, d.is_open, d.is_planned, d.wish, d.wish_at, d.is_expected, d.status, d.marked_at
      from generate_series(${today}::date, ${addDays(today, 20)}::date, interval '1 day') day
      cross join lateral portal.day_list(day::date, ${room.schoolId}) d
    ), child as (
      select c.id, d.service_id, d.day, d.school_id, d.class_id, d.is_open, d.is_planned, d.wish, d.wish_at, d.is_expected, d.status, d.marked_at
      from jsonb_array_elements_text(${JSON.stringify(room.childIds)}::jsonb) k cross join lateral (select k::int as id) c
      cross join lateral portal.child_days(c.id, ${today}::date, ${addDays(today, 20)}::date) d
    )
    select (select count(*)::int from days) as compared,
      (select count(*)::int from ((table days except table child) union all (table child except table days)) x) as different`,
  )
  expect(same).toEqual({ compared: 42, different: 0 })
})
