// Guarantee: a school whose class has not sent is written to a quarter of an hour before the cut-off and at it, once each,
// however often and simultaneously the job runs; never on a closed day, nor when the cut-off was put off.
import { aSchoolDay, type Classroom, given } from '@tests/support/builders'
import { lettersTo, mark, systemAt } from '@tests/support/kitchen'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import { alarmsOfDay, raiseAlarms } from '@/modules/kitchen'

const day = aSchoolDay()
const raise = (time: string) => raiseAlarms(systemAt(day, time))

const alertTo = async (room: Classroom): Promise<string> => {
  const address = `scuola-${room.schoolId}@example.org`
  await db.execute(sql`
    update public.schools set alert_emails = ${`${address}, seconda-${address}`} where id = ${room.schoolId}`)
  return address
}

test('soon, then due, once each and to every address; silence once all have sent', async () => {
  const room = await given.classroom({ children: 3 })
  const address = await alertTo(room)
  await raise('09:14')
  expect(await lettersTo(address)).toEqual([])
  await Promise.all(Array.from({ length: 8 }, () => raise('09:15')))
  await raise('09:20')
  expect((await lettersTo(address)).map(({ subject }) => subject)).toEqual([
    'Presenze da inviare entro le 09:30: Scuola',
  ])
  await mark(room, day, room.childIds.slice(1), 'present')
  await Promise.all(Array.from({ length: 8 }, () => raise('09:30')))
  await raise('09:45')
  const letters = await lettersTo(address)
  expect(letters.map(({ subject }) => subject)).toEqual([
    'Presenze da inviare entro le 09:30: Scuola',
    'Presenze non inviate alle 09:30: Scuola',
  ])
  expect(await lettersTo(`seconda-${address}`)).toEqual(letters)
  expect(letters.map(({ body }) => body).join()).not.toMatch(/Bianchi/)

  const sent = await given.classroom({ children: 2 })
  const silent = await alertTo(sent)
  await mark(sent, day, sent.childIds, 'present')
  await raise('09:15')
  await raise('09:30')
  expect(await lettersTo(silent)).toEqual([])
})

test('closed, put off or an hour late: nobody is written to', async () => {
  const closed = await given.classroom({ children: 1 })
  await given.exception({ effect: 'closed', from: day, schoolId: closed.schoolId })
  const muted = await given.classroom({ children: 1 })
  await db.execute(sql`
    insert into portal.cutoff_extension (act_id, day, school_id, until_at, reason, actor, made_at)
    values (gen_random_uuid(), ${day}::date, ${muted.schoolId}, ${systemAt(day, '11:00').now.toString()}::timestamptz, 'Rete assente', 'test', now())`)
  const late = await given.classroom({ children: 1 })
  const addresses = [await alertTo(closed), await alertTo(muted), await alertTo(late)]
  await raise('10:31')
  await raise('10:50')
  await raise('11:00')
  for (const address of addresses) expect(await lettersTo(address)).toEqual([])
})

test('a school without an address is on the office’s list all the same', async () => {
  const room = await given.classroom({ children: 1 })
  await raise('09:31')
  const raised = (await alarmsOfDay(day)).filter(({ classes }) => classes.length > 0)
  expect(
    raised.some(({ moment, isMailed, school }) => moment === 'due' && !isMailed && school === 'Scuola'),
  ).toBe(true)
  expect(room.childIds).toHaveLength(1)
})
