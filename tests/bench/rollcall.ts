import { createHash, randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { freeWebPort, startWebServer } from '@/cli/web-server'
import { provideEnv } from '@/env'
import { type BenchScale, openBenchServer } from './database'
import { closedLoop, httpClient, openLoop } from './load'
import { say } from './say'
import { median, percentile, rounded } from './stats'

const CLASS_SIZE = 25
const WORKERS = 12
const ROUNDS = 3
const ROUND_SECONDS = 10
/** All of Italy's canteens within an hour: about 100,000 classes, 28 a second. */
const ITALY_CLASSES_PER_SECOND = 28
const ITALY_SECONDS = 15

type Batch = {
  schoolId: number
  deviceId: number
  token: string
  day: string
  service: string
  marks: object[]
}

/** Classes of exactly 25 enrolled children of one school, each with its school's tablet. */
const loadClasses = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const schools = await client.query<{ school_id: number; code: string; children: number[] }>(`
      select p.school_id, s.code, array_agg(p.child_id order by p.class_id, p.child_id) as children
      from portal.placement p
      join portal.enrolment e on e.child_id = p.child_id and e.valid_from <= current_date - 59 and (e.valid_to is null or e.valid_to >= current_date)
      join portal.service s on s.service_id = e.service_id and s.kind = 'canteen'
      where p.valid_from <= current_date - 59 and (p.valid_to is null or p.valid_to >= current_date)
      group by 1, 2 having count(*) >= ${CLASS_SIZE}`)
    const days = await client.query<{ day: string }>(
      `
      select d::date::text as day from generate_series(current_date - 59, current_date - 1, interval '1 day') d
      where not exists (select from portal.attendance a where a.day = d::date)
        and (select bool_and(portal.is_open(s.service_id, school_id, d::date))
             from portal.service s, unnest($1::int[]) school_id where s.kind = 'canteen')
      order by 1 desc`,
      [schools.rows.map(({ school_id }) => school_id)],
    )
    const tokens = new Map(
      schools.rows.map(({ school_id }) => [school_id, randomBytes(32).toString('base64url')]),
    )
    const devices = await client.query<{ id: number; school_id: number }>(
      `insert into public.devices (name, school_id, revoked, token_hash)
       select 'bench', (t ->> 0)::int, false, t ->> 1 from jsonb_array_elements($1::jsonb) t returning id, school_id`,
      [
        JSON.stringify(
          [...tokens].map(([id, token]) => [id, createHash('sha256').update(token).digest('base64url')]),
        ),
      ],
    )
    const deviceOf = new Map(devices.rows.map(({ id, school_id }) => [school_id, id]))
    const classes = schools.rows.flatMap(({ school_id, code, children }) =>
      Array.from({ length: Math.floor(children.length / CLASS_SIZE) }, (_, index) => ({
        schoolId: school_id,
        deviceId: deviceOf.get(school_id) ?? 0,
        token: tokens.get(school_id) ?? '',
        service: code,
        children: children.slice(index * CLASS_SIZE, (index + 1) * CLASS_SIZE),
      })),
    )
    // A fixed shuffle: neighbours in time are not neighbours on disk.
    const order = classes.map((one, index) => ({ one, key: (index * 7_919) % (classes.length || 1) }))
    return {
      classes: order.toSorted((a, b) => a.key - b.key).map(({ one }) => one),
      days: days.rows.map(({ day }) => day),
    }
  } finally {
    await client.end()
  }
}

/** Every class of every free day once, two of 25 absent; when all are done, again as corrections. */
const batches = ({ classes, days }: Awaited<ReturnType<typeof loadClasses>>) => {
  let served = 0
  return (): Batch => {
    const one = classes[served % classes.length]
    const day = days[Math.floor(served / classes.length) % days.length]
    if (!one || !day) throw new Error('No class or no open day to mark')
    const round = Math.floor(served / (classes.length * days.length))
    served++
    const { children, ...rest } = one
    const markedAt = new Date().toISOString()
    return {
      ...rest,
      day,
      marks: children.map((childId, index) => ({
        markId: randomUUID(),
        childId,
        status: (index + round) % 12 === 3 ? 'absent' : 'present',
        markedAt,
      })),
    }
  }
}

const CALL = `select * from portal.record_marks($1::int, $2::int, null, $3::text, $4::date, $5::jsonb, now(), current_date, current_date - 60)`

type ScaleFigures = {
  children: string
  httpMarksPerSecond: number
  sqlMarksPerSecond: number
  ratio: number
  p50: number
  p95: number
  p99: number
  p99AtItalyRate: number
}

