// Guarantee: pages, tablets and charges know the same open days; holidays are computed; closing a day that was counted, by
// a closure or by an edit of the service's calendar, gives the charges back and tells the families concerned once,
// opening it again charges and tells once.
import { randomUUID } from 'node:crypto'
import { aMarkId, balanceOf, given, tabletCtx } from '@tests/support/builders'
import { openOffice } from '@tests/support/office'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { recordMarks } from '@/modules/attendance'
import { loadServiceCalendar, openDaysFrom, tellCalendar } from '@/modules/service-calendar'
import { verifyLedger } from '@/modules/wallet'
import { explainRefusal } from '@/payload/refusals'
import { easterOf, nationalHolidays } from '@/shared/bank-days'
import { addDays, civilDate, dayInRome } from '@/shared/dates'
import { type ChildId, ServiceCode } from '@/shared/ids'

const payload = await openOffice()
const now = Temporal.Now.instant()
const today = dayInRome(now)
const days = (query: ReturnType<typeof sql>) =>
  rows(db, z.object({ day: z.string() }), query).then((found) => found.map(({ day }) => civilDate(day)))

describe('holidays', () => {
  test('Easter of a century and the nation’s holidays are those of the bank’s calendar', async () => {
    const easters = await days(
      sql`select portal.easter_of(year)::text as day from generate_series(2000, 2099) year order by 1`,
    )
    expect(easters).toEqual(Array.from({ length: 100 }, (_, index) => easterOf(2000 + index)))
    for (const year of [2026, 2027, 2038]) {
      const found = await days(sql`
        select day::date::text as day from generate_series(make_date(${year}::int, 1, 1), make_date(${year}::int, 12, 31), interval '1 day') day
        where portal.holiday_on(day::date) is not null order by 1`)
      expect(found).toEqual(
        [...new Set([...nationalHolidays(year).map(([day]) => day), easterOf(year)])].sort(),
      )
    }
  })

  test('the patron’s day closes too, and an explicit opening of a school wins over a holiday', async () => {
    const serviceId = await given.service()
    await given.calendar({ serviceId, onHolidays: false })
    const [schoolId, other] = [await given.school(), await given.school()]
    const isOpen = async (day: string, school = schoolId) =>
      (
        await rows(
          db,
          z.object({ open: z.boolean() }),
          sql`select portal.is_open(${serviceId}, ${school}, ${day}::date) as open`,
        )
      )[0]?.open
    expect(await isOpen('2026-09-24')).toBe(true)
    await db.execute(sql`insert into public.site_settings (municipality, region, region_url, municipality_url, office, address, fiscal_code, email, accessibility_url, source_url)
      values ('Comune', 'Regione', '', '', '', '', '', '', '', '')`)
    expect(await isOpen('2026-09-24')).toBe(false)
    expect(await isOpen('2026-12-08')).toBe(false)
    await given.exception({ effect: 'open', from: civilDate('2026-12-08'), schoolId })
    expect([await isOpen('2026-12-08'), await isOpen('2026-12-08', other)]).toEqual([true, false])
    await db.execute(sql`delete from public.site_settings`)
  })
})

