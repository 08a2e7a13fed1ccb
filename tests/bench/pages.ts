import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { freeWebPort, startWebServer } from '@/cli/web-server'
import { provideEnv } from '@/env'
import { AccountId } from '@/shared/ids'
import { openBenchServer } from './database'
import { closedLoop, httpClient, openLoop } from './load'
import { say } from './say'
import { median, percentile, rounded } from './stats'

const WORKERS = 8
const ROUNDS = 3
const ROUND_SECONDS = 6
const PER_SECOND = 50
const RATE_SECONDS = 15
const COUNTED = 100
/** Every statement that the site sends is counted by PostgreSQL as it ends; begin and commit are none. */
const COUNTING = ['shared_preload_libraries=pg_stat_statements', 'pg_stat_statements.track_utility=off']

/** A family of three children with a year of attendance behind it, signed in. */
const signInFamily = async (client: pg.Client) => {
  const { sealSession, sessionCookie } = await import('@/http/session-cookie')
  const found = await client.query<{ account_id: number }>(`
    with parent as (
      select guardian_id, array_agg(child_id order by child_id) as children from public.guardianships
      group by guardian_id having count(*) >= 3 order by guardian_id limit 1
    ), own as (
      select a.account_id, parent.children from portal.account a join parent on a.child_id = parent.children[1]
    ), linked as (
      insert into portal.account_child (account_id, child_id)
      select own.account_id, child_id from own, unnest(own.children[2:3]) child_id on conflict do nothing
    )
    select account_id from own`)
  const accountId = AccountId.parse(found.rows[0]?.account_id)
  const sessionId = randomUUID()
  await client.query(
    `insert into portal.session (session_id, account_id, created_at, expires_at) values ($1, $2, now(), now() + interval '8 hours')`,
    [sessionId, accountId],
  )
  return `${sessionCookie.name}=${await sealSession({ accountId, sessionId } as Parameters<typeof sealSession>[0])}`
}

/** The pages a family opens most, beside an empty server-rendered page of the same app. */
export const pages = async () => {
  const bench = await openBenchServer(COUNTING)
  const database = await bench.fresh('city')
  const port = await freeWebPort(0)
  if (!port) throw new Error('No free port')
  const address = `http://127.0.0.1:${port}`
  provideEnv({
    PORTALE_WORKER: '0',
    PORTALE_DEMO: '1',
    PORT: String(port),
    PORTALE_URL: address,
    NEXTAUTH_URL: address,
    LOG_LEVEL: 'warn',
  } as never)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const cookie = await signInFamily(client)
  const web = startWebServer({ mode: 'start', port })
  const http = httpClient(port, 128)
  try {
    await web.ready()
    const visit = (path: string, signedIn: string) => async () => {
      const answer = await http.send({ path, headers: { cookie, accept: 'text/html' } })
      if (answer.status !== 200 || !answer.body.includes(signedIn))
        throw new Error(`${path}: unexpected answer ${answer.status}`)
    }
    const PAGES = {
      empty: visit('/misura', 'Pagina di misura'),
      home: visit('/', 'Esci'),
      calendar: visit('/presenze', 'Esci'),
      payments: visit('/pagamenti', 'Esci'),
    }
    type Name = keyof typeof PAGES
    const names = Object.keys(PAGES) as Name[]
    const perSecond = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
      Name,
      number[]
    >
    for (const name of names) await closedLoop({ seconds: 3, workers: WORKERS, work: PAGES[name] })
    for (let round = 1; round <= ROUNDS; round++) {
      for (const name of names) {
        const { done, seconds } = await closedLoop({
          seconds: ROUND_SECONDS,
          workers: WORKERS,
          work: PAGES[name],
        })
        perSecond[name].push(done / seconds)
      }
      say(
        `giro ${round}: ${names.map((name) => `${name} ${perSecond[name].at(-1)?.toFixed(0)}/s`).join(', ')}`,
      )
    }
    const p95 = {} as Record<Name, number>
    const queries = {} as Record<Name, number>
    await client.query('create extension if not exists pg_stat_statements')
    const statements = async () => {
      const { rows } = await client.query<{ n: string }>(
        `select coalesce(sum(calls), 0) as n from pg_stat_statements
         where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat_statements%'`,
      )
      return Number(rows[0]?.n)
    }
    for (const name of names) {
      const before = await statements()
      for (let index = 0; index < COUNTED; index++) await PAGES[name]()
      queries[name] = ((await statements()) - before) / COUNTED
      p95[name] = rounded(
        percentile(
          (await openLoop({ seconds: RATE_SECONDS, perSecond: PER_SECOND, work: PAGES[name] })).latenciesMs,
          0.95,
        ),
      )
    }
    const figures = Object.fromEntries(
      names.map((name) => [
        name,
        {
          requestsPerSecond: rounded(median(perSecond[name])),
          ratioToEmpty: rounded(
            median(perSecond[name].map((value, index) => value / (perSecond.empty[index] ?? Number.NaN))),
          ),
          p95AtFiftyPerSecond: p95[name],
          queries: queries[name],
        },
      ]),
    ) as Record<
      Name,
      { requestsPerSecond: number; ratioToEmpty: number; p95AtFiftyPerSecond: number; queries: number }
    >
    return {
      json: figures,
      lines: [
        '| pagina | richieste/s | rispetto alla vuota | p95 a 50/s, ms | interrogazioni |',
        '|---|---|---|---|---|',
        ...names.map((name) => {
          const f = figures[name]
          return `| ${name} | ${f.requestsPerSecond} | ${f.ratioToEmpty} | ${f.p95AtFiftyPerSecond} | ${f.queries} |`
        }),
      ],
    }
  } finally {
    http.close()
    await web.stop()
    await client.end()
    await database.drop()
    await bench.stop()
  }
}
