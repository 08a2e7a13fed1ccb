// Guarantee: a tariff that comes late charges, once, who was present without a price; a price already applied stays.
import { aMarkId, aSchoolDay, balanceOf, given, tabletCtx } from '@tests/support/builders'
import { askOffice, openOffice } from '@tests/support/office'
import { expect, test } from 'vitest'
import { db, inTransaction, sql } from '@/db/client'
import { type AttendanceStatus, MarkBatch, recordMarks } from '@/modules/attendance'
import { verifyLedger } from '@/modules/wallet'
import { addDays, type CivilDate } from '@/shared/dates'
import type { ChildId, ServiceId } from '@/shared/ids'

const payload = await openOffice()

const day = aSchoolDay()

/** A class marked present before the service has a price: the tariff of the builder starts years later. */
const unpriced = async (children = 3, pricing = 'perAttendance') => {
  const room = await given.classroom({ children, pricing })
  await db.execute(
    sql`update public.tariffs set valid_from = now() + interval '5 years' where service_id = ${room.serviceId}`,
  )
  return room
}
type Room = Awaited<ReturnType<typeof unpriced>>

const mark = (room: Room, status: AttendanceStatus = 'present', on: CivilDate = day, at = '08:30') =>
  recordMarks(
    tabletCtx(room),
    MarkBatch.parse({
      day: on,
      service: room.code,
      marks: room.childIds.map((childId) => ({
        markId: aMarkId(),
        childId,
        status,
        markedAt: `${on}T${at}:00Z`,
      })),
    }),
  )

const aTariff = (
  serviceId: ServiceId,
  over: { cents?: number; from?: string; to?: string; level?: 'primary' | 'preschool' } = {},
) => ({
  name: 'Tariffa',
  service: serviceId,
  cents: over.cents ?? 590,
  validFrom: `${over.from ?? '2020-09-01'}T10:00:00Z`,
  validTo: over.to ? `${over.to}T10:00:00Z` : `${addDays(day, 300)}T10:00:00Z`,
  ...(over.level ? { level: over.level } : {}),
})
const create = (data: ReturnType<typeof aTariff>) => payload.create({ collection: 'tariffs', data })
const change = (id: number, data: Partial<ReturnType<typeof aTariff>>) =>
  payload.update({ collection: 'tariffs', id, data })
const refused = { cause: { constraint: 'tariffs_keep_applied_prices' } }

const balances = (room: Room) =>
  Promise.all(room.childIds.map((childId) => balanceOf(childId, room.serviceId)))
const linesOf = async (childId: ChildId) =>
  (
    await db.execute(
      sql`select kind, cents::int from portal.ledger_line where child_id = ${childId} order by line_id`,
    )
  ).rows

test('the tariff that comes late charges who was present, at its price, and nobody else', async () => {
  const room = await unpriced()
  expect((await mark(room)).outcomes.map(({ chargeCents }) => chargeCents)).toEqual([null, null, null])
  const absent = await unpriced()
  await mark(absent, 'absent')
  await create(aTariff(room.serviceId, { cents: 410 }))
  await create(aTariff(absent.serviceId))
  expect(await balances(room)).toEqual([-410, -410, -410])
  expect(await balances(absent)).toEqual([0, 0, 0])
})

test('saved again, renamed or extended it charges nothing more; what it now reaches, it charges', async () => {
  const room = await unpriced()
  await mark(room)
  await mark(room, 'present', addDays(day, 1))
  const tariff = await create(aTariff(room.serviceId, { to: day }))
  await change(tariff.id, aTariff(room.serviceId, { to: day }))
  await change(tariff.id, { name: 'Tariffa mensa' })
  expect(await balances(room)).toEqual([-590, -590, -590])
  await change(tariff.id, { validTo: `${addDays(day, 1)}T10:00:00Z` })
  await change(tariff.id, { validTo: `${addDays(day, 2)}T10:00:00Z` })
  expect(await balances(room)).toEqual([-1180, -1180, -1180])
})

test('a level’s own tariff charges the schools of that level', async () => {
  const room = await unpriced(1)
  const infants = await given.classroom({ children: 1 })
  await mark(room)
  await db.execute(sql`update public.schools set level = 'preschool' where id = ${room.schoolId}`)
  await create(aTariff(room.serviceId, { level: 'primary' }))
  expect(await balances(room)).toEqual([0])
  await create(aTariff(room.serviceId, { cents: 300 }))
  expect(await balances(room)).toEqual([-300])
  expect(await balances(infants)).toEqual([0])
})

test('a flat service is not charged by the day', async () => {
  const room = await unpriced(1, 'flatMonthly')
  await mark(room)
  await create(aTariff(room.serviceId))
  expect(await balances(room)).toEqual([0])
})

