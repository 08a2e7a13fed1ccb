// Guarantee: the office follows the runs live and is told once of each child to be looked for; the staff of a school sees
// its own children only, and anybody else nothing.
import { randomUUID } from 'node:crypto'
import { aMarkId, aSchoolDay, type BusLine, given, lineTabletCtx } from '@tests/support/builders'
import { lettersTo, systemAt } from '@tests/support/kitchen'
import { askOffice, openOffice } from '@tests/support/office'
import { beforeAll, expect, test } from 'vitest'
import { GET as csv } from '@/app/(office)/admin/ufficio/scuolabus/csv/route'
import * as page from '@/app/(office)/admin/ufficio/scuolabus/route'
import * as statistics from '@/app/(office)/admin/ufficio/scuolabus/statistiche/route'
import { GET as live } from '@/app/api/v1/bus/live/route'
import { db, sql } from '@/db/client'
import { closeLive } from '@/db/live'
import { loadBoard, RideBatch, raiseRideAlarms, recordRides, rideAlarmsOfDay } from '@/modules/bus'
import type { ChildId } from '@/shared/ids'

const day = aSchoolDay()
const signedIn = new Map<string, Record<string, string>>()
let line: BusLine
let other: BusLine

const signIn = async (name: string, data: Record<string, unknown>) => {
  const payload = await openOffice()
  const staff = { email: `${name}@esempio.it`, password: 'barca-limone-otto' }
  await payload.create({ collection: 'staff', data: { ...staff, name: 'Prova', ...data } as never })
  const { text } = await askOffice('/staff/login', { method: 'POST', body: staff })
  const { token } = JSON.parse(text) as { token: string }
  signedIn.set(name, { authorization: `JWT ${token}`, cookie: 'payload-token=-' })
}
const say = (of: BusLine, childId: ChildId | undefined, state: string, at = '07:31') =>
  recordRides(
    lineTabletCtx(of),
    RideBatch.parse({
      day,
      marks: [{ markId: aMarkId(), childId, run: 'outward', state, markedAt: `${day}T${at}:00+01:00` }],
    }),
  )

beforeAll(async () => {
  line = await given.busLine({ children: 3 })
  other = await given.busLine({ children: 2 })
  await db.execute(sql`update public.children set surname = 'Verdi' where id = ${other.childIds[0]}`)
  await signIn('office', { roles: ['office'] })
  await signIn('school', { roles: ['school'], school: line.schoolId })
  await signIn('kitchen', { roles: ['kitchen'] })
})

const shown = async (name: string) => {
  const answer = await page.GET(
    new Request(`http://portale.test/admin/ufficio/scuolabus?giorno=${day}`, {
      headers: signedIn.get(name) ?? {},
    }),
    { params: Promise.resolve({}) },
  )
  return { status: answer.status, text: await answer.text() }
}

test('the office sees every line, a school its own children, others no such page', async () => {
  await say(line, line.childIds[0], 'boarded')
  const { status, text } = await shown('office')
  expect(status).toBe(200)
  expect(text).toMatch(/Verdi/)
  expect(text).toMatch(/A bordo|Non sceso/)
  const school = await shown('school')
  expect(school.status).toBe(200)
  expect(school.text).toMatch(/Bianchi/)
  expect(school.text).not.toMatch(/Verdi|collections\/children/)
  expect((await shown('kitchen')).status).toBe(404)
  expect([302, 303, 307]).toContain((await shown('nobody')).status)
})

test('the page is told of a change at once; nobody else may listen', async () => {
  const ask = (name: string, signal?: AbortSignal) =>
    live(
      new Request(`http://portale.test/api/v1/bus/live?day=${day}`, {
        headers: signedIn.get(name) ?? {},
        ...(signal ? { signal } : {}),
      }),
    )
  expect((await ask('kitchen')).status).toBe(403)
  expect((await ask('nobody')).status).toBe(401)
  const stop = new AbortController()
  const answer = await ask('office', stop.signal)
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const next = async (): Promise<string> => {
    for (;;) {
      const { value } = (await reader?.read()) ?? {}
      const status = /"status":"([^"]+)"/.exec(value ?? '')?.[1]
      if (status) return status
    }
  }
  const before = await next()
  expect((await shown('office')).text).toContain(`data-state="${before}"`)
  await say(line, line.childIds[0], 'left', '08:00')
  expect(await next()).not.toBe(before)
  stop.abort()
  await closeLive()
})

