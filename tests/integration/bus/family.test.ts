// Guarantee: a family reads its own child's rides in plain words, cancels them as it cancels a meal, and no other family
// sees them.
import { randomUUID } from 'node:crypto'
import { aMarkId, type BusLine, given, guardianCtx, lineTabletCtx } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, expect, test } from 'vitest'
import { GET as getDay } from '@/app/(portal)/presenze/giorno/route'
import { GET as getMonth } from '@/app/(portal)/presenze/route'
import { db, sql } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { childRides, lineRides, RideBatch, recordRides } from '@/modules/bus'
import { askMeals } from '@/modules/family'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { addDays, dayInRome, formatTime, instantInRome } from '@/shared/dates'
import { ChildId, ServiceCode } from '@/shared/ids'

const now = Temporal.Now.instant()
const today = dayInRome(now)
const tomorrow = addDays(today, 1)
let line: BusLine
let child: ChildId
let family: Ctx<PrincipalOf<'guardian'>>
let stranger: Ctx<PrincipalOf<'guardian'>>

beforeAll(async () => {
  line = await given.busLine({ children: 2 })
  child = ChildId.parse(line.childIds[0])
  family = await guardianCtx(await given.account({ childId: child }))
  stranger = await guardianCtx(await given.account())
  await db.execute(sql`update public.bus_stops set name = 'Via Rossi' where id = ${line.stopId}`)
})

const shown = async (page: typeof getDay, path: string, of = family) => {
  const cookie = `${sessionCookie.name}=${await sealSession(of.actor)}`
  const answer = await page(new Request(`http://portale.test${path}`, { headers: { cookie } }), {
    params: Promise.resolve({}),
  })
  return { status: answer.status, text: (await answer.text()).replaceAll('\u00a0', ' ') }
}
const dayOf = (day: string, of = family) =>
  shown(getDay, `/presenze/giorno?figlio=${child}&servizio=${line.code}&giorno=${day}`, of)

test('the day and the month say where and when the child got on and off, or that it was not seen', async () => {
  const at = now.subtract({ minutes: 30 })
  const say = (run: string, state: string, minutes: number) =>
    recordRides(
      lineTabletCtx(line),
      RideBatch.parse({
        day: today,
        marks: [{ markId: aMarkId(), childId: child, run, state, markedAt: at.add({ minutes }).toString() }],
      }),
    )
  expect((await dayOf(today)).text).toContain('atteso alle 07:30, fermata Via Rossi')
  await say('outward', 'boarded', 0)
  await say('outward', 'left', 5)
  await say('return', 'notSeen', 10)
  const words = [
    `salito alle ${formatTime(at)}, fermata Via Rossi; sceso alle ${formatTime(at.add({ minutes: 5 }))}`,
    `non visto alle ${formatTime(at.add({ minutes: 10 }))}, fermata Via Rossi`,
  ]
  const { text } = await dayOf(today)
  for (const word of words) expect(text).toContain(word)
  expect(text).not.toMatch(/pasto/)
  const month = await shown(getMonth, `/presenze?figlio=${child}&servizio=${line.code}`)
  for (const word of words) expect(month.text).toContain(word)
})

test('another family sees neither the day nor the rides', async () => {
  expect((await dayOf(today, stranger)).status).toBe(404)
  expect(await childRides(stranger, { childId: child, day: today })).toEqual([])
  expect(await childRides(family, { childId: child, day: today })).toHaveLength(2)
})

test('the rides of a day are cancelled and taken back, once however often it is sent; the escort reads it', async () => {
  let asked = 0
  const ask = (wish: 'cancel' | 'light' | 'restore', actId = randomUUID()) =>
    askMeals(
      { ...family, now: family.now.add({ seconds: ++asked }) },
      {
        actId,
        childId: child,
        service: ServiceCode.parse(line.code),
        wish,
        from: tomorrow,
        to: tomorrow,
      },
    )
  const told = async () => {
    const { runs } = await lineRides(lineTabletCtx(line, instantInRome(tomorrow, '06:00')), { day: tomorrow })
    return runs.flatMap(({ stops }) =>
      stops.flatMap(({ children }) =>
        children.filter(({ id }) => id === child).map((one) => [one.expected, one.cancelledAt !== null]),
      ),
    )
  }
  const actId = randomUUID()
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask('cancel', actId)))
  expect(new Set(answers.map(({ number }) => number)).size).toBe(1)
  expect(await told()).toEqual([
    [false, true],
    [false, true],
  ])
  expect((await dayOf(tomorrow)).text).toMatch(/corse disdette/)
  await expect(ask('light')).rejects.toMatchObject({ code: 'day-not-planned' })
  await ask('restore')
  expect(await told()).toEqual([
    [true, false],
    [true, false],
  ])
})
