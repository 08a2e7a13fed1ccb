// Guarantee: the kitchen's counts are those of the marks, per school, class, service and diet, without a name.

import { aMarkId, aSchoolDay, given, tabletCtx } from '@tests/support/builders'
import { aKitchen, anotherSchool } from '@tests/support/kitchen'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import { MarkBatch, recordMarks } from '@/modules/attendance'
import { boardOf, type KitchenBoard, loadBoard, NO_KITCHEN, watchBoard } from '@/modules/kitchen'
import { type ChildId, ServiceCode } from '@/shared/ids'

const day = aSchoolDay()

const send = (
  room: Awaited<ReturnType<typeof given.classroom>>,
  childIds: readonly ChildId[],
  status: 'present' | 'absent',
) =>
  recordMarks(
    tabletCtx(room),
    MarkBatch.parse({
      day,
      service: room.code,
      marks: childIds.map((childId) => ({
        markId: aMarkId(),
        childId,
        status,
        markedAt: `${day}T08:00:00Z`,
      })),
    }),
  )

const classOf = (board: KitchenBoard, room: { schoolId: number }) =>
  board.schools.find((school) => school.id === room.schoolId)?.classes[0]?.services[0]

test('expected, present, absent and missing follow the marks; diets are counted apart', async () => {
  const room = await given.classroom({ children: 5 })
  const [first, second, third] = room.childIds as [ChildId, ChildId, ChildId]
  await db.execute(sql`
    with diet as (insert into public.diets (code, label) values ('GF', 'Senza glutine') returning id)
    insert into public.child_diets (child_id, diet_id, kind, reason, valid_from)
    select ${first}, id, 'health', 'segreto', '2020-09-01' from diet`)
  expect(classOf(await loadBoard(day), room)).toMatchObject({
    expected: 5,
    present: 0,
    absent: 0,
    missing: 5,
  })
  await send(room, [first, second], 'present')
  await send(room, [third], 'absent')
  const board = await loadBoard(day)
  expect(classOf(board, room)).toMatchObject({
    code: room.code,
    expected: 5,
    present: 2,
    absent: 1,
    missing: 2,
    diets: [{ code: 'GF', label: 'Senza glutine', expected: 1, present: 1, quantity: 1 }],
    totals: { all: 4, standard: 3, diets: 1 },
    isEstimated: true,
  })
  expect(board.services.find(({ code }) => code === room.code)).toMatchObject({
    expected: 5,
    present: 2,
    absent: 1,
    missing: 2,
  })
  expect(JSON.stringify(board)).not.toMatch(/Bianchi|segreto/)
})

test('a closed school expects nobody', async () => {
  const room = await given.classroom({ children: 2 })
  await given.exception({ effect: 'closed', from: day, schoolId: room.schoolId })
  expect(classOf(await loadBoard(day), room)).toBeUndefined()
})

test('a watcher sees a mark within two seconds, and many watchers are counted for once', async () => {
  const room = await given.classroom({ children: 2 })
  const seen: KitchenBoard[][] = [[], [], []]
  const stops = seen.map((boards) => watchBoard(day, null, (board) => boards.push(board)))
  await expect.poll(() => seen.every((boards) => boards.length > 0)).toBe(true)
  await send(room, room.childIds, 'present')
  await expect
    .poll(() => seen.map((boards) => classOf(boards.at(-1) as KitchenBoard, room)?.present), {
      timeout: 2_000,
    })
    .toEqual([2, 2, 2])
  expect(seen[0]?.at(-1)).toBe(seen[2]?.at(-1))
  for (const stop of stops) stop()
})

test('canteens come before nurseries, whatever they are called', async () => {
  await given.service({ code: 'asilo-nido', kind: 'nursery' })
  await given.service({ code: 'zuppa', kind: 'canteen' })
  const codes = (await loadBoard(day)).services.map(({ code }) => code)
  expect(codes.indexOf(ServiceCode.parse('zuppa'))).toBeLessThan(
    codes.indexOf(ServiceCode.parse('asilo-nido')),
  )
})

test('a kitchen sees its own schools; those without one are never lost', async () => {
  const room = await given.classroom({ children: 2 })
  const other = await anotherSchool(room, { children: 3 })
  const kitchen = await aKitchen([room])
  const board = await loadBoard(day)
  const schoolsOf = (part: KitchenBoard) => part.schools.map(({ id }) => id)
  const own = boardOf(board, kitchen.code)
  expect(schoolsOf(own)).toEqual([room.schoolId])
  expect(own.services.find(({ code }) => code === room.code)).toMatchObject({ expected: 2, missing: 2 })
  expect(own.kitchens).toContainEqual({ code: kitchen.code, name: 'Centro Nord' })
  expect(schoolsOf(boardOf(board, NO_KITCHEN))).toContain(other.schoolId)
  expect(boardOf(board, null)).toBe(board)
})

test('what the family said in time counts until the tablet says otherwise; a guest eats where it is', async () => {
  const room = await given.classroom({ children: 4 })
  const guests = await given.classGroup({ schoolId: room.schoolId, name: '9Z' })
  const [cancelled, light, guest, came] = room.childIds as [ChildId, ChildId, ChildId, ChildId]
  const wishes = [
    [cancelled, 'cancel'],
    [light, 'light'],
    [came, 'cancel'],
  ] as const
  for (const [childId, wish] of wishes)
    await db.execute(sql`
      insert into portal.meal_request (request_id, child_id, service_id, day, wish, account_id, tapped_at, received_at)
      values (gen_random_uuid(), ${childId}, ${room.serviceId}, ${day}::date, ${wish}, 1, now(), now())`)
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
          markedAt: `${day}T07:00:00Z`,
          classId: guests,
        },
        { markId: aMarkId(), childId: came, status: 'present', markedAt: `${day}T07:00:00Z` },
      ],
    }),
  )
  const school = (await loadBoard(day)).schools.find(({ id }) => id === room.schoolId)
  const [own, other] = ['own', 'other'].map((which) =>
    school?.classes.find(({ id }) => (id === guests) === (which === 'other'))?.services.at(0),
  )
  expect(own).toMatchObject({
    expected: 2,
    present: 1,
    missing: 1,
    cancelled: 1,
    totals: { standard: 1, light: 1, all: 2 },
    diets: [{ code: 'LIGHT', label: 'In bianco', expected: 1, present: 0, quantity: 1 }],
  })
  expect(other).toMatchObject({ expected: 1, present: 1, totals: { all: 1 } })
})