test('who is not seen, unheard of or still on board is written about once, without a name, however often the job runs', async () => {
  const bus = await given.busLine({ children: 4 })
  const [seen, unseen, silent, cancelled] = bus.childIds
  const email = `linea-${bus.lineId}@example.org`
  await db.execute(sql`update public.bus_lines set alert_emails = ${email} where id = ${bus.lineId}`)
  const account = await given.account(cancelled ? { childId: cancelled } : {})
  await db.execute(sql`
    insert into portal.meal_request (request_id, child_id, service_id, day, wish, account_id, tapped_at, received_at)
    values (${randomUUID()}::uuid, ${cancelled}, ${bus.serviceId}, ${day}, 'cancel', ${account.accountId}, ${`${day}T05:00:00Z`}, ${`${day}T05:00:00Z`})`)
  const subjects = async () => (await lettersTo(email)).map(({ subject }) => subject.replace(/^.*?: /, ''))
  const raise = (time: string) =>
    Promise.all(Array.from({ length: 4 }, () => raiseRideAlarms(systemAt(day, time))))

  await raise('07:40')
  expect(await subjects()).toEqual([])
  await raise('07:45')
  expect(await subjects()).toEqual(['nessuna notizia dal tablet: non si sa chi è salito'])
  await say(bus, seen, 'boarded')
  await say(bus, unseen, 'notSeen')
  await raise('07:46')
  await raise('07:50')
  await raise('07:55')
  await raise('08:10')
  expect((await subjects()).slice(1).sort()).toEqual([
    'un bambino atteso che l’accompagnatore non ha visto',
    'un bambino atteso di cui non si ha notizia',
    'un bambino che risulta ancora a bordo dopo l’ultima fermata',
  ])
  expect((await lettersTo(email)).map(({ body }) => body).join()).not.toMatch(/Bianchi/)
  const raised = (await rideAlarmsOfDay(day, bus.schoolId)).map(({ kind }) => kind)
  expect(raised.sort()).toEqual(['noNews', 'notSeen', 'onBoard'])
  expect(silent).toBeDefined()

  // On the way home: whom the school marked absent at lunch is not looked for.
  const canteen = await given.service()
  await db.execute(sql`
    insert into portal.attendance (child_id, service_id, day, school_id, status, marked_at, mark_id)
    values (${unseen}, ${canteen}, ${day}, ${bus.schoolId}, 'absent', now(), gen_random_uuid())`)
  const back = (await loadBoard(day, systemAt(day, '14:00').now)).lines
    .find(({ id }) => id === bus.lineId)
    ?.runs.find(({ run }) => run === 'return')
  expect(
    back?.children
      .filter(({ alarm }) => alarm)
      .map(({ childId }) => childId)
      .sort(),
  ).toEqual([seen, silent].sort())
})

test('where tablets cannot send, only what an escort said is an alarm; on a closed day nothing is', async () => {
  const muted = await given.busLine({ children: 2 })
  await db.execute(sql`
    insert into portal.cutoff_extension (act_id, day, school_id, until_at, reason, actor, made_at)
    values (gen_random_uuid(), ${day}::date, ${muted.schoolId}, ${`${day}T12:00:00Z`}, 'Rete assente', 'test', now())`)
  await say(muted, muted.childIds[0], 'notSeen')
  const closed = await given.busLine({ children: 1 })
  await given.exception({ effect: 'closed', from: day, schoolId: closed.schoolId })
  await raiseRideAlarms(systemAt(day, '09:00'))
  const kindsOf = async ({ lineId }: BusLine) =>
    (await db.execute(sql`select kind from portal.ride_alarm where line_id = ${lineId}`)).rows.map(
      ({ kind }) => kind,
    )
  expect(await kindsOf(muted)).toEqual(['notSeen'])
  expect(await kindsOf(closed)).toEqual([])
})

test('the office reads the numbers of a period, by line, without names; nobody else does', async () => {
  const bus = await given.busLine({ children: 3 })
  await say(bus, bus.childIds[0], 'boarded')
  await say(bus, bus.childIds[1], 'notSeen')
  const [named] = (
    await db.execute(sql`select code, name from portal.bus_line where line_id = ${bus.lineId}`)
  ).rows
  const ask = async (page: typeof csv, name: string, query = `dal=${day}&al=${day}`) => {
    const answer = await page(
      new Request(`http://portale.test/admin/ufficio/scuolabus/csv?${query}`, {
        headers: signedIn.get(name) ?? {},
      }),
      { params: Promise.resolve({}) },
    )
    return { status: answer.status, text: await answer.text() }
  }
  const { text } = await ask(csv, 'office')
  expect(text).toContain(`"${day}";"${named?.code}";"${named?.name}";"andata";3;1;0;1`)
  expect(text).not.toMatch(/Bianchi|Verdi/)
  expect((await ask(statistics.GET, 'office')).text).toContain(`${named?.name}, andata`)
  expect((await ask(statistics.GET, 'office', `dal=${day}&al=2020-01-01`)).text).toContain('correggi le date')
  for (const page of [csv, statistics.GET]) expect((await ask(page, 'school')).status).toBe(404)
  expect((await ask(csv, 'office', `dal=${day}&al=2020-01-01`)).status).toBe(404)
})
