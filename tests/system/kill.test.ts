// Guarantee: a server killed in the middle loses nothing that it confirmed, and what is sent again counts once.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openNotices } from '@tests/support/open-notices'
import { receiptRequest } from '@tests/support/payments'
import { openWire } from '@tests/support/wire'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbeddedDatabase } from '@/cli/embedded-database'
import { freeWebPort, startWebServer, type WebServer } from '@/cli/web-server'
import { provideEnv } from '@/env'
import { dayInRome } from '@/shared/dates'

const root = path.resolve(import.meta.dirname, '../..')
const BATCHES = 200
const IN_FLIGHT = 8
const KILLED_AFTER = 70

type Mark = { markId: string; childId: number; status: 'present' | 'absent'; markedAt: string }
type Batch = { token: string; body: { day: string; service: string; marks: Mark[] } }
type Roster = {
  day: string
  classes: { id: number; children: { id: number; services: string[] }[] }[]
}

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'portale-kill-'))
chmodSync(dataDir, 0o755)
let url = ''
const servers: WebServer[] = []
let stopDatabase: () => Promise<void> = async () => undefined

/** Another database of the same server. */
const urlOf = (name: string): string => {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

const query = async <Row extends pg.QueryResultRow>(databaseUrl: string, text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

/** A command of the operator, as a process; answers its exit code and last line. */
const portale = (...args: string[]): Promise<{ code: number; last: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', path.join(root, 'src/cli/portale.ts'), ...args],
      { cwd: root, maxBuffer: 10_000_000 },
      (error, stdout) =>
        resolve({
          code: error ? Number(error.code) : 0,
          last: stdout.trim().split('\n').at(-1) ?? '',
        }),
    )
  })

const serve = async (databaseUrl: string): Promise<{ web: WebServer; address: string }> => {
  const port = (await freeWebPort(0)) ?? 0
  const address = `http://localhost:${port}`
  provideEnv({ DATABASE_URL: databaseUrl, PORT: String(port), PORTALE_URL: address })
  const web = startWebServer({ mode: 'start', port })
  servers.push(web)
  await web.ready()
  return { web, address }
}

/** Sends the batches, some at a time; `confirmed` hears of each that was answered 200. */
const sendAll = async (address: string, batches: Batch[], confirmed: (count: number) => void) => {
  const queue = [...batches]
  let answered = 0
  const recorded: string[] = []
  const sender = async () => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      const answer = await fetch(`${address}/api/v1/tablet/marks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${batch.token}` },
        body: JSON.stringify(batch.body),
      }).catch(() => null)
      if (answer?.status !== 200) continue
      const { outcomes } = (await answer.json().catch(() => ({ outcomes: [] }))) as {
        outcomes: { outcome: string }[]
      }
      for (const { outcome } of outcomes) recorded.push(outcome)
      answered += 1
      confirmed(answered)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender))
  return { answered, recorded }
}

/** Everything that must be the same however often the marks came. */
const stateOf = async (databaseUrl: string) => ({
  marks: await query(
    databaseUrl,
    'select mark_id, child_id, service_id, day::text, status from portal.mark order by mark_id',
  ),
  attendance: await query(
    databaseUrl,
    'select child_id, service_id, day::text, status, mark_id, open_charge_cents from portal.attendance order by 1, 2, 3',
  ),
  balances: await query(
    databaseUrl,
    'select child_id, service_id, balance_cents from portal.wallet order by 1, 2',
  ),
  openCharges: await query(
    databaseUrl,
    `select child_id, service_id, day::text, sum(cents) as cents from portal.ledger_line
     where kind in ('charge', 'reversal') group by 1, 2, 3 having sum(cents) <> 0 order by 1, 2, 3`,
  ),
})

beforeAll(async () => {
  const secret = () => randomUUID() + randomUUID()
  provideEnv({
    NODE_ENV: 'production',
    PORTALE_DEMO: '1',
    PORTALE_DATA_DIR: dataDir,
    DEMO_SCALE: 'small',
    PAYLOAD_SECRET: secret(),
    NEXTAUTH_SECRET: secret(),
    LOG_LEVEL: 'silent',
  })
  const database = await openEmbeddedDatabase(dataDir, 'portale', ['fsync=off', 'shared_buffers=128MB'])
  url = database.url
  stopDatabase = database.stop
  provideEnv({ DATABASE_URL: url })
  expect((await portale('seed', '--json')).code).toBe(0)
}, 240_000)

