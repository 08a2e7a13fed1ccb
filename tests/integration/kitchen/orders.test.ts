// Guarantee: at the cut-off a kitchen's order is frozen once, each later change is one version with its difference, told
// to the caterer exactly once, whatever is replayed or raced; nobody changes what was frozen.
import { aSchoolDay, type Classroom, given } from '@tests/support/builders'
import { aCook, aDiet, aKitchen, anotherSchool, lettersTo, mark, systemAt } from '@tests/support/kitchen'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import {
  acknowledgeOrder,
  freezeOrders,
  type KitchenOrder,
  loadBoard,
  ordersOfDay,
  runKitchen,
  totalsOf,
} from '@/modules/kitchen'
import { addDays } from '@/shared/dates'
import type { ChildId } from '@/shared/ids'

const day = aSchoolDay()
const at = (time: string) => systemAt(day, time)

const versionsOf = async (room: Classroom): Promise<KitchenOrder[]> =>
  (await ordersOfDay(day)).filter(({ service }) => service.code === room.code).reverse()
const quantities = (order: KitchenOrder | undefined) =>
  Object.fromEntries(
    (order?.lines ?? []).map(({ className, meal, variant, quantity, isEstimated }) => [
      [className, meal, variant].filter((word) => word !== '').join(' '),
      isEstimated ? `${quantity}?` : String(quantity),
    ]),
  )

test('nothing before the cut-off; at it version 1; a late correction makes version 2; both told once', async () => {
  const room = await given.classroom({ children: 6 })
  const kitchen = await aKitchen([room])
  const [gluten, light, away] = room.childIds as [ChildId, ChildId, ChildId]
  await aDiet(gluten, 'GF')
  await mark(room, day, room.childIds, 'present')
  await mark(room, day, [light], 'present', { at: '08:50', detail: 'lightMeal' })
  await mark(room, day, [away], 'absent', { at: '08:50' })

  await freezeOrders(at('09:29'))
  expect(await versionsOf(room)).toEqual([])

  await freezeOrders(at('09:30'))
  const [first, ...none] = await versionsOf(room)
  expect(none).toEqual([])
  expect(first).toMatchObject({
    version: 1,
    isLatest: true,
    changes: [],
    ack: null,
    kitchen: { code: kitchen.code },
  })
  expect(totalsOf(first?.lines ?? [])).toEqual({
    standard: 3,
    light: 1,
    packed: 0,
    diets: 1,
    adults: 0,
    unresolved: 0,
    all: 5,
  })

  await mark(room, day, [away], 'present', { at: '09:50' })
  await freezeOrders(at('09:51'))
  await freezeOrders(at('09:52'))
  const versions = await versionsOf(room)
  expect(versions.map(({ version, isLatest }) => [version, isLatest])).toEqual([
    [1, false],
    [2, true],
  ])
  expect(versions[1]?.changes).toEqual([expect.stringMatching(/^\+1 standard, Scuola \d+A$/)])
  expect(quantities(versions[0])).toEqual(quantities(first))

  const letters = await lettersTo(kitchen.email)
  expect(letters.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/versione 1: 5 pasti$/),
    expect.stringMatching(/versione 2: \+1 standard, Scuola \d+A$/),
  ])
  expect(letters[1]?.body).toContain('dieta GF: 1')
  expect(letters.map(({ body }) => body).join()).not.toMatch(/Bianchi/)
})

test('ten workers at once make one version and one letter, the first time and at a change', async () => {
  const room = await given.classroom({ children: 3 })
  const kitchen = await aKitchen([room])
  await mark(room, day, room.childIds, 'present')
  const storm = (time: string) => Promise.all(Array.from({ length: 10 }, () => freezeOrders(at(time))))
  const made = await storm('09:31')
  expect(made.flat().filter(({ service }) => service.code === room.code)).toHaveLength(1)
  await mark(room, day, room.childIds.slice(0, 1), 'absent', { at: '09:40' })
  await storm('09:41')
  expect((await versionsOf(room)).map(({ version, changes }) => [version, changes.length])).toEqual([
    [1, 0],
    [2, 1],
  ])
  expect(await lettersTo(kitchen.email)).toHaveLength(2)
})

