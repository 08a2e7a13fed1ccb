// Guarantee: a class on a trip with a packed lunch is cooked for apart, diets and adults included, charged as usual, told to
// its tablet, and to the kitchen once and some days before; one without is not cooked for and not charged.
import { randomUUID } from 'node:crypto'
import { aSchoolDay, balanceOf, type Classroom, given, tabletCtx } from '@tests/support/builders'
import { aCook, aDiet, aKitchen, lettersTo, mark, systemAt } from '@tests/support/kitchen'
import { openOffice } from '@tests/support/office'
import { readPdf } from '@tests/support/pdf'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { AdultCounts, recordAdultCounts, roster } from '@/modules/attendance'
import { labelsDocument, orderDocument } from '@/modules/documents'
import { boardOf, freezeOrders, loadBoard, ordersOfDay } from '@/modules/kitchen'
import { addDays, type CivilDate } from '@/shared/dates'
import { type ChildId, type ClassId, ServiceCode } from '@/shared/ids'

const payload = await openOffice()
const day = aSchoolDay()
const at = (time: string) => systemAt(day, time)

/** What the office writes of a trip of one class. */
const trip = (classId: ClassId, { hasLunch = true, on = day as CivilDate } = {}) =>
  payload.create({
    collection: 'calendar-exceptions',
    data: {
      effect: hasLunch ? 'open' : 'closed',
      reason: 'trip',
      packedLunch: hasLunch,
      note: 'Gita al museo',
      class: classId,
      validFrom: `${on}T12:00:00Z`,
      validTo: `${on}T12:00:00Z`,
    },
  })

/** A school of two classes, the second of two children more. */
const school = async (): Promise<
  Classroom & { stayId: ClassId; stay: ChildId[]; kitchen: string; email: string }
> => {
  const room = await given.classroom({ children: 4 })
  const { code, email } = await aKitchen([room])
  const stayId = await given.classGroup({ schoolId: room.schoolId })
  const stay: ChildId[] = []
  for (let index = 0; index < 2; index++) {
    const childId = await given.child()
    await given.placement({ childId, classId: stayId })
    await given.enrolment({ childId, serviceId: room.serviceId })
    stay.push(childId)
  }
  return { ...room, stayId, stay, kitchen: code, email }
}
const versionsOf = async ({ code }: Classroom) =>
  (await ordersOfDay(day)).filter(({ service }) => service.code === code).reverse()
const mealsIn = (order: Awaited<ReturnType<typeof versionsOf>>[number] | undefined, classId: ClassId) =>
  Object.fromEntries(
    (order?.lines ?? [])
      .filter((line) => line.classId === classId)
      .map(({ meal, variant, quantity }) => [
        [meal, variant].filter((word) => word !== '').join(' '),
        quantity,
      ]),
  )

test('declared after the count it makes one version, whatever is replayed or raced; charges stay as they are', async () => {
  const room = await school()
  const [gluten, light, unclear] = room.childIds as [ChildId, ChildId, ChildId]
  await aDiet(gluten, 'GF')
  await aDiet(unclear, 'NO-EGG', { state: 'requested' })
  await mark(room, day, [...room.childIds, ...room.stay], 'present')
  await mark(room, day, [light], 'present', { at: '08:50', detail: 'lightMeal' })
  await freezeOrders(at('09:30'))
  await trip(room.classId)
  await Promise.all(Array.from({ length: 10 }, () => freezeOrders(at('09:40'))))
  await freezeOrders(at('09:41'))
  const [first, second, ...none] = await versionsOf(room)
  expect(none).toEqual([])
  expect(mealsIn(first, room.classId)).toEqual({ standard: 1, 'standard GF': 1, light: 1, unresolved: 1 })
  expect(mealsIn(second, room.classId)).toEqual({
    packed: 1,
    'packed GF': 1,
    'packed LIGHT': 1,
    unresolved: 1,
  })
  expect(mealsIn(second, room.stayId)).toEqual({ standard: 2 })
  expect(second?.changes.map((change) => change.replace(/, Scuola .*/, ''))).toEqual(
    expect.arrayContaining([
      '+1 cestino',
      '+1 cestino, dieta GF',
      '−1 standard',
      '−1 dieta GF',
      '−1 in bianco',
    ]),
  )
  expect((await lettersTo(room.email)).map(({ subject }) => subject.match(/versione \d/)?.[0])).toEqual([
    'versione 1',
    'versione 2',
  ])
  expect(await balanceOf(gluten, room.serviceId)).toBe(-590)

  const printed = await readPdf((await orderDocument(second?.id ?? 0, 'pdf')).bytes)
  expect(printed.text).toContain('Cestini')
  expect(printed.text).toContain('GF cestino 1')
  const labels = await labelsDocument(await aCook(), {
    day,
    service: ServiceCode.parse(room.code),
    kitchen: room.kitchen,
  })
  expect((await readPdf(labels.bytes)).text).toContain('GF + CESTINO')
})

