// Guarantee: when tablets fail, paper and the office's switch lead to the same marks and cents, once, and only for one's own school.

import { randomUUID } from 'node:crypto'
import { aMarkId, aSchoolDay, type Classroom, given, tabletCtx } from '@tests/support/builders'
import { aDiet } from '@tests/support/kitchen'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { systemCtx } from '@/cli/system-ctx'
import { db, rows, sql } from '@/db/client'
import { recordMarks } from '@/modules/attendance'
import { classListsPdf } from '@/modules/documents'
import { importTable } from '@/modules/imports'
import {
  classLists,
  cutoffExtensions,
  extendCutoff,
  markOnBehalf,
  type StaffCtx,
  suggestAbsences,
} from '@/modules/school-day'
import { verifyLedger } from '@/modules/wallet'
import { instantInRome } from '@/shared/dates'
import { type ChildId, type SchoolId, ServiceCode, StaffId } from '@/shared/ids'

const staff = (role: 'office' | 'school' | 'editor', schoolId: SchoolId | null = null): StaffCtx => ({
  actor: { kind: 'staff', staffId: StaffId.parse(1), roles: [role], schoolId },
  now: Temporal.Now.instant(),
  requestId: randomUUID(),
  address: '192.0.2.9',
})
const day = aSchoolDay()
const at = (time: string) => instantInRome(day, time)

const linesOf = async (room: Classroom) =>
  (
    await rows(
      db,
      z.object({ kind: z.string(), cents: z.coerce.number() }),
      sql`select kind, cents from portal.ledger_line where service_id = ${room.serviceId} order by line_id`,
    )
  ).map(({ kind, cents }) => `${kind} ${cents}`)

const onPaper = (room: Classroom, more: Partial<Parameters<typeof markOnBehalf>[1]> = {}) => ({
  actId: randomUUID(),
  schoolId: room.schoolId,
  service: ServiceCode.parse(room.code),
  day,
  takenAt: at('08:40'),
  reason: 'Tablet guasto',
  children: room.childIds.map((childId, index) => ({
    childId,
    status: index === 0 ? ('absent' as const) : ('present' as const),
    detail: null,
  })),
  ...more,
})

test('a roll call on paper charges like a tablet, once however often and however simultaneously it is sent', async () => {
  const room = await given.classroom({ children: 3 })
  const call = onPaper(room)
  const sent = await Promise.all(Array.from({ length: 10 }, () => markOnBehalf(staff('office'), call)))
  expect(sent.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(3)
  expect(await markOnBehalf(staff('office'), call)).toEqual({ recorded: 0, refused: 0 })
  expect(await linesOf(room)).toEqual(['charge -590', 'charge -590'])
  const [mark] = await rows(
    db,
    z.object({ staff_id: z.int(), device_id: z.null(), reason: z.string() }),
    sql`select staff_id, device_id, reason from portal.mark where service_id = ${room.serviceId} limit 1`,
  )
  expect(mark).toEqual({ staff_id: 1, device_id: null, reason: 'Tablet guasto' })
})

test('the hour on paper decides against a tablet: the later tap wins, whichever arrives first', async () => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds
  if (!childId) throw new Error('no child')
  await recordMarks(tabletCtx(room), {
    day,
    service: ServiceCode.parse(room.code),
    marks: [{ markId: aMarkId(), childId, status: 'present', markedAt: at('09:00').toString() }],
  })
  await markOnBehalf(staff('office'), onPaper(room))
  expect(await linesOf(room)).toEqual(['charge -590'])
  await markOnBehalf(staff('office'), onPaper(room, { takenAt: at('09:10') }))
  expect(await linesOf(room)).toEqual(['charge -590', 'reversal 590'])
})

test('a roll call of a moment still to come, of another school and by another role are refused', async () => {
  const room = await given.classroom()
  const other = await given.classroom()
  const future = Temporal.Now.instant().add({ hours: 1 })
  await expect(markOnBehalf(staff('office'), onPaper(room, { takenAt: future }))).rejects.toMatchObject({
    code: 'roll-call-in-future',
  })
  await expect(markOnBehalf(staff('school', other.schoolId), onPaper(room))).rejects.toMatchObject({
    code: 'school-not-found',
  })
  await expect(markOnBehalf(staff('editor'), onPaper(room))).rejects.toMatchObject({ code: 'forbidden' })
  expect(await classLists(staff('school', other.schoolId), { day, schoolId: room.schoolId })).toBeNull()
  expect(await linesOf(room)).toEqual([])
})