test('the outlook knows the open days of portal.is_open, over calendars made at random', async () => {
  const seed = Date.now() % 1_000_000
  let state = seed
  const below = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * limit)
  }
  const from = civilDate('2026-09-01')
  const someDay = () => addDays(from, below(380) - 10)
  const services = [await given.service(), await given.service()] as const
  const schools = [await given.school(), await given.school()] as const
  const classes = [
    await given.classGroup({ schoolId: schools[0] }),
    await given.classGroup({ schoolId: schools[1] }),
  ] as const
  const perhaps = <T>(key: string, choices: readonly T[]) =>
    below(2) === 0 ? {} : { [key]: choices[below(choices.length)] }
  for (let index = 0; index < 8; index++) {
    const start = someDay()
    await given.calendar({
      serviceId: services[below(2)] ?? services[0],
      ...perhaps('schoolId', schools),
      from: start,
      to: below(3) === 0 ? null : addDays(start, below(300)),
      weekdays: ['1', '2', '3', '4', '5', '6', '7'].filter(() => below(3) > 0),
      onHolidays: below(3) === 0,
    })
  }
  for (let index = 0; index < 40; index++) {
    const start = someDay()
    const at = below(2)
    await given.exception({
      effect: below(2) === 0 ? 'open' : 'closed',
      from: start,
      to: addDays(start, below(20)),
      ...perhaps('serviceId', services),
      ...(below(2) === 0 ? {} : { schoolId: schools[at] }),
      ...(below(3) === 0 ? { classId: classes[at] } : {}),
    })
  }
  const calendar = await loadServiceCalendar(db, from)
  for (const serviceId of services)
    for (const [index, schoolId] of schools.entries()) {
      const classId = classes[index] ?? classes[0]
      const open = await days(sql`
        select day::date::text as day from generate_series(${from}::date, ${addDays(from, 366)}::date, interval '1 day') day
        where portal.is_open(${serviceId}, ${schoolId}, day::date, ${classId}) order by 1`)
      expect(
        openDaysFrom(calendar, { serviceId, schoolId, classId }, from).map(({ day }) => day),
        `seed ${seed}`,
      ).toEqual(open)
    }
  await db.execute(sql`delete from public.calendar_exceptions`)
})

/** A class of three as counted on a day: one present, one absent, one nobody marked. */
const counted = async () => {
  const room = await given.classroom({ children: 3 })
  const [present, absent, missing] = room.childIds as [ChildId, ChildId, ChildId]
  await recordMarks(tabletCtx(room, now), {
    day: today,
    service: ServiceCode.parse(room.code),
    marks: [
      {
        markId: aMarkId(),
        childId: present,
        status: 'present',
        markedAt: now.subtract({ minutes: 5 }).toString(),
      },
      {
        markId: aMarkId(),
        childId: absent,
        status: 'absent',
        markedAt: now.subtract({ minutes: 5 }).toString(),
      },
    ],
  })
  return { ...room, present, absent, missing }
}
const acts = (children: readonly ChildId[]) =>
  rows(
    db,
    z.object({ actId: z.string() }),
    sql`select act_id::text as "actId" from portal.calendar_effect
        where child_id in (select jsonb_array_elements_text(${JSON.stringify(children)}::jsonb)::int) group by act_id order by min(at)`,
  )
const tellAll = async (children: readonly ChildId[]) => {
  for (const { actId } of await acts(children)) await tellCalendar({ now }, { actId })
}
const messages = (children: readonly ChildId[]) =>
  rows(
    db,
    z.object({ childId: z.int(), subject: z.string() }),
    sql`select child_id as "childId", subject from portal.message
        where child_id in (select jsonb_array_elements_text(${JSON.stringify(children)}::jsonb)::int) order by sent_at, cause`,
  )