test('a guest of a class that stays eats there; the board counts packed lunches apart, and tells of those to come', async () => {
  const room = await school()
  const [guest] = room.childIds as [ChildId]
  await trip(room.classId)
  await trip(room.stayId, { on: addDays(day, 3) })
  await trip(room.classId, { on: addDays(day, 30) })
  await mark(room, day, room.childIds, 'present')
  await db.execute(
    sql`update portal.attendance set class_id = ${room.stayId} where child_id = ${guest} and day = ${day}::date`,
  )
  const board = boardOf(await loadBoard(day), room.kitchen)
  const totals = board.schools[0]?.classes.map(({ id, services }) => [id, services[0]?.totals])
  expect(totals).toEqual(
    expect.arrayContaining([
      [room.classId, expect.objectContaining({ packed: 3, standard: 0, all: 3 })],
      [room.stayId, expect.objectContaining({ packed: 0, standard: 3, all: 3 })],
    ]),
  )
  expect(board.trips).toEqual([
    expect.objectContaining({ day: addDays(day, 3), school: 'Scuola', children: 2, kitchen: room.kitchen }),
  ])
  expect(boardOf(await loadBoard(day), 'altrove').trips).toEqual([])
})

test('without a packed lunch nothing is cooked and what was charged is given back; a trip that becomes a strike packs none', async () => {
  const room = await school()
  await mark(room, day, room.childIds, 'present')
  const { id } = await trip(room.classId, { hasLunch: false })
  expect(await balanceOf(room.childIds[0] as ChildId, room.serviceId)).toBe(0)
  await freezeOrders(at('09:30'))
  const [order] = await versionsOf(room)
  expect([mealsIn(order, room.classId), mealsIn(order, room.stayId)]).toEqual([{}, { standard: 2 }])

  const packed = await trip(room.stayId)
  const changed = await payload.update({
    collection: 'calendar-exceptions',
    id: packed.id,
    data: { reason: 'makeUp' },
  })
  expect(changed.packedLunch).toBe(false)
  expect(
    await rows(
      db,
      z.object({ id: z.int() }),
      sql`select class_id as id from portal.packed_classes(${day}::date) where class_id = ${room.stayId}`,
    ),
  ).toEqual([])
  await payload.delete({ collection: 'calendar-exceptions', id })
  expect(await balanceOf(room.childIds[0] as ChildId, room.serviceId)).toBe(-590)
})

test('adults of the class take packed lunches too, those of a class that stays do not; its tablet says that it is out', async () => {
  const room = await school()
  const adults = (classId: ClassId, count: number) =>
    recordAdultCounts(
      tabletCtx(room),
      AdultCounts.parse({
        day,
        service: room.code,
        counts: [
          { countId: randomUUID(), classId, kind: 'teacherDuty', count, countedAt: `${day}T07:30:00Z` },
        ],
      }),
    )
  const toldOut = async () =>
    (await roster(tabletCtx(room), { day })).classes.flatMap(({ id, packedLunch }) =>
      packedLunch.map((code) => [id, code]),
    )
  await mark(room, day, [...room.childIds, ...room.stay], 'present')
  await adults(room.classId, 2)
  await adults(room.stayId, 1)
  await freezeOrders(at('09:30'))
  expect(await toldOut()).toEqual([])
  const { id } = await trip(room.classId)
  expect(await toldOut()).toEqual([[room.classId, room.code]])
  await Promise.all(Array.from({ length: 5 }, () => freezeOrders(at('09:40'))))
  const [first, second, ...none] = await versionsOf(room)
  expect(none).toEqual([])
  expect(mealsIn(first, room.classId)).toEqual({ standard: 4, 'adult teacherDuty': 2 })
  expect(mealsIn(second, room.classId)).toEqual({ packed: 4, 'packedAdult teacherDuty': 2 })
  expect(mealsIn(second, room.stayId)).toEqual({ standard: 2, 'adult teacherDuty': 1 })
  expect(second?.changes.map((change) => change.replace(/, Scuola .*/, '')).sort()).toEqual([
    '+2 cestino, docenti in servizio',
    '+4 cestino',
    '−2 docenti in servizio',
    '−4 standard',
  ])
  const ofClass = boardOf(await loadBoard(day), room.kitchen).schools[0]?.classes.find(
    (each) => each.id === room.classId,
  )
  expect(ofClass?.services[0]).toMatchObject({ present: 4, totals: { packed: 6, adults: 0, all: 6 } })
  await payload.delete({ collection: 'calendar-exceptions', id })
  expect(await toldOut()).toEqual([])
})
