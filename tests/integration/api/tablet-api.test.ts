// Guarantee: the tablet API answers as its contract says: tokens, pairing, roster, marks, and every malformed request.
import { randomUUID } from 'node:crypto'
import { aSchoolDay, type Classroom, given } from '@tests/support/builders'
import { beforeAll, expect, test } from 'vitest'
import { GET as getBoard } from '@/app/api/v1/kitchen/board/route'
import { POST as makeCode } from '@/app/api/v1/staff/pairing-codes/route'
import { GET as getStatus } from '@/app/api/v1/status/route'
import { POST as postMarks } from '@/app/api/v1/tablet/marks/route'
import { POST as pair } from '@/app/api/v1/tablet/pair/route'
import { GET as getRoster } from '@/app/api/v1/tablet/roster/route'
import { systemCtx } from '@/cli/system-ctx'
import { db, sql } from '@/db/client'
import { createPairingCode } from '@/modules/identity'

const day = aSchoolDay()
const BASE = 'http://portale.test'
let room: Classroom
let token: string

type Options = { token?: string; body?: unknown; raw?: string; headers?: Record<string, string> }
const post = (path: string, { token, body, raw, headers = {} }: Options) =>
  new Request(`${BASE}${path}`, {
    method: 'POST',
    body: raw ?? JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': '192.0.2.7',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
  })
const get = (path: string, headers: Record<string, string> = {}) => new Request(`${BASE}${path}`, { headers })
const marks = (overrides: object = {}, count = 1) => ({
  day,
  service: room.code,
  marks: Array.from({ length: count }, () => ({
    markId: randomUUID(),
    childId: room.childIds[0],
    status: 'present',
    markedAt: `${day}T08:00:00Z`,
  })),
  ...overrides,
})

const newTablet = async (schoolId = room.schoolId) => {
  const { pairingCode } = await createPairingCode(systemCtx('test'), { schoolId })
  const answer = await pair(post('/api/v1/tablet/pair', { body: { pairingCode, deviceName: 'Aula 1' } }))
  expect(answer.status).toBe(201)
  return (await answer.json()) as {
    token: string
    device: { id: number }
    school: { id: number; name: string }
  }
}

beforeAll(async () => {
  room = await given.classroom({ children: 3 })
  token = (await newTablet()).token
})

test('a pairing code works once and gives a token bound to its school; two tablets at once: one wins', async () => {
  const { pairingCode } = await createPairingCode(systemCtx('test'), { schoolId: room.schoolId })
  const answers = await Promise.all(
    [1, 2, 3, 4].map((name) =>
      pair(post('/api/v1/tablet/pair', { body: { pairingCode, deviceName: `T${name}` } })),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422])
  const stored = await db.execute(sql`select token_hash from public.devices where token_hash = ${token}`)
  expect(stored.rows).toEqual([])
})

test('an expired code and a wrong one get the same answer; the sixth wrong one has to wait', async () => {
  const { pairingCode } = await createPairingCode(systemCtx('test'), { schoolId: room.schoolId })
  await db.execute(
    sql`update portal.pairing_code set expires_at = now() - interval '1 second' where used_at is null`,
  )
  const from = { 'x-forwarded-for': '198.51.100.9' }
  const body = (code: string) => ({ body: { pairingCode: code, deviceName: 'T' }, headers: from })
  const [expired, wrong] = await Promise.all([
    pair(post('/api/v1/tablet/pair', body(pairingCode))),
    pair(post('/api/v1/tablet/pair', body('AAAA-AAAA'))),
  ])
  const told = async (answer: Response) => {
    const { requestId: _, ...rest } = (await answer.json()) as Record<string, unknown>
    return rest
  }
  expect(await told(expired)).toEqual(await told(wrong))
  for (let index = 0; index < 3; index++) await pair(post('/api/v1/tablet/pair', body('AAAA-AAAA')))
  const locked = await pair(post('/api/v1/tablet/pair', body('AAAA-AAAA')))
  expect(locked.status).toBe(429)
  expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800)
  expect(locked.headers.get('content-type')).toBe('application/problem+json')
})

test('the office reads when a tablet was last heard of', async () => {
  const tablet = await newTablet()
  const heard = async () =>
    (
      await db.execute(
        sql`select last_seen_at > now() - interval '1 minute' as lately from public.devices where id = ${tablet.device.id}`,
      )
    ).rows[0]?.lately
  await db.execute(
    sql`update public.devices set last_seen_at = now() - interval '1 day' where id = ${tablet.device.id}`,
  )
  expect(await heard()).toBe(false)
  await getRoster(get(`/api/v1/tablet/roster?day=${day}`, { authorization: `Bearer ${tablet.token}` }))
  expect(await heard()).toBe(true)
})