const measure = async (
  bench: Awaited<ReturnType<typeof openBenchServer>>,
  scale: BenchScale,
  children: string,
): Promise<ScaleFigures> => {
  const database = await bench.fresh(scale)
  const next = batches(await loadClasses(database.url))
  const port = await freeWebPort(0)
  if (!port) throw new Error('No free port')
  provideEnv({
    PORTALE_WORKER: '0',
    PORT: String(port),
    PORTALE_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
  })
  const web = startWebServer({ mode: 'start', port })
  const http = httpClient(port, 64)
  // Kept open while HTTP has its turn, as the site keeps its own.
  const sql = new pg.Pool({ connectionString: database.url, max: WORKERS, idleTimeoutMillis: 0 })
  sql.on('error', () => undefined)
  try {
    await web.ready()
    const sendHttp = async () => {
      const { token, day, service, marks } = next()
      const answer = await http.send({
        method: 'POST',
        path: '/api/v1/tablet/marks',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ day, service, marks }),
      })
      if (answer.status !== 200 || answer.body.split('"recorded"').length - 1 !== CLASS_SIZE) {
        throw new Error(`Unexpected answer ${answer.status}: ${answer.body.slice(0, 300)}`)
      }
    }
    const sendSql = async () => {
      const { schoolId, deviceId, day, service, marks } = next()
      const { rowCount } = await sql.query({
        name: 'bench-marks',
        text: CALL,
        values: [schoolId, deviceId, service, day, JSON.stringify(marks)],
      })
      if (rowCount !== CLASS_SIZE) throw new Error(`Unexpected ${rowCount} outcomes`)
    }
    say(`${children} bambini: riscaldamento`)
    await closedLoop({ seconds: 5, workers: WORKERS, work: sendHttp })
    await closedLoop({ seconds: 3, workers: WORKERS, work: sendSql })
    const perSecond: { http: number[]; sql: number[]; latencies: number[][] } = {
      http: [],
      sql: [],
      latencies: [],
    }
    for (let round = 1; round <= ROUNDS; round++) {
      const bySql = await closedLoop({ seconds: ROUND_SECONDS, workers: WORKERS, work: sendSql })
      const byHttp = await closedLoop({ seconds: ROUND_SECONDS, workers: WORKERS, work: sendHttp })
      perSecond.sql.push((bySql.done * CLASS_SIZE) / bySql.seconds)
      perSecond.http.push((byHttp.done * CLASS_SIZE) / byHttp.seconds)
      perSecond.latencies.push(byHttp.latenciesMs)
      say(
        `${children} bambini, giro ${round}: HTTP ${perSecond.http.at(-1)?.toFixed(0)} presenze/s, SQL ${perSecond.sql.at(-1)?.toFixed(0)}`,
      )
    }
    const italy: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      const { latenciesMs } = await openLoop({
        seconds: ITALY_SECONDS,
        perSecond: ITALY_CLASSES_PER_SECOND,
        work: sendHttp,
      })
      italy.push(percentile(latenciesMs, 0.99))
      say(`${children} bambini, ${ITALY_CLASSES_PER_SECOND} classi/s: p99 ${italy.at(-1)?.toFixed(1)} ms`)
    }
    const at = (share: number) =>
      rounded(median(perSecond.latencies.map((latencies) => percentile(latencies, share))))
    const ratios = perSecond.http.map((value, index) => value / (perSecond.sql[index] ?? Number.NaN))
    return {
      children,
      httpMarksPerSecond: Math.round(median(perSecond.http)),
      sqlMarksPerSecond: Math.round(median(perSecond.sql)),
      ratio: rounded(median(ratios)),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      p99AtItalyRate: rounded(median(italy)),
    }
  } finally {
    http.close()
    await web.stop()
    await sql.end()
    await database.drop()
  }
}

/** Tablets that send classes of 25 through everything, beside the same statement from a bare driver. */
export const rollcall = async () => {
  const bench = await openBenchServer()
  try {
    const small = await measure(bench, 'thousand', '1000')
    const large = await measure(bench, 'city', '100000')
    const { children: _, ...figures } = large
    const json = { ...figures, scale: { 1000: small, 100000: large } }
    const row = (f: ScaleFigures) =>
      `| ${f.children} | ${f.httpMarksPerSecond} | ${f.sqlMarksPerSecond} | ${f.ratio} | ${f.p50} | ${f.p95} | ${f.p99} | ${f.p99AtItalyRate} |`
    const lines = [
      '| bambini | HTTP presenze/s | SQL presenze/s | rapporto | p50 ms | p95 ms | p99 ms | p99 a 28 classi/s |',
      '|---|---|---|---|---|---|---|---|',
      row(small),
      row(large),
    ]
    return { json, lines }
  } finally {
    await bench.stop()
  }
}
