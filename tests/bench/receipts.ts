import { openNotices } from '@tests/support/open-notices'
import { receiptRequest } from '@tests/support/payments'
import pg from 'pg'
import { freeWebPort, startWebServer } from '@/cli/web-server'
import { provideEnv } from '@/env'
import { openBenchServer } from './database'
import { closedLoop, httpClient, openLoop } from './load'
import { say } from './say'
import { median, percentile, rounded } from './stats'

const RECEIPTS_PER_SECOND = 200
const SECONDS = 20
const ROUNDS = 3
const WORKERS = 12
const AMOUNT_CENTS = 20_00
/** Enough for every round at the fixed rate, and for what the server can take. */
const TOP_UPS = 60_000

/** Receipts through the station of the production server, jobs and database on the same machine. */
export const receipts = async () => {
  const bench = await openBenchServer()
  const database = await bench.fresh('town')
  const port = await freeWebPort(0)
  if (!port) throw new Error('No free port')
  try {
    const numbers = await openNotices(database.url, { count: TOP_UPS, cents: AMOUNT_CENTS })
    provideEnv({
      PORTALE_WORKER: '1',
      PORT: String(port),
      PORTALE_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'warn',
    })
    const web = startWebServer({ mode: 'start', port })
    const http = httpClient(port, 64)
    let sent = 0
    const deliver = async () => {
      const number = numbers[sent++]
      if (!number) throw new Error('More receipts than notices')
      const answer = await http.send({
        method: 'POST',
        path: '/api/pagopa/station',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '"paSendRTV2"' },
        body: receiptRequest({ noticeNumber: number, receiptId: `bench${number}` }),
      })
      if (answer.status !== 200 || !answer.body.includes('<outcome>OK</outcome>'))
        throw new Error(`Unexpected answer ${answer.status}: ${answer.body.slice(0, 300)}`)
    }
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const countOf = async (query: string, values: unknown[] = []): Promise<number> =>
      (await client.query<{ count: number }>(query, values)).rows[0]?.count ?? Number.NaN
    try {
      await web.ready()
      say('ricevute: riscaldamento')
      await closedLoop({ seconds: 5, workers: WORKERS, work: deliver })
      const p50: number[] = []
      const p99: number[] = []
      const rate: number[] = []
      for (let round = 1; round <= ROUNDS; round++) {
        const steady = await openLoop({ seconds: SECONDS, perSecond: RECEIPTS_PER_SECOND, work: deliver })
        p50.push(percentile(steady.latenciesMs, 0.5))
        p99.push(percentile(steady.latenciesMs, 0.99))
        rate.push(steady.done / steady.seconds)
        say(`${RECEIPTS_PER_SECOND} ricevute/s, giro ${round}: p99 ${p99.at(-1)?.toFixed(1)} ms`)
      }
      const behind = await countOf(
        "select count(*)::int as count from portal.delivery where state = 'queued' and channel = 'email'",
      )
      const most: number[] = []
      const mostP99: number[] = []
      for (let round = 1; round <= ROUNDS; round++) {
        const full = await closedLoop({ seconds: 10, workers: WORKERS, work: deliver })
        most.push(full.done / full.seconds)
        mostP99.push(percentile(full.latenciesMs, 0.99))
        say(`tutte quelle che prende, giro ${round}: ${most.at(-1)?.toFixed(0)} ricevute/s`)
      }
      const credited = await countOf(
        `select count(*)::int as count from portal.receipt r join portal.ledger_line l on l.kind = 'topUp' and l.source_id = r.top_up_id
         where r.receipt_id like 'bench%' and l.cents = $1`,
        [AMOUNT_CENTS],
      )
      if (credited !== sent) throw new Error(`${sent} receipts sent, ${credited} credited`)
      return {
        receiptsPerSecond: rounded(median(rate)),
        p50: rounded(median(p50)),
        p99: rounded(median(p99)),
        emailsBehind: behind,
        mostPerSecond: Math.round(median(most)),
        p99AtMost: rounded(median(mostP99)),
      }
    } finally {
      http.close()
      await client.end()
      await web.stop()
    }
  } finally {
    await database.drop()
    await bench.stop()
  }
}