test('a correction after the late charge reverses it, and marking again charges again', async () => {
  const room = await unpriced(1)
  await mark(room)
  await create(aTariff(room.serviceId))
  await mark(room, 'absent', day, '08:40')
  expect(await balances(room)).toEqual([0])
  await mark(room, 'present', day, '08:50')
  expect(await linesOf(room.childIds[0] as ChildId)).toEqual([
    { kind: 'charge', cents: -590 },
    { kind: 'reversal', cents: 590 },
    { kind: 'charge', cents: -590 },
  ])
})

test('two people who save at once charge once', async () => {
  const room = await unpriced(25)
  await mark(room)
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => create(aTariff(room.serviceId))))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(new Set(await balances(room))).toEqual(new Set([-590]))

  const other = await unpriced(25)
  await mark(other)
  const tariff = await create(aTariff(other.serviceId, { from: addDays(day, 10) }))
  await Promise.all(Array.from({ length: 6 }, () => change(tariff.id, aTariff(other.serviceId))))
  expect(new Set(await balances(other))).toEqual(new Set([-590]))
})

test('marks that arrive while the tariff is being saved are charged once, whichever comes first', async () => {
  for (let round = 0; round < 4; round++) {
    const room = await unpriced(25)
    const batches = Array.from({ length: 8 }, () => mark(room))
    const saving = create(aTariff(room.serviceId))
    await Promise.all([...batches, saving, mark(room), mark(room)])
    expect(new Set(await balances(room))).toEqual(new Set([-590]))
  }
})

test('a tariff whose saving fails charges nobody', async () => {
  const room = await unpriced(1)
  await mark(room)
  const saving = inTransaction(async (tx) => {
    await tx.execute(sql`
      insert into public.tariffs (name, service_id, cents, valid_from, valid_to)
      values ('Tariffa', ${room.serviceId}, 590, ${day}::date, ${day}::date)`)
    throw new Error('changed my mind')
  })
  await expect(saving).rejects.toThrow('changed my mind')
  expect(await balances(room)).toEqual([0])
})

test('a price already applied does not change: not by amount, period, level, service or a tariff of its own', async () => {
  const room = await unpriced(1)
  const tariff = await create(aTariff(room.serviceId))
  await mark(room)
  const elsewhere = await given.service()
  for (const terms of [
    { cents: 600 },
    { validFrom: `${addDays(day, 1)}T10:00:00Z` },
    { validTo: `${addDays(day, -1)}T10:00:00Z` },
    { level: 'preschool' as const },
    { service: elsewhere },
  ])
    await expect(change(tariff.id, terms)).rejects.toMatchObject(refused)
  await expect(create(aTariff(room.serviceId, { level: 'primary', cents: 310 }))).rejects.toMatchObject(
    refused,
  )
  expect(await balances(room)).toEqual([-590])

  // Closed after the last charged day, and another price from the day after: that is how a price changes.
  await change(tariff.id, { validTo: `${day}T10:00:00Z` })
  await create(aTariff(room.serviceId, { cents: 600, from: addDays(day, 1) }))
  await mark(room, 'present', addDays(day, 1))
  expect(await balances(room)).toEqual([-1190])
})

test('a day that was free of charge stays free, and one where all were absent may still change', async () => {
  const free = await unpriced(1)
  const tariff = await create(aTariff(free.serviceId, { cents: 0 }))
  await mark(free)
  await expect(change(tariff.id, { cents: 590 })).rejects.toMatchObject(refused)
  const home = await unpriced(1)
  const other = await create(aTariff(home.serviceId))
  await mark(home, 'absent')
  await change(other.id, { cents: 600 })
  expect([...(await balances(free)), ...(await balances(home))]).toEqual([0, 0])
})

test('the office reads why, in Italian', async () => {
  const password = 'una parola segreta lunga'
  await payload.create({
    collection: 'staff',
    data: { name: 'Ufficio', email: 'ufficio@example.org', password, roles: ['office'], active: true },
  })
  const { token = '' } = await payload.login({
    collection: 'staff',
    data: { email: 'ufficio@example.org', password },
  })
  const room = await unpriced(1)
  const tariff = await create(aTariff(room.serviceId))
  await mark(room)
  const raised = await askOffice(`/tariffs/${tariff.id}`, { method: 'PATCH', body: { cents: 600 }, token })
  expect(raised.status).toBe(409)
  expect(raised.text).toContain('è già stato applicato alle presenze e non può più cambiare')
  const again = await askOffice('/tariffs', { method: 'POST', body: aTariff(room.serviceId), token })
  expect(again.status).toBe(409)
  expect(again.text).toContain('ha già una tariffa')
})

test('after all of it the ledger proves right', async () => {
  const proof = await verifyLedger(db)
  expect(proof.checks.filter(({ wrong }) => wrong > 0)).toEqual([])
  expect(proof.counts.charges).toBeGreaterThan(100)
})
