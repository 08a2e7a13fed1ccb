// Guarantee: what the app kept without a network is taken once, however often and at once it is sent, from the sign-in that
// asked it and no other; a delegate's too; a tablet's token is refused.
import { randomUUID } from 'node:crypto'
import { type Account, anyoneCtx, type Classroom, given, guardianCtx } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { POST } from '@/app/api/v1/family/requests/route'
import { systemCtx } from '@/cli/system-ctx'
import { db, rows, sql } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { addDelegate, createPairingCode, delegatesOf, pairTablet, signIn } from '@/modules/identity'
import { addDays, dayInRome } from '@/shared/dates'

const tomorrow = addDays(dayInRome(Temporal.Now.instant()), 1)
let room: Classroom
let account: Account
let cookie: string
let otherCookie: string

const cookieOf = async (of: Account) =>
  `${sessionCookie.name}=${await sealSession((await guardianCtx(of)).actor)}`

beforeAll(async () => {
  room = await given.classroom({ children: 2 })
  account = await given.account({ childId: room.childIds[0] as Account['childId'] })
  cookie = await cookieOf(account)
  otherCookie = await cookieOf(await given.account({ childId: room.childIds[1] as Account['childId'] }))
})

const request = (values: object = {}) => ({
  requestId: randomUUID(),
  accountId: account.accountId,
  childId: account.childId,
  service: room.code,
  wish: 'cancel',
  from: tomorrow,
  to: tomorrow,
  waitedMs: 60_000,
  ...values,
})

const send = (body: object, headers: Record<string, string> = { cookie }) =>
  POST(
    new Request('http://portale.test/api/v1/family/requests', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', host: 'portale.test', ...headers },
    }),
  )

const asked = async () =>
  rows(
    db,
    z.object({ day: z.string(), waited: z.int() }),
    sql`select r.day::text, extract(epoch from r.received_at - r.tapped_at)::int as waited
        from portal.meal_request r where child_id = ${account.childId} order by 1`,
  )

test('ten at once and one more are one confirmation, and the tap keeps its time', async () => {
  const body = request()
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(body)))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
  const told = await Promise.all(
    [...answers, await send({ ...body, waitedMs: 3_600_000 })].map((a) => a.json()),
  )
  expect(new Set(told.map(({ number }) => number)).size).toBe(1)
  expect(told[0]).toEqual({ number: expect.any(Number), days: 1, lateDays: 0, late: null })
  expect(await asked()).toEqual([{ day: tomorrow, waited: 60 }])
  const other = await send({ ...body, wish: 'light' })
  expect([other.status, (await other.json()).code]).toEqual([422, 'idempotency-key-reused'])
})

test('what cannot be is refused with its code and a sentence', async () => {
  const again = await send(request())
  expect(again.status).toBe(409)
  expect(await again.json()).toMatchObject({ code: 'day-unchanged', title: expect.any(String) })
  expect((await send(request({ from: addDays(tomorrow, -2), to: tomorrow }))).status).toBe(422)
  for (const wrong of [{ waitedMs: 25 * 3_600_000 }, { waitedMs: -1 }, { wish: 'eat' }, { requestId: '1' }])
    expect((await send(request(wrong))).status, JSON.stringify(wrong)).toBe(422)
})

test('another sign-in, another family’s child, nobody and another site change nothing', async () => {
  const before = await asked()
  const day = addDays(tomorrow, 1)
  const body = request({ from: day, to: day })
  expect((await send(body, { cookie: otherCookie })).status).toBe(401)
  expect((await send({ ...body, childId: room.childIds[1] })).status).toBe(404)
  expect((await send(body, {})).status).toBe(401)
  expect((await send(body, { authorization: `Bearer ${'a'.repeat(43)}` })).status).toBe(401)
  expect((await send(body, { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect(await asked()).toEqual(before)
})

test('a delegate’s is taken as the delegate’s own; a tablet is refused', async () => {
  const family = await guardianCtx(account)
  const password = 'barca-limone-otto'
  await addDelegate(family, {
    delegationId: randomUUID(),
    label: 'nonna Anna',
    childIds: [account.childId],
    password,
  })
  const code = (await delegatesOf(family))[0]?.code ?? ''
  const session = await signIn(anyoneCtx(), { code, password })
  const day = addDays(tomorrow, 2)
  const body = request({ from: day, to: day, accountId: session.accountId })
  const delegate = { cookie: `${sessionCookie.name}=${await sealSession(session)}` }
  expect((await send(body, delegate)).status).toBe(200)
  expect((await asked()).at(-1)).toEqual({ day, waited: 60 })
  const { pairingCode } = await createPairingCode(systemCtx('test'), { schoolId: room.schoolId })
  const { token } = await pairTablet(anyoneCtx(), { pairingCode, deviceName: 'Aula 1' })
  expect((await send(body, { authorization: `Bearer ${token}` })).status).toBe(403)
})