test('two light meals of which one without gluten; an unclear diet is never a standard meal; adults', async () => {
  const room = await given.classroom({ children: 6 })
  await aKitchen([room])
  const [both, onlyLight, requested, expired, followed] = room.childIds as [
    ChildId,
    ChildId,
    ChildId,
    ChildId,
    ChildId,
  ]
  await aDiet(both, 'GF')
  await aDiet(both, 'LIGHT', { kind: 'light', from: addDays(day, -1), to: addDays(day, 1) })
  await aDiet(onlyLight, 'LIGHT', { kind: 'light', from: day, to: day })
  await aDiet(requested, 'NO-MILK', { state: 'requested' })
  await aDiet(expired, 'NO-EGG', { to: addDays(day, -1) })
  await aDiet(followed, 'NO-EGG', { to: addDays(day, -1) })
  await aDiet(followed, 'NO-FISH', { from: day })
  await mark(room, day, room.childIds, 'present')
  await db.execute(sql`
    insert into portal.adult_count (count_id, school_id, class_id, service_id, day, kind, count, counted_at, received_at)
    values (gen_random_uuid(), ${room.schoolId}, ${room.classId}, ${room.serviceId}, ${day}::date, 'teacherDuty', 2, now(), now())`)
  await freezeOrders(at('09:30'))
  const [order] = await versionsOf(room)
  const name = order?.lines[0]?.className
  expect(quantities(order)).toEqual({
    [`${name} standard`]: '1',
    [`${name} standard NO-FISH`]: '1',
    [`${name} light`]: '1',
    [`${name} light GF`]: '1',
    [`${name} unresolved`]: '2',
    [`${name} adult teacherDuty`]: '2',
  })
  expect(totalsOf(order?.lines ?? [])).toMatchObject({ all: 6, unresolved: 2, adults: 2 })
})

test('a class that has not sent is estimated by its last weeks, special trays in full; its marks then correct it', async () => {
  const room = await given.classroom({ children: 10 })
  await aKitchen([room])
  await aDiet(room.childIds[0] as ChildId, 'GF')
  for (const weeks of [1, 2, 3]) {
    await mark(room, addDays(day, -7 * weeks), room.childIds.slice(0, 8), 'present')
    await mark(room, addDays(day, -7 * weeks), room.childIds.slice(8), 'absent')
  }
  await runKitchen(at('09:30'))
  const [order] = await versionsOf(room)
  const name = order?.lines[0]?.className
  // 8 of 10 came: of nine standard meals, 7.2 are cooked as 8.
  expect(quantities(order)).toEqual({ [`${name} standard`]: '8?', [`${name} standard GF`]: '1?' })

  await mark(room, day, room.childIds.slice(0, 3), 'present')
  await mark(room, day, room.childIds.slice(3), 'absent')
  const shown = (await loadBoard(day)).schools.find(({ id }) => id === room.schoolId)?.classes[0]?.services[0]
  expect(shown).toMatchObject({ usual: 8, isDrop: true, totals: { all: 3 }, isEstimated: false })
  await runKitchen(at('09:45'))
  expect((await versionsOf(room))[1]?.changes).toEqual([`−6 standard, Scuola ${name}`])
})

