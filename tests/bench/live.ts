import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { payloadPassword } from '@/cli/seed/staff'
import { freeWebPort, startWebServer } from '@/cli/web-server'
import { provideEnv } from '@/env'
import { dayInRome } from '@/shared/dates'
import { openBenchServer } from './database'
import { httpClient } from './load'
import { say } from './say'
import { percentile, rounded } from './stats'

const SECONDS = 300
const LISTENERS = 200
const GOAL_MS = 1_000

type Group = { classId: number; service: string; token: string; children: number[] }

/** Every class that eats on the day, each with its school's tablet. */
const loadGroups = async (client: pg.Client, day: string): Promise<Group[]> => {
  const { rows: classes } = await client.query<{
    class_id: number
    school_id: number
    code: string
    children: number[]
  }>(
    `select distinct on (l.class_id) l.class_id, l.school_id, l.code, array_agg(l.child_id order by l.child_id) as children
     from portal.day_list($1::date) l where l.is_expected and l.status is null and l.kind in ('canteen', 'nursery')
     group by l.class_id, l.school_id, l.code order by l.class_id, count(*) desc`,
    [day],
  )
  const tokens = new Map(classes.map(({ school_id }) => [school_id, randomBytes(32).toString('base64url')]))
  await client.query(
    `insert into public.devices (name, school_id, revoked, token_hash)
     select 'bench', (t ->> 0)::int, false, t ->> 1 from jsonb_array_elements($1::jsonb) t`,
    [
      JSON.stringify(
        [...tokens].map(([id, token]) => [id, createHash('sha256').update(token).digest('base64url')]),
      ),
    ],
  )
  return classes.map(({ class_id, school_id, code, children }) => ({
    classId: class_id,
    service: code,
    token: tokens.get(school_id) ?? '',
    children,
  }))
}