describe('a closure after the count', () => {
  test('gives back what was charged, tells only whom it concerns, once however often it runs', async () => {
    const room = await counted()
    expect(await balanceOf(room.present, room.serviceId)).toBe(-590)
    await given.exception({ effect: 'closed', from: today, schoolId: room.schoolId })
    expect(await balanceOf(room.present, room.serviceId)).toBe(0)
    const [act] = await acts(room.childIds)
    if (!act) throw new Error('Nothing to tell')
    const jobs = await rows(
      db,
      z.object({ key: z.string() }),
      sql`select key from graphile_worker.jobs where key = ${`tell-calendar:${act.actId}`}`,
    )
    expect(jobs).toHaveLength(1)
    const told = await Promise.all(Array.from({ length: 5 }, () => tellCalendar({ now }, act)))
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await messages(room.childIds)).toEqual([
      { childId: room.present, subject: 'Refezione: servizio chiuso, addebito stornato' },
    ])
    expect(await tellCalendar({ now }, { actId: randomUUID() })).toBe(0)
  })

  test('opened again it charges and tells once; closing twice moves and tells nothing more', async () => {
    const room = await counted()
    const close = () => given.exception({ effect: 'closed', from: today, schoolId: room.schoolId })
    const [first, second] = await Promise.all([close(), close()])
    await tellAll(room.childIds)
    expect(await messages(room.childIds)).toHaveLength(1)
    await db.execute(sql`delete from public.calendar_exceptions where id in (${first}, ${second})`)
    expect(await balanceOf(room.present, room.serviceId)).toBe(-590)
    await tellAll(room.childIds)
    await tellAll(room.childIds)
    expect((await messages(room.childIds)).map(({ subject }) => subject).sort()).toEqual([
      'Refezione: la chiusura è stata annullata',
      'Refezione: servizio chiuso, addebito stornato',
    ])
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('of one class leaves the others as they were', async () => {
    const room = await counted()
    const elsewhere = await given.classGroup({ schoolId: room.schoolId })
    await given.exception({ effect: 'closed', from: today, schoolId: room.schoolId, classId: elsewhere })
    expect(await balanceOf(room.present, room.serviceId)).toBe(-590)
    expect(await acts(room.childIds)).toEqual([])
  })

  test('of their own class or service gives back; moved to another class it charges again', async () => {
    const room = await counted()
    const elsewhere = await given.classGroup({ schoolId: room.schoolId })
    const id = await given.exception({ effect: 'closed', from: today, classId: room.classId })
    expect(await balanceOf(room.present, room.serviceId)).toBe(0)
    await db.execute(sql`update public.calendar_exceptions set class_id = ${elsewhere} where id = ${id}`)
    expect(await balanceOf(room.present, room.serviceId)).toBe(-590)
    await db.execute(
      sql`update public.calendar_exceptions set class_id = null, service_id = ${room.serviceId} where id = ${id}`,
    )
    expect(await balanceOf(room.present, room.serviceId)).toBe(0)
    await db.execute(
      sql`update public.calendar_exceptions set service_id = ${await given.service()} where id = ${id}`,
    )
    expect(await balanceOf(room.present, room.serviceId)).toBe(-590)
    await db.execute(sql`delete from public.calendar_exceptions where id = ${id}`)
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('declared while the tablets send, nobody pays: each mark is charged and given back, or refused', async () => {
    const rooms = await Promise.all(Array.from({ length: 6 }, () => given.classroom({ children: 4 })))
    const send = (room: (typeof rooms)[number]) =>
      recordMarks(tabletCtx(room, now), {
        day: today,
        service: ServiceCode.parse(room.code),
        marks: room.childIds.map((childId) => ({
          markId: aMarkId(),
          childId,
          status: 'present' as const,
          markedAt: now.subtract({ minutes: 5 }).toString(),
        })),
      })
    await Promise.all(
      rooms.flatMap((room) => [
        send(room),
        given.exception({ effect: 'closed', from: today, schoolId: room.schoolId, classId: room.classId }),
        send(room),
      ]),
    )
    for (const room of rooms)
      for (const childId of room.childIds) expect(await balanceOf(childId, room.serviceId)).toBe(0)
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('of days to come moves nothing; a mark on a closed day is refused', async () => {
    const room = await counted()
    await given.exception({ effect: 'closed', from: addDays(today, 1), schoolId: room.schoolId })
    expect(await balanceOf(room.present, room.serviceId)).toBe(-590)
    await given.exception({ effect: 'closed', from: today, schoolId: room.schoolId })
    const { outcomes } = await recordMarks(tabletCtx(room, now), {
      day: today,
      service: ServiceCode.parse(room.code),
      marks: [{ markId: aMarkId(), childId: room.missing, status: 'present', markedAt: now.toString() }],
    })
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['closed-day'])
  })
})

describe('an edit of the service’s calendar after the count', () => {
  const weekdayOf = (day: string) => String(Temporal.PlainDate.from(day).dayOfWeek)
  const weekdaysBut = (day: string) =>
    ['1', '2', '3', '4', '5', '6', '7'].filter((at) => at !== weekdayOf(day))
  const calendarOf = async (serviceId: number) => {
    const [found] = await rows(
      db,
      z.object({ id: z.int() }),
      sql`select calendar_id as id from portal.service_calendar where service_id = ${serviceId}`,
    )
    if (!found) throw new Error('No calendar')
    return found.id
  }
  type Edit = {
    weekdays?: string[]
    validFrom?: string
    validTo?: string
    school?: number
    onHolidays?: boolean
    name?: string
  }
  const edit = (id: number, data: Edit) =>
    payload.update({ collection: 'service-calendars', id, data: data as never })
  /** A present child on each of the last so many days, today included. */
  const countedFor = async (length: number) => {
    const room = await given.classroom({ children: 1 })
    const [childId] = room.childIds as [ChildId]
    for (let back = 0; back < length; back++)
      await recordMarks(tabletCtx(room, now), {
        day: addDays(today, -back),
        service: ServiceCode.parse(room.code),
        marks: [
          {
            markId: aMarkId(),
            childId,
            status: 'present',
            markedAt: now.subtract({ hours: 24 * back }).toString(),
          },
        ],
      })
    return { ...room, childId, calendarId: await calendarOf(room.serviceId) }
  }

  test('takes a weekday out and puts it back: each moves the charge and tells once, saved again or at once it does no more', async () => {
    const room = await counted()
    const id = await calendarOf(room.serviceId)
    await edit(id, { weekdays: weekdaysBut(today) })
    expect(await balanceOf(room.present, room.serviceId)).toBe(0)
    await edit(id, { weekdays: weekdaysBut(today) })
    await edit(id, { name: 'Altro nome' })
    expect(await acts(room.childIds)).toHaveLength(1)
    await Promise.all(Array.from({ length: 3 }, () => tellAll(room.childIds)))
    expect(await messages(room.childIds)).toEqual([
      { childId: room.present, subject: 'Refezione: servizio chiuso, addebito stornato' },
    ])
    const open = { weekdays: [...weekdaysBut(today), weekdayOf(today)] }
    await Promise.allSettled(Array.from({ length: 4 }, () => edit(id, open)))
    await edit(id, open)
    expect(await balanceOf(room.present, room.serviceId)).toBe(-590)
    expect(await acts(room.childIds)).toHaveLength(2)
    await tellAll(room.childIds)
    expect((await messages(room.childIds)).map(({ subject }) => subject).sort()).toEqual([
      'Refezione: la chiusura è stata annullata',
      'Refezione: servizio chiuso, addebito stornato',
    ])
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('ended, begun later, given to another school or deleted, it gives back the days it no longer opens, and no others', async () => {
    const room = await countedFor(3)
    const balance = () => balanceOf(room.childId, room.serviceId)
    expect(await balance()).toBe(-3 * 590)
    await edit(room.calendarId, { validTo: `${addDays(today, -1)}T12:00:00Z` })
    expect(await balance()).toBe(-2 * 590)
    await edit(room.calendarId, { validFrom: `${addDays(today, -1)}T12:00:00Z` })
    expect(await balance()).toBe(-590)
    await edit(room.calendarId, { school: await given.school() })
    expect(await balance()).toBe(0)
    await edit(room.calendarId, { school: room.schoolId })
    expect(await balance()).toBe(-590)
    // A calendar of its own, newly made, stands in the place of the general one.
    const own = await given.calendar({ serviceId: room.serviceId, schoolId: room.schoolId })
    expect(await balance()).toBe(-3 * 590)
    await payload.delete({ collection: 'service-calendars', id: own })
    expect(await balance()).toBe(-590)
    await payload.delete({ collection: 'service-calendars', id: room.calendarId })
    expect(await balance()).toBe(0)
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('leaves alone what an exception decides, and whatever did not turn', async () => {
    const room = await countedFor(2)
    await given.exception({ effect: 'open', from: today, classId: room.classId })
    const other = await counted()
    await edit(room.calendarId, { weekdays: weekdaysBut(today) })
    expect(await balanceOf(room.childId, room.serviceId)).toBe(-2 * 590)
    expect(await acts(room.childIds)).toEqual([])
    expect(await balanceOf(other.present, other.serviceId)).toBe(-590)
  })

  test('that would turn more than ten counted days is refused whole, with a sentence', async () => {
    const room = await countedFor(11)
    const refused = payload.delete({ collection: 'service-calendars', id: room.calendarId })
    await expect(refused).rejects.toThrow()
    const sentence = explainRefusal({ error: await refused.catch((error: unknown) => error) } as never)
    expect(sentence).toMatchObject({
      status: 409,
      response: {
        errors: [{ message: expect.stringMatching(/chiuderebbe 11 giorni .* al massimo 10 per volta/) }],
      },
    })
    expect(await balanceOf(room.childId, room.serviceId)).toBe(-11 * 590)
    expect(await calendarOf(room.serviceId)).toBe(room.calendarId)
    // Whoever writes it: by SQL the transaction fails at its end.
    await expect(
      db.execute(sql`delete from public.service_calendars where id = ${room.calendarId}`),
    ).rejects.toThrow()
    await edit(room.calendarId, { validTo: `${addDays(today, -10)}T12:00:00Z` })
    expect(await balanceOf(room.childId, room.serviceId)).toBe(-590)
  })

  test('made while the tablets send, nobody pays for a day that it closed', async () => {
    const rooms = await Promise.all(Array.from({ length: 6 }, () => given.classroom({ children: 4 })))
    const send = (room: (typeof rooms)[number]) =>
      recordMarks(tabletCtx(room, now), {
        day: today,
        service: ServiceCode.parse(room.code),
        marks: room.childIds.map((childId) => ({
          markId: aMarkId(),
          childId,
          status: 'present' as const,
          markedAt: now.subtract({ minutes: 5 }).toString(),
        })),
      })
    await Promise.all(
      rooms.flatMap((room) => [
        send(room),
        calendarOf(room.serviceId).then((id) => edit(id, { weekdays: weekdaysBut(today) })),
        send(room),
      ]),
    )
    for (const room of rooms)
      for (const childId of room.childIds) expect(await balanceOf(childId, room.serviceId)).toBe(0)
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('at random, charges are those of the open days', async () => {
    const seed = Date.now() % 1_000_000
    let state = seed
    const below = (limit: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * limit)
    }
    const room = await countedFor(8)
    await given.exception({ effect: 'closed', from: addDays(today, -3), schoolId: room.schoolId })
    const own = await given.calendar({
      serviceId: room.serviceId,
      schoolId: room.schoolId,
      from: addDays(today, -4),
    })
    for (let step = 0; step < 12; step++) {
      await edit(below(2) === 0 ? own : room.calendarId, {
        weekdays: ['1', '2', '3', '4', '5', '6', '7'].filter((_, at) => at === 0 || below(3) > 0),
        onHolidays: below(2) === 0,
        ...(below(3) === 0 ? { validFrom: `${addDays(today, -below(8))}T12:00:00Z` } : {}),
      })
      const [open] = await rows(
        db,
        z.object({ count: z.int() }),
        sql`select count(*)::int as count from generate_series(0, 7) back
            where portal.is_open(${room.serviceId}, ${room.schoolId}, ${today}::date - back, ${room.classId})`,
      )
      expect(await balanceOf(room.childId, room.serviceId), `seed ${seed}, step ${step}`).toBe(
        0 - 590 * (open?.count ?? 0),
      )
    }
  })
})