test('the printed list names every child of the school, with its diet for the school and without for the office', async () => {
  const room = await given.classroom({ children: 30 })
  const [childId, unclear] = room.childIds as [ChildId, ChildId]
  await aDiet(childId, 'A-VEG')
  await aDiet(unclear, 'NO-EGG', { state: 'requested' })
  await db.execute(sql`
    with diet as (insert into public.diets (code, label) values (${`GF-${room.schoolId}`}, 'Senza glutine') returning id)
    insert into public.child_diets (child_id, diet_id, kind, state, valid_from)
    select ${childId}, id, 'health', 'active', '2020-09-01T12:00:00Z' from diet`)
  const forSchool = await classLists(staff('school', room.schoolId), { day, schoolId: room.schoolId })
  const forOffice = await classLists(staff('office'), { day, schoolId: room.schoolId })
  expect(forSchool?.classes[0]?.children).toHaveLength(30)
  const dietsOf = (lists: typeof forSchool) =>
    lists?.classes.flatMap(({ children }) => children.flatMap(({ dietCode }) => dietCode ?? []))
  expect(dietsOf(forSchool)?.sort()).toEqual([`A-VEG+GF-${room.schoolId}`, 'DA CHIARIRE'])
  expect(dietsOf(forOffice)).toEqual([])
  if (!forSchool) throw new Error('no lists')
  const pdf = await classListsPdf(forSchool, day)
  expect(new TextDecoder('latin1').decode(pdf.slice(0, 8))).toBe('%PDF-1.7')
})

test('a cut-off put off makes taps in time that came late, charges follow at once, once', async () => {
  const room = await given.classroom({ children: 1 })
  await db.execute(sql`update public.services set after_cutoff = 'charge' where id = ${room.serviceId}`)
  const [childId] = room.childIds
  if (!childId) throw new Error('no child')
  const tap = (status: 'present' | 'absent', time: string) => ({
    markId: aMarkId(),
    childId,
    status,
    markedAt: at(time).toString(),
  })
  await recordMarks(tabletCtx(room), {
    day,
    service: ServiceCode.parse(room.code),
    marks: [tap('present', '08:40'), tap('absent', '10:15')],
  })
  // Absent after the cut-off under a service that charges it all the same.
  expect(await linesOf(room)).toEqual(['charge -590'])
  const extension = {
    actId: randomUUID(),
    day,
    schoolId: room.schoolId,
    until: at('10:30'),
    reason: 'Linea interrotta',
  }
  await Promise.all(Array.from({ length: 5 }, () => extendCutoff(staff('office'), extension)))
  expect(await linesOf(room)).toEqual(['charge -590', 'reversal 590'])
  expect(
    (await cutoffExtensions(staff('office'), day)).filter(({ reason }) => reason === 'Linea interrotta'),
  ).toHaveLength(1)
  await expect(extendCutoff(staff('school', room.schoolId), extension)).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('the e-register only suggests: its newest word holds, strangers are counted and nobody is marked', async () => {
  const room = await given.classroom({ children: 2 })
  const codes = await rows(
    db,
    z.object({ child_code: z.string(), fiscal_code: z.string() }),
    sql`select child_code, fiscal_code from public.children where id = any (${`{${room.childIds.join(',')}}`}::int[]) order by id`,
  )
  const [first, second] = codes
  if (!first || !second) throw new Error('no codes')
  const says = (word: 'absent' | 'present') =>
    suggestAbsences(staff('school', room.schoolId), {
      day,
      absences: [
        { childCode: first.child_code, says: word },
        { fiscalCode: second.fiscal_code, says: 'lateArrival' },
        { childCode: '99999999', says: 'absent' },
      ],
    })
  expect(await says('absent')).toEqual({ taken: 2, changed: 2, unknown: 1 })
  expect(await says('absent')).toEqual({ taken: 2, changed: 0, unknown: 1 })
  expect(await says('present')).toEqual({ taken: 2, changed: 1, unknown: 1 })
  const other = await given.classroom()
  expect(
    await suggestAbsences(staff('school', other.schoolId), {
      day,
      absences: [{ childCode: first.child_code, says: 'absent' }],
    }),
  ).toEqual({ taken: 0, changed: 0, unknown: 1 })
  const report = await importTable(systemCtx('test'), {
    what: 'absences',
    bytes: new TextEncoder().encode(
      `codice utente;data;stato\n${first.child_code};${day};Assente\n99999999;${day};ritardo\n`,
    ),
  })
  expect([report.problems, report.counts]).toEqual([[], { created: 1, updated: 0, unchanged: 0, skipped: 1 }])
  expect(await linesOf(room)).toEqual([])
})

test('after all this the ledger is proven', async () => {
  expect((await verifyLedger(db)).ok).toBe(true)
})