/** A member of the kitchen's staff, signed in: the cookie. */
const signIn = async (client: pg.Client, port: number): Promise<string> => {
  const email = 'bench-kitchen@example.org'
  const password = randomBytes(18).toString('base64url')
  const { salt, hash } = await payloadPassword(password)
  await client.query(
    `with born as (insert into public.staff (name, active, email, salt, hash) values ('Bench', true, $1, $2, $3) returning id)
     insert into public.staff_roles ("order", parent_id, value) select 1, id, 'kitchen' from born`,
    [email, salt, hash],
  )
  const answer = await fetch(`http://localhost:${port}/api/staff/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('payload-token='))
  if (!cookie) throw new Error(`The kitchen cannot sign in: ${answer.status}`)
  return cookie.split(';')[0] ?? ''
}

type Board = {
  schools: { classes: { id: number; services: { code: string; present: number; absent: number }[] }[] }[]
}

/** Which classes a board counts; read once for all who get the same board. */
const countedIn = (text: string): string[] =>
  (JSON.parse(text) as Board).schools.flatMap((school) =>
    school.classes.flatMap(({ id, services }) =>
      services.filter(({ present, absent }) => present + absent > 0).map(({ code }) => `${id}/${code}`),
    ),
  )

/** One who watches: calls `show` with each board. */
const watch = (port: number, path: string, cookie: string, agent: Agent, show: (text: string) => void) =>
  new Promise<{ stop: () => void }>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, agent, headers: { cookie } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`A listener is refused: ${answer.statusCode}`))
      let held = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        held += chunk
        for (let end = held.indexOf('\n\n'); end >= 0; end = held.indexOf('\n\n')) {
          const event = held.slice(0, end)
          held = held.slice(end + 2)
          if (event.startsWith('data: ')) show(event.slice(6))
        }
      })
      answer.on('error', () => undefined)
      resolve({ stop: () => call.destroy() })
    })
    call.on('error', reject)
    call.end()
  })

/**
 * Every class of a town sends within five minutes (`--fast`: 30 seconds) while 200 watch: from the tablet's POST to the
 * arrival, at each of them, of a board that counts the class.
 */
export const live = async () => {
  const seconds = process.argv.includes('--fast') ? 30 : SECONDS
  const bench = await openBenchServer()
  const database = await bench.fresh('town')
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { db } = await import('@/db/client')
  const { ensureTodayOpen } = await import('@/cli/seed')
  await ensureTodayOpen(db, dayInRome(Temporal.Now.instant()))
  // Everybody eats: the fullest day there is. Of the days that take marks, the one with most classes still to send.
  await client.query('delete from public.classes_canteen_weekdays')
  const { rows: days } = await client.query<{ day: string }>(
    `select d::date::text as day
     from generate_series(current_date - 20, current_date, interval '1 day') d
     cross join lateral portal.day_list(d::date) l
     where l.is_expected and l.status is null and l.kind in ('canteen', 'nursery')
     group by d order by count(distinct l.class_id) desc, d desc limit 1`,
  )
  const day = days[0]?.day
  if (!day) throw new Error('No open day without marks')
  const port = await freeWebPort(0)
  if (!port) throw new Error('No free port')
  provideEnv({
    PORTALE_WORKER: '0',
    PORT: String(port),
    PORTALE_URL: `http://localhost:${port}`,
    LOG_LEVEL: 'warn',
  })
  const web = startWebServer({ mode: 'start', port })
  const http = httpClient(port, 32)
  const agent = new Agent({ keepAlive: true, maxSockets: LISTENERS })
  const watchers: { stop: () => void }[] = []
  try {
    await web.ready()
    const groups = await loadGroups(client, day)
    const cookie = await signIn(client, port)
    const { rows: kitchens } = await client.query<{ code: string }>(
      'select code from public.kitchens order by 1',
    )

    const postedAt = new Map<string, number>()
    const latencies: number[] = []
    /** The last board of each address: all who watch it get the same text. */
    const read = new Map<string, { text: string; counted: string[] }>()
    let boards = 0
    let bytes = 0
    const open = (index: number) => {
      // Half watch the whole town, half one kitchen.
      const kitchen = index % 2 === 0 ? null : kitchens[((index - 1) / 2) % (kitchens.length || 1)]
      const path = `/api/v1/kitchen/live?day=${day}${kitchen ? `&kitchen=${kitchen.code}` : ''}`
      const seen = new Set<string>()
      return watch(port, path, cookie, agent, (text) => {
        const now = performance.now()
        boards++
        bytes += text.length
        const last = read.get(path)
        const current = last?.text === text ? last : { text, counted: countedIn(text) }
        read.set(path, current)
        for (const one of current.counted) {
          const at = postedAt.get(one)
          if (at === undefined || seen.has(one)) continue
          seen.add(one)
          latencies.push(now - at)
        }
      })
    }
    say(`${LISTENERS} in ascolto`)
    for (let index = 0; index < LISTENERS; index++) watchers.push(await open(index))

    say(`${groups.length} classi in ${seconds} s`)
    const answers: number[] = []
    const sending: Promise<void>[] = []
    const started = performance.now()
    for (const [index, { classId, service, token, children }] of groups.entries()) {
      const wait = started + (index * seconds * 1000) / groups.length - performance.now()
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      const markedAt = new Date().toISOString()
      const marks = children.map((childId, place) => ({
        markId: randomUUID(),
        childId,
        status: place % 12 === 3 ? 'absent' : 'present',
        markedAt,
      }))
      const from = performance.now()
      postedAt.set(`${classId}/${service}`, from)
      sending.push(
        http
          .send({
            method: 'POST',
            path: '/api/v1/tablet/marks',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ day, service, marks }),
          })
          .then(({ status, body }) => {
            if (status !== 200 || !body.includes('"recorded"'))
              throw new Error(`Unexpected answer ${status}: ${body.slice(0, 300)}`)
            answers.push(performance.now() - from)
          }),
      )
    }
    await Promise.all(sending)
    await new Promise((resolve) => setTimeout(resolve, 3_000))

    const at = (samples: readonly number[], share: number) => rounded(percentile(samples, share))
    const json = {
      classes: groups.length,
      children: groups.reduce((sum, { children }) => sum + children.length, 0),
      seconds,
      listeners: LISTENERS,
      arrivals: latencies.length,
      boards,
      megabytes: Math.round(bytes / 1e6),
      answerP99Ms: at(answers, 0.99),
      p50Ms: at(latencies, 0.5),
      p99Ms: at(latencies, 0.99),
      maxMs: at(latencies, 1),
      goalMs: GOAL_MS,
    }
    // Who watches the whole town sees every class.
    if (latencies.length < (groups.length * LISTENERS) / 2)
      throw new Error(`Only ${latencies.length} arrivals: ${JSON.stringify(json)}`)
    return {
      json,
      lines: [
        '| classi | secondi | in ascolto | arrivi | risposta p99 ms | p50 ms | p99 ms | max ms |',
        '|---|---|---|---|---|---|---|---|',
        `| ${json.classes} | ${seconds} | ${LISTENERS} | ${json.arrivals} | ${json.answerP99Ms} | ${json.p50Ms} | ${json.p99Ms} (obiettivo ${GOAL_MS}) | ${json.maxMs} |`,
      ],
    }
  } finally {
    for (const watcher of watchers) watcher.stop()
    agent.destroy()
    http.close()
    await web.stop()
    await client.end()
    await database.drop()
    await bench.stop()
  }
}
