import pg from 'pg'
import { freeWebPort, startWebServer } from '@/cli/web-server'
import { env, provideEnv } from '@/env'
import { openBenchServer } from './database'
import { closedLoop, httpClient, openLoop } from './load'
import { notices } from './notices'
import { reconciliation } from './reconciliation'
import { say } from './say'
import { median, percentile, rounded } from './stats'

const RECEIPTS_PER_SECOND = 200
const SECONDS = 20
const ROUNDS = 3
const WORKERS = 12
const AMOUNT_CENTS = 20_00
/** Enough for every round at the fixed rate, and for what the server can take. */
const TOP_UPS = 60_000

/** Notices of 20 euro that wait to be paid, over all wallets of the town: their numbers. */
const openNotices = async (url: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ number: string }>(
      `with wallet as (
         select child_id, service_id, row_number() over (order by md5(child_id::text)) - 1 as n, count(*) over () as wallets
         from portal.wallet
       ), born as (
         insert into portal.top_up (top_up_id, child_id, service_id, cents, channel, provider, status, notice_number, created_at, expires_on)
         select gen_random_uuid(), child_id, service_id, $2::int, 'notice', 'pagopa', 'created',
           portal.notice_number($3, nextval('portal.notice_number_base')), now(), current_date + 60
         from generate_series(1, $1::int) g join wallet on n = g % wallets returning top_up_id, notice_number, created_at
       ), noted as (
         insert into portal.top_up_event (top_up_id, at, kind) select top_up_id, created_at, 'created' from born
       )
       select notice_number as number from born`,
      [TOP_UPS, AMOUNT_CENTS, env.PAGOPA_SEGREGATION_CODE],
    )
    await client.query('vacuum analyze portal.top_up')
    return rows.map(({ number }) => number)
  } finally {
    await client.end()
  }
}

/** A receipt as long as the Node's own. */
const receiptOf = (noticeNumber: string): string => {
  const creditor = env.PAGOPA_CREDITOR_FISCAL_CODE
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:paf="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"><soapenv:Header/><soapenv:Body><paf:paSendRTV2Request><idPA>${creditor}</idPA><idBrokerPA>${env.PAGOPA_BROKER_FISCAL_CODE}</idBrokerPA><idStation>${env.PAGOPA_STATION_ID}</idStation><receipt><receiptId>bench${noticeNumber}</receiptId><noticeNumber>${noticeNumber}</noticeNumber><fiscalCode>${creditor}</fiscalCode><outcome>OK</outcome><creditorReferenceId>${noticeNumber.slice(1)}</creditorReferenceId><paymentAmount>20.00</paymentAmount><description>Ricarica Refezione scolastica</description><companyName>Comune di Pesaro</companyName><debtor><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType><entityUniqueIdentifierValue>ANONIMO</entityUniqueIdentifierValue></uniqueIdentifier><fullName>ANONIMO</fullName></debtor><transferList><transfer><idTransfer>1</idTransfer><transferAmount>20.00</transferAmount><fiscalCodePA>${creditor}</fiscalCodePA><IBAN>IT60X0542811101000000123456</IBAN><remittanceInformation>/RFB/${noticeNumber.slice(1)}/20.00/TXT/Ricarica Refezione scolastica</remittanceInformation><transferCategory>9/0101108TS/</transferCategory></transfer></transferList><idPSP>BENCHPSP</idPSP><pspFiscalCode>99999999999</pspFiscalCode><PSPCompanyName>Banca di prova</PSPCompanyName><idChannel>99999999999_01</idChannel><channelDescription>WISP</channelDescription><paymentMethod>creditCard</paymentMethod><fee>1.50</fee><paymentDateTime>${new Date().toISOString()}</paymentDateTime></receipt></paf:paSendRTV2Request></soapenv:Body></soapenv:Envelope>`
}

/** Receipts through the station of the production server, jobs and database on the same machine. */
const receipts = async () => {
  const bench = await openBenchServer()
  const database = await bench.fresh('town')
  const port = await freeWebPort(0)
  if (!port) throw new Error('No free port')
  try {
    const numbers = await openNotices(database.url)
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
        body: receiptOf(number),
      })
      if (answer.status !== 200 || !answer.body.includes('<outcome>OK</outcome>'))
        throw new Error(`Unexpected answer ${answer.status}: ${answer.body.slice(0, 300)}`)
    }
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
      const most: number[] = []
      for (let round = 1; round <= ROUNDS; round++) {
        const full = await closedLoop({ seconds: 10, workers: WORKERS, work: deliver })
        most.push(full.done / full.seconds)
        say(`tutte quelle che prende, giro ${round}: ${most.at(-1)?.toFixed(0)} ricevute/s`)
      }
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      const { rows } = await client.query<{ credited: number }>(
        `select count(*)::int as credited from portal.receipt r join portal.ledger_line l on l.kind = 'topUp' and l.source_id = r.top_up_id
         where r.psp_id = 'BENCHPSP' and l.cents = $1`,
        [AMOUNT_CENTS],
      )
      await client.end()
      if (rows[0]?.credited !== sent) throw new Error(`${sent} receipts sent, ${rows[0]?.credited} credited`)
      return {
        receiptsPerSecond: rounded(median(rate)),
        p50: rounded(median(p50)),
        p99: rounded(median(p99)),
        mostPerSecond: Math.round(median(most)),
      }
    } finally {
      http.close()
      await web.stop()
    }
  } finally {
    await database.drop()
    await bench.stop()
  }
}

/** Everything about money: receipts credited, notices printed, a day reconciled. */
export const payments = async () => {
  const credited = await receipts()
  const printed = await notices()
  const reconciled = await reconciliation()
  return {
    json: { receipts: credited, notices: printed.json, reconciliation: reconciled.json },
    lines: [
      '| ricevute/s | p50 ms | p99 ms | al massimo ricevute/s |',
      '|---|---|---|---|',
      `| ${credited.receiptsPerSecond} | ${credited.p50} | ${credited.p99} | ${credited.mostPerSecond} |`,
      '',
      ...printed.lines,
      '',
      ...reconciled.lines,
    ],
  }
}