afterAll(async () => {
  for (const server of servers) await server.stop()
  await stopDatabase()
  rmSync(dataDir, { recursive: true, force: true })
})

const today = dayInRome(Temporal.Now.instant())

const pairEverySchool = async (address: string): Promise<{ token: string; roster: Roster }[]> => {
  const schools = await query<{ school_id: number }>(
    url,
    'select school_id from portal.school where is_active order by 1',
  )
  const paired: { token: string; roster: Roster }[] = []
  for (const { school_id: school } of schools) {
    const code = JSON.parse(
      (await portale('tablet', 'pairing-code', '--school', String(school), '--json')).last,
    )
    const pair = await fetch(`${address}/api/v1/tablet/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pairingCode: code.pairingCode, deviceName: 'Prova' }),
    })
    expect(pair.status).toBe(201)
    const { token } = (await pair.json()) as { token: string }
    const roster = await fetch(`${address}/api/v1/tablet/roster?day=${today}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(roster.status).toBe(200)
    paired.push({ token, roster: (await roster.json()) as Roster })
  }
  return paired
}

test('200 batches, a SIGKILL in the middle, everything sent again: as if sent once', async () => {
  const first = await serve(url)
  const tablets = await pairEverySchool(first.address)
  await first.web.stop()

  const classes = tablets.flatMap(({ token, roster }) =>
    roster.classes
      .map(({ children }) => children.filter((child) => child.services.includes('refezione')))
      .filter((children) => children.length > 0)
      .map((children) => ({ token, day: roster.day, children })),
  )
  expect(classes.length).toBeGreaterThan(0)
  const start = Date.now() - BATCHES * 1_000
  const batches = Array.from({ length: BATCHES }, (_, index): Batch => {
    const group = classes[index % classes.length]
    if (!group) throw new Error('no class')
    const marks = group.children.map(
      (child, place): Mark => ({
        markId: randomUUID(),
        childId: child.id,
        status: (index + place) % 3 === 0 ? 'absent' : 'present',
        markedAt: new Date(start + index * 1_000).toISOString(),
      }),
    )
    return { token: group.token, body: { day: group.day, service: 'refezione', marks } }
  })
  await query(urlOf('postgres'), 'create database reference template portale')

  const second = await serve(url)
  const interrupted = await sendAll(second.address, batches, (count) => {
    if (count === KILLED_AFTER) second.web.kill('SIGKILL')
  })
  expect(await second.web.exited).toBe('SIGKILL')
  expect(interrupted.answered).toBeGreaterThanOrEqual(KILLED_AFTER)
  expect(interrupted.answered).toBeLessThan(BATCHES)

  const third = await serve(url)
  const again = await sendAll(third.address, batches, () => undefined)
  await third.web.stop()
  expect(again.answered).toBe(BATCHES)
  expect(again.recorded).toContain('already-recorded')
  expect(again.recorded).toContain('recorded')

  const reference = await serve(urlOf('reference'))
  const once = await sendAll(reference.address, batches, () => undefined)
  await reference.web.stop()
  expect(once.answered).toBe(BATCHES)
  expect(once.recorded).not.toContain('already-recorded')

  expect(await stateOf(url)).toEqual(await stateOf(urlOf('reference')))
  provideEnv({ DATABASE_URL: url })
  expect((await portale('ledger', 'verify', '--json')).code).toBe(0)
}, 300_000)

/** Delivers a receipt as the Node does: what is answered, or null when no answer came. */
const deliver = async (address: string, noticeNumber: string): Promise<string | null> => {
  const answer = await fetch(`${address}/api/pagopa/station`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '"paSendRTV2"' },
    body: receiptRequest({ noticeNumber, receiptId: `kill-${noticeNumber}` }),
  }).catch(() => null)
  const text = await answer?.text().catch(() => null)
  if (!text) return null
  return answer?.status === 200
    ? (/<faultCode>(.+?)</.exec(text)?.[1] ?? /<outcome>(.+?)</.exec(text)?.[1] ?? null)
    : `HTTP ${answer?.status}`
}

