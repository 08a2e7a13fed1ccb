// Guarantee: the tablet's list tells wishes, guests, unresolved diets, adults and operators; counts of adults sent again,
// raced or in any order end in the latest tap.
import { randomUUID } from 'node:crypto'
import { aMarkId, aSchoolDay, type Classroom, given, tabletCtx } from '@tests/support/builders'
import { aDiet } from '@tests/support/kitchen'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import { AdultCounts, MarkBatch, recordAdultCounts, recordMarks, roster } from '@/modules/attendance'
import { hashPin } from '@/modules/identity'
import type { ChildId } from '@/shared/ids'

const day = aSchoolDay()

const counts = (
  room: Classroom,
  ...taps: { count: number; at: string; id?: string; classId?: number; kind?: string }[]
) =>
  AdultCounts.parse({
    day,
    service: room.code,
    counts: taps.map(({ count, at, id = randomUUID(), classId = room.classId, kind = 'teacherDuty' }) => ({
      countId: id,
      classId,
      kind,
      count,
      countedAt: `${day}T08:${at}:00Z`,
    })),
  })
const told = async (room: Classroom, batch: AdultCounts) =>
  (await recordAdultCounts(tabletCtx(room), batch)).outcomes.map(({ outcome }) => outcome)
const adultsOf = async (room: Classroom) => (await roster(tabletCtx(room), { day })).classes[0]?.adults

test('the latest count of a kind holds, whatever order, repetition or race', async () => {
  const room = await given.classroom({ children: 1 })
  const first = counts(room, { count: 1, at: '10' })
  const last = counts(room, { count: 3, at: '30' })
  expect(await told(room, last)).toEqual(['recorded'])
  expect(await told(room, first)).toEqual(['superseded'])
  const answers = await Promise.all(Array.from({ length: 20 }, () => told(room, last)))
  expect(new Set(answers.flat())).toEqual(new Set(['already-recorded']))
  const raced = counts(room, { count: 2, at: '20', kind: 'ata' })
  const all = (await Promise.all(Array.from({ length: 20 }, () => told(room, raced)))).flat()
  expect(all.filter((outcome) => outcome === 'recorded')).toHaveLength(1)
  expect(await adultsOf(room)).toEqual([
    { service: room.code, kind: 'ata', count: 2 },
    { service: room.code, kind: 'teacherDuty', count: 3 },
  ])
})

test('a class of another school and a closed day take no count', async () => {
  const room = await given.classroom({ children: 1 })
  const elsewhere = await given.classroom({ children: 1 })
  expect(await told(room, counts(room, { count: 1, at: '10', classId: elsewhere.classId }))).toEqual([
    'other-school',
  ])
  await given.exception({ effect: 'closed', from: day, serviceId: room.serviceId })
  expect(await told(room, counts(room, { count: 1, at: '10' }))).toEqual(['closed-day'])
  expect(await adultsOf(room)).toEqual([])
})

test('the list tells details, guests, suggestions, unresolved diets, cut-off and operators', async () => {
  const room = await given.classroom({ children: 2 })
  const other = await given.classGroup({ schoolId: room.schoolId, name: '9Z' })
  const friend = await given.child()
  await given.placement({ childId: friend, classId: other })
  await given.enrolment({ childId: friend, serviceId: room.serviceId })
  const [guest, late] = room.childIds
  await recordMarks(
    tabletCtx(room),
    MarkBatch.parse({
      day,
      service: room.code,
      marks: [
        {
          markId: aMarkId(),
          childId: guest,
          status: 'present',
          markedAt: `${day}T08:00:00Z`,
          classId: other,
        },
        {
          markId: aMarkId(),
          childId: late,
          status: 'present',
          markedAt: `${day}T08:00:00Z`,
          detail: 'lateArrival',
        },
      ],
    }),
  )
  await db.execute(sql`
    insert into portal.absence_suggestion (child_id, day, says, source, said_at) values (${friend}, ${day}::date, 'absent', 'registro', now())`)
  await db.execute(sql`
    insert into public.tablet_operators (name, school_id, pin_hash) values ('Ada', ${room.schoolId}, ${hashPin('4711')}), ('Senza PIN', ${room.schoolId}, null)`)
  await db.execute(sql`
    with born as (insert into public.diets (code, label) values (${`D${friend}`}, 'Dieta') returning id)
    insert into public.child_diets (child_id, diet_id, kind, state, valid_from)
    select ${friend}, id, 'health', 'requested', (${day}::date + time '12:00') at time zone 'UTC' from born`)
  await aDiet(guest as ChildId, 'GF')
  await aDiet(guest as ChildId, 'NO-MILK', { from: '2021-01-01' })
  const list = await roster(tabletCtx(room), { day })
  const childOf = (id: number | undefined) =>
    list.classes.flatMap(({ children }) => children).find((child) => child.id === id)
  expect(childOf(guest)?.attendance[0]).toMatchObject({ status: 'present', eatsIn: other })
  expect(childOf(guest)?.diet).toEqual({ code: 'GF+NO-MILK', label: 'Dieta GF, Dieta NO-MILK' })
  expect(childOf(late)?.attendance[0]).toMatchObject({ detail: 'lateArrival', eatsIn: room.classId })
  expect(childOf(friend)).toMatchObject({ dietUnresolved: true, diet: null, suggestion: { says: 'absent' } })
  expect(list.classes.find(({ id }) => id === other)?.guests).toMatchObject([{ childId: guest }])
  expect(list.operators.map(({ name }) => name)).toEqual(['Ada'])
  expect(Date.parse(list.services[0]?.cutoffAt ?? '')).toBe(Date.parse(list.cutoffAt ?? ''))
  expect(list.services[0]).toMatchObject({ afterCutoff: 'excuse', excuseUntil: null })
})