test('a closed day has no order; a strike after the freeze makes a version of nothing', async () => {
  const closed = await given.classroom({ children: 2 })
  await aKitchen([closed])
  await given.exception({ effect: 'closed', from: day, schoolId: closed.schoolId })
  const struck = await given.classroom({ children: 2 })
  const kitchen = await aKitchen([struck])
  await mark(struck, day, struck.childIds, 'present')
  await freezeOrders(at('09:30'))
  expect(await versionsOf(closed)).toEqual([])
  await given.exception({ effect: 'closed', from: day, schoolId: struck.schoolId })
  await freezeOrders(at('10:00'))
  const [, second] = await versionsOf(struck)
  expect(second).toMatchObject({ version: 2, lines: [], changes: ['Scuola: nessun pasto (−2)'] })
  expect((await lettersTo(kitchen.email)).at(-1)?.subject).toMatch(/versione 2: Scuola: nessun pasto/)
})

test('schools come into the order at their own cut-off and stay, also when it is put off afterwards', async () => {
  const early = await given.classroom({ children: 2 })
  const late = await anotherSchool(early, { children: 3, name: 'Scuola Tardi' })
  await aKitchen([early, late])
  await db.execute(sql`
    insert into public.school_cutoffs (school_id, service_id, cutoff_time) values (${late.schoolId}, ${late.serviceId}, '10:30')`)
  await mark(early, day, early.childIds, 'present')
  await mark(late, day, late.childIds, 'present')
  await freezeOrders(at('09:30'))
  await db.execute(sql`
    insert into portal.cutoff_extension (act_id, day, school_id, until_at, reason, actor, made_at)
    values (gen_random_uuid(), ${day}::date, ${early.schoolId}, ${at('11:00').now.toString()}::timestamptz, 'Rete assente', 'test', now())`)
  await mark(early, day, early.childIds.slice(0, 1), 'absent', { at: '09:40' })
  await freezeOrders(at('10:30'))
  const [first, second] = await versionsOf(early)
  expect(new Set(first?.lines.map(({ schoolId }) => schoolId))).toEqual(new Set([early.schoolId]))
  expect(second?.changes).toEqual([
    expect.stringMatching(/^−1 standard, Scuola /),
    'Scuola Tardi entra nell’ordine: 3 pasti',
  ])
})

test('schools without a kitchen are ordered too, under nobody’s name; a school may change kitchen', async () => {
  const room = await given.classroom({ children: 2 })
  await mark(room, day, room.childIds, 'present')
  await freezeOrders(at('09:30'))
  expect(await versionsOf(room)).toMatchObject([{ kitchen: null, version: 1 }])
  expect((await loadBoard(day)).schools.find(({ id }) => id === room.schoolId)?.kitchen).toBeNull()
  const kitchen = await aKitchen([room])
  await freezeOrders(at('09:35'))
  const orders = (await versionsOf(room)).map(({ kitchen: of, version, lines }) => [
    of?.code ?? null,
    version,
    lines.length,
  ])
  expect(orders).toEqual([
    [null, 1, 1],
    [null, 2, 0],
    [kitchen.code, 1, 1],
  ])
})

test('a version is acknowledged once, by whoever was first; frozen rows cannot be changed', async () => {
  const room = await given.classroom({ children: 1 })
  await aKitchen([room])
  await mark(room, day, room.childIds, 'present')
  await freezeOrders(at('09:30'))
  const orderId = (await versionsOf(room))[0]?.id ?? 0
  const cooks = [await aCook('Prima'), await aCook('Seconda'), await aCook('Terza')]
  const outcomes = await Promise.all(cooks.map((cook) => acknowledgeOrder(cook, { orderId })))
  expect(outcomes.filter(({ outcome }) => outcome === 'acknowledged')).toHaveLength(1)
  expect((await versionsOf(room))[0]?.ack?.by).toMatch(/Prima|Seconda|Terza/)
  await expect(acknowledgeOrder(cooks[0] as (typeof cooks)[0], { orderId: 999_999 })).rejects.toMatchObject({
    code: 'order-not-found',
  })
  for (const table of ['kitchen_order', 'kitchen_order_line', 'kitchen_order_ack', 'count_alarm'])
    await expect(
      db.execute(sql`delete from ${sql.identifier('portal')}.${sql.identifier(table)}`),
    ).rejects.toThrow()
})