/** Those of the notices that are credited, each once. */
const creditedOf = async (notices: readonly string[]): Promise<Set<string>> => {
  const found = await query<{ number: string; credits: number }>(
    url,
    `select notice_number as number, count(*)::int as credits
     from portal.top_up t join portal.ledger_line l on l.kind = 'topUp' and l.source_id = t.top_up_id and l.cents = t.cents
     where notice_number in (${notices.map((number) => `'${number}'`).join()}) group by 1`,
  )
  expect(found.filter(({ credits }) => credits !== 1)).toEqual([])
  return new Set(found.map(({ number }) => number))
}

test('a SIGKILL after a receipt is stored and before it is answered: sent again it is a duplicate, credited once', async () => {
  const notices = await openNotices(url, { count: 14, cents: 20_00 })
  const [warmUp, unanswered] = [notices.slice(0, 8), notices.slice(8)]
  const wire = await openWire(url)
  provideEnv({ PORTALE_WORKER: '0' })
  const first = await serve(wire.url)
  // Opens the connections that the withheld answers will hold.
  expect(await Promise.all(warmUp.map((number) => deliver(first.address, number)))).toEqual(
    warmUp.map(() => 'OK'),
  )
  // On a busy machine they came one after the other, over few connections; a new one could not sign in any more.
  for (let tries = 50; tries > 0 && wire.connections() < warmUp.length; tries--)
    await Promise.all(warmUp.map((number) => deliver(first.address, number)))
  expect(wire.connections()).toBeGreaterThanOrEqual(warmUp.length)
  wire.withhold()
  const answers = Promise.all(unanswered.map((number) => deliver(first.address, number)))
  for (let left = 500; left > 0 && (await creditedOf(unanswered)).size < unanswered.length; left--)
    await sleep(20)
  expect((await creditedOf(unanswered)).size).toBe(unanswered.length)
  first.web.kill('SIGKILL')
  expect(await first.web.exited).toBe('SIGKILL')
  expect(await answers).toEqual(unanswered.map(() => null))
  wire.cut()

  provideEnv({ PORTALE_WORKER: '1' })
  const second = await serve(url)
  const again = await Promise.all(
    [...unanswered, ...unanswered].map((number) => deliver(second.address, number)),
  )
  expect(new Set(again)).toEqual(new Set(['PAA_RECEIPT_DUPLICATA']))
  expect((await creditedOf(notices)).size).toBe(notices.length)

  // In the middle of a burst, wherever each receipt happens to be.
  const burst = await openNotices(url, { count: 80, cents: 20_00 })
  const queue = [...burst]
  const answered = new Map<string, string>()
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let number = queue.shift(); number; number = queue.shift()) {
        const answer = await deliver(second.address, number)
        if (answer) answered.set(number, answer)
        if (answered.size === 30) second.web.kill('SIGKILL')
      }
    }),
  )
  expect(await second.web.exited).toBe('SIGKILL')
  const stored = await creditedOf(burst)
  expect(stored.size).toBeLessThan(burst.length)
  expect([...answered].filter(([number, answer]) => answer !== 'OK' || !stored.has(number))).toEqual([])

  const third = await serve(url)
  const verdicts = await Promise.all(burst.map((number) => deliver(third.address, number)))
  expect(verdicts).toEqual(burst.map((number) => (stored.has(number) ? 'PAA_RECEIPT_DUPLICATA' : 'OK')))
  const [once = ''] = await openNotices(url, { count: 1, cents: 20_00 })
  const fifty = await Promise.all(Array.from({ length: 50 }, () => deliver(third.address, once)))
  expect(fifty.filter((answer) => answer === 'OK')).toHaveLength(1)
  expect(fifty.filter((answer) => answer === 'PAA_RECEIPT_DUPLICATA')).toHaveLength(49)
  expect((await creditedOf([...burst, once])).size).toBe(burst.length + 1)
  await third.web.stop()
  expect((await portale('ledger', 'verify', '--json')).code).toBe(0)
}, 180_000)

test('a line forged in a copy of the database is found', async () => {
  await query(urlOf('postgres'), 'create database forged template portale')
  await query(
    urlOf('forged'),
    `set session_replication_role = replica;
     update portal.ledger_line set cents = cents - 100
     where line_id = (select max(line_id) from portal.ledger_line where kind = 'charge')`,
  )
  provideEnv({ DATABASE_URL: urlOf('forged') })
  expect((await portale('ledger', 'verify', '--json')).code).toBe(1)
  provideEnv({ DATABASE_URL: url })
}, 60_000)