test('the roster lists the tablet’s own school, with an ETag that saves sending it again', async () => {
  const auth = { authorization: `Bearer ${token}` }
  const answer = await getRoster(get(`/api/v1/tablet/roster?day=${day}`, auth))
  const roster = (await answer.json()) as {
    classes: { children: { id: number; expected: boolean; status: null }[] }[]
    cutoffAt: string
  }
  expect(roster.classes).toHaveLength(1)
  expect(roster.classes[0]?.children.map(({ id }) => id).sort()).toEqual([...room.childIds].sort())
  expect(roster.classes[0]?.children.every(({ expected, status }) => expected && status === null)).toBe(true)
  expect(roster.cutoffAt).toContain(day)
  const again = await getRoster(
    get(`/api/v1/tablet/roster?day=${day}`, { ...auth, 'if-none-match': answer.headers.get('etag') ?? '' }),
  )
  expect(again.status).toBe(304)
})

test('marks are recorded and told back, and the roster then shows them', async () => {
  const batch = marks()
  const answer = await postMarks(post('/api/v1/tablet/marks', { token, body: batch }))
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({
    outcomes: [{ markId: batch.marks[0]?.markId, outcome: 'recorded', chargeCents: 590 }],
  })
  const roster = await getRoster(
    get(`/api/v1/tablet/roster?day=${day}`, { authorization: `Bearer ${token}` }),
  )
  expect(await roster.text()).toContain('"status":"present"')
})

test('five hundred marks are taken, five hundred and one are not', async () => {
  expect((await postMarks(post('/api/v1/tablet/marks', { token, body: marks({}, 500) }))).status).toBe(200)
  const answer = await postMarks(post('/api/v1/tablet/marks', { token, body: marks({}, 501) }))
  expect(answer.status).toBe(422)
  expect(((await answer.json()) as { errors: { path: string }[] }).errors[0]?.path).toBe('marks')
})

test.each([
  ['not JSON', { raw: '{"day":' }, 422],
  ['an array', { raw: '[]' }, 422],
  ['a day that does not exist', { body: { ...{ day: '2026-02-30' } } }, 422],
  ['no content type', { raw: '{}', headers: { 'content-type': 'text/plain' } }, 415],
  ['300 KB', { raw: `{"a":"${'x'.repeat(300_000)}"}` }, 413],
])('a malformed batch is refused with a problem that says where: %s', async (_, options: Options, status) => {
  const answer = await postMarks(post('/api/v1/tablet/marks', { token, ...options }))
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
})

test.each([
  ['status', { status: 'maybe' }],
  ['markId', { markId: 'x' }],
  ['childId', { childId: -1 }],
  ['markedAt', { markedAt: 'yesterday' }],
])('the problem names the wrong field: %s', async (field, wrong) => {
  const body = marks()
  Object.assign(body.marks[0] as object, wrong)
  const answer = await postMarks(post('/api/v1/tablet/marks', { token, body }))
  expect(answer.status).toBe(422)
  expect(((await answer.json()) as { errors: { path: string }[] }).errors.map(({ path }) => path)).toContain(
    `marks.0.${field}`,
  )
})

test('no token, a wrong one and a revoked one are one answer; nothing is recorded', async () => {
  const revoked = await newTablet()
  await db.execute(sql`update public.devices set revoked = true where id = ${revoked.device.id}`)
  for (const bad of [undefined, 'x', 'a'.repeat(43), revoked.token]) {
    const answer = await postMarks(
      post('/api/v1/tablet/marks', { ...(bad ? { token: bad } : {}), body: marks() }),
    )
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  }
})

test('a tablet of another school cannot mark here; a tablet is no member of staff', async () => {
  const elsewhere = await newTablet(await given.school())
  const answer = await postMarks(post('/api/v1/tablet/marks', { token: elsewhere.token, body: marks() }))
  expect(((await answer.json()) as { outcomes: { outcome: string }[] }).outcomes[0]?.outcome).toBe(
    'other-school',
  )
  expect((await getBoard(get('/api/v1/kitchen/board', { authorization: `Bearer ${token}` }))).status).toBe(
    403,
  )
  expect((await getBoard(get('/api/v1/kitchen/board'))).status).toBe(401)
  expect(
    (await makeCode(post('/api/v1/staff/pairing-codes', { token, body: { schoolId: room.schoolId } })))
      .status,
  ).toBe(403)
  expect(
    (await makeCode(post('/api/v1/staff/pairing-codes', { body: { schoolId: room.schoolId } }))).status,
  ).toBe(401)
})

test('the status says ok while the database answers', async () => {
  const answer = await getStatus(get('/api/v1/status'))
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
})
