// Guarantee: a database lost before, during or after a receipt is stored is never an answer of the station: the Node hears
// HTTP 500, nothing is stored by half, and the receipt sent again credits once.
import { setTimeout as sleep } from 'node:timers/promises'
import { balanceOf } from '@tests/support/builders'
import {
  aFamily,
  aTopUp,
  getRequest,
  queueOf,
  receiptRequest,
  topUpOf,
  verifyRequest,
} from '@tests/support/payments'
import { openWire, type Wire } from '@tests/support/wire'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { POST as station } from '@/app/api/pagopa/station/route'
import { closePool, db } from '@/db/client'
import { env, provideEnv } from '@/env'
import { childOf, messageIn, noticeNumber, parseXml, textAt } from '@/modules/payments'
import { verifyLedger } from '@/modules/wallet'

/** What the Node hears: the status, and the outcome or the fault's code. */
const send = async (message: string): Promise<string> => {
  const answer = await station(
    new Request('http://localhost/api/pagopa/station', {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: message,
    }),
  )
  const root = parseXml(await answer.text())
  if (answer.status !== 200) return `${answer.status} ${textAt(root, 'Body', 'Fault', 'faultcode')}`
  const content = messageIn(root)
  return `200 ${textAt(childOf(content, 'fault'), 'faultCode') ?? textAt(content, 'outcome')}`
}
const AWAY = '500 soapenv:Server'

/** What a receipt of a notice has left in the database. */
const tracesOf = async (notice: string) => {
  const { rows } = await direct.query<{ trace: string; count: number }>(
    `with t as (select top_up_id from portal.top_up where notice_number = $1)
     select 'receipt' as trace, count(*)::int as count from portal.receipt join t using (top_up_id)
     union all select 'line', count(*)::int from portal.ledger_line join t on source_id = top_up_id
     union all select 'event', count(*)::int from portal.top_up_event join t using (top_up_id) where kind <> 'created'
     union all select 'message', count(*)::int from portal.message join t on cause = 'topUp:' || top_up_id
     union all select 'journal', count(*)::int from portal.station_event where notice_number = $1
     union all select 'queue', count(*)::int from portal.unmatched_receipt where notice_number = $1`,
    [notice],
  )
  return Object.fromEntries(rows.map(({ trace, count }) => [trace, count]))
}
const NOTHING = { receipt: 0, line: 0, event: 0, message: 0, journal: 0, queue: 0 }

const databaseUrl = env.DATABASE_URL ?? ''
let wire: Wire
let direct: pg.Client
beforeEach(async () => {
  direct = new pg.Client({ connectionString: databaseUrl })
  await direct.connect()
  wire = await openWire(databaseUrl)
  await closePool()
  provideEnv({ DATABASE_URL: wire.url })
})
afterEach(async () => {
  await closePool()
  provideEnv({ DATABASE_URL: databaseUrl })
  wire.cut()
  await direct.end()
})

const until = async (condition: () => Promise<boolean>) => {
  for (let left = 500; left > 0; left--) {
    if (await condition()) return
    await sleep(10)
  }
  throw new Error('Waited too long')
}

test('the connection killed while a receipt is settled: nothing is stored, the next delivery credits', async () => {
  const family = await aFamily()
  const topUp = await aTopUp(family)
  const receipt = receiptRequest({ noticeNumber: topUp.noticeNumber })
  // The top-up is held, so that the settling waits in the middle.
  await direct.query('begin')
  await direct.query('select from portal.top_up where top_up_id = $1 for update', [topUp.topUpId])
  const answers = Promise.all([send(receipt), send(receipt)])
  const killer = new pg.Client({ connectionString: databaseUrl })
  await killer.connect()
  const settling = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%settle_and_note%'`
  await until(async () => (await killer.query(`select ${settling}`)).rowCount === 2)
  await killer.query(`select pg_terminate_backend(pid) ${settling}`)
  expect(await answers).toEqual([AWAY, AWAY])
  await killer.end()
  await direct.query('rollback')
  expect(await tracesOf(topUp.noticeNumber)).toEqual(NOTHING)
  expect((await topUpOf(topUp.topUpId)).status).toBe('created')

  expect([await send(receipt), await send(receipt)]).toEqual(['200 OK', '200 PAA_RECEIPT_DUPLICATA'])
  expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
  expect((await verifyLedger(db)).ok).toBe(true)
})

test('the connection lost after the receipt was stored: no answer, and the next delivery is a duplicate', async () => {
  const family = await aFamily()
  const topUp = await aTopUp(family)
  const receipt = receiptRequest({ noticeNumber: topUp.noticeNumber })
  await send(verifyRequest(topUp.noticeNumber))
  wire.withhold()
  const answer = send(receipt)
  await until(async () => (await tracesOf(topUp.noticeNumber)).receipt === 1)
  wire.cut()
  expect(await answer).toBe(AWAY)
  await wire.mend()

  expect(await send(receipt)).toBe('200 PAA_RECEIPT_DUPLICATA')
  expect(await tracesOf(topUp.noticeNumber)).toMatchObject({ receipt: 1, line: 1, event: 2, queue: 0 })
  expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
})

test('the database away: receipts, right or wrong, and questions hear HTTP 500; back again, all is as it should', async () => {
  const family = await aFamily()
  const topUp = await aTopUp(family)
  const stranger = noticeNumber('49', 7n)
  const good = receiptRequest({ noticeNumber: topUp.noticeNumber })
  const unknown = receiptRequest({ noticeNumber: stranger, receiptId: 'away' })
  const malformed = receiptRequest({ noticeNumber: topUp.noticeNumber, amount: '20' })
  const other = receiptRequest({ noticeNumber: topUp.noticeNumber, fiscalCode: '77777777777' })
  const questions = [verifyRequest(topUp.noticeNumber), getRequest(topUp.noticeNumber)]
  wire.cut()
  for (const message of [good, unknown, malformed, other, ...questions])
    expect(await send(message)).toBe(AWAY)
  expect(await tracesOf(topUp.noticeNumber)).toEqual(NOTHING)
  expect(await tracesOf(stranger)).toEqual(NOTHING)

  await wire.mend()
  expect(await send(good)).toBe('200 OK')
  expect(await send(unknown)).toBe('200 PAA_PAGAMENTO_SCONOSCIUTO')
  expect(await send(malformed)).toBe('200 PAA_SINTASSI_EXTRAXSD')
  expect(await send(other)).toBe('200 OK')
  expect(await queueOf(stranger)).toEqual(['unknownNotice'])
  expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
})

test('fifty deliveries at the same instant, over HTTP’s handler, credit once', async () => {
  const family = await aFamily()
  const topUp = await aTopUp(family)
  const receipt = receiptRequest({ noticeNumber: topUp.noticeNumber })
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(receipt)))
  expect(answers.filter((answer) => answer === '200 OK')).toHaveLength(1)
  expect(answers.filter((answer) => answer === '200 PAA_RECEIPT_DUPLICATA')).toHaveLength(49)
  expect(await tracesOf(topUp.noticeNumber)).toMatchObject({
    receipt: 1,
    line: 1,
    event: 2,
    message: 1,
    queue: 0,
  })
  expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
})
