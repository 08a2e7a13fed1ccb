// Guarantee: the sandbox's HTTP API does what it is asked, refuses bad input with a problem, and is there in a demo only.
import { balanceOf } from '@tests/support/builders'
import { aFamily, aTopUp, familyCtx, queueOf } from '@tests/support/payments'
import { startSandbox } from '@tests/support/sandbox-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '@/env'
import { beginPayment, noticeNumber, pagopa } from '@/modules/payments'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const UNKNOWN = noticeNumber('49', 1n)

/** A notice of 20 euro that waits, and what is in its wallet. */
const aNotice = async () => {
  const family = await aFamily()
  const topUp = await aTopUp(family, { channel: 'notice' })
  return { ...topUp, family, balance: () => balanceOf(family.childId, family.serviceId) }
}

const url = new URL('http://portale.example/torna')
const aCart = async () => {
  const notice = await aNotice()
  const page = await beginPayment(
    familyCtx(notice.family),
    notice.topUpId,
    { ok: url, cancel: url, error: url, waiting: url },
    pagopa,
  )
  return { ...notice, cart: page.pathname.split('/').at(-1) ?? '' }
}

describe('a payment by notice number', () => {
  test.each(['bank', 'post', 'tobacconist', 'homeBanking'])('at the counter %s credits', async (counter) => {
    const { noticeNumber, balance } = await aNotice()
    const version = counter === 'post' ? 1 : 2
    const paid = await sandbox.post('/payments', { noticeNumber, counter, version })
    expect([paid.status, paid.json]).toMatchObject([
      201,
      { channel: counter, version, state: 'paid', attempts: 1, lastAnswer: 'OK', noticeNumber },
    ])
    expect(await balance()).toBe(20_00)
    expect((await sandbox.get(`/payments/${paid.json.token}`)).json).toEqual(paid.json)
    expect((await sandbox.get('/payments')).json.payments).toContainEqual(paid.json)
  })

  test('only verified, nothing happens', async () => {
    const { noticeNumber, balance } = await aNotice()
    const { status, json } = await sandbox.post('/verifications', { noticeNumber })
    expect([status, json]).toMatchObject([200, { noticeNumber, cents: 20_00 }])
    expect(await balance()).toBe(0)
  })

  test('abandoned holds the notice until its half hour passes, or it is paid after all', async () => {
    const { noticeNumber, balance } = await aNotice()
    const left = await sandbox.post('/payments', { noticeNumber, fate: 'abandoned' })
    expect(left.json).toMatchObject({ state: 'active', hasReceipt: false })
    const held = await sandbox.post('/payments', { noticeNumber })
    expect([held.status, held.json]).toMatchObject([409, { nodeCode: 'PPT_PAGAMENTO_IN_CORSO' }])
    const conclusion = `/payments/${left.json.token}/conclusion`
    expect((await sandbox.post(conclusion, { fate: 'expired' })).json).toMatchObject({ state: 'released' })
    expect((await sandbox.post(conclusion, { fate: 'paid' })).json).toMatchObject({
      nodeCode: 'PPT_TOKEN_SCADUTO',
    })
    const again = await sandbox.post('/payments', { noticeNumber, fate: 'abandoned' })
    await sandbox.post(`/payments/${again.json.token}/conclusion`, {})
    expect(await balance()).toBe(20_00)
  })

  test('failed frees the notice', async () => {
    const { noticeNumber, balance } = await aNotice()
    expect((await sandbox.post('/payments', { noticeNumber, fate: 'failed' })).json).toMatchObject({
      state: 'released',
    })
    expect((await sandbox.post('/payments', { noticeNumber, delivery: 'twice' })).json).toMatchObject({
      attempts: 2,
    })
    expect(await balance()).toBe(20_00)
  })

  test('its receipt is lost, and sent again, many at once and in both versions', async () => {
    const { noticeNumber, balance } = await aNotice()
    const lost = await sandbox.post('/payments', { noticeNumber, delivery: 'lost' })
    expect(lost.json).toMatchObject({ hasReceipt: true, attempts: 0, deliveredAt: null })
    expect(await balance()).toBe(0)
    const deliveries = `/payments/${lost.json.token}/deliveries`
    const { json } = await sandbox.post(deliveries, { times: 5 })
    expect((json.answers as string[]).toSorted()).toEqual(['OK', ...Array(4).fill('PAA_RECEIPT_DUPLICATA')])
    expect((await sandbox.post(deliveries, { version: 1 })).json.answers).toEqual(['PAA_RECEIPT_DUPLICATA'])
    expect(await balance()).toBe(20_00)
  })

  test('that the station refuses tells the codes of the Node and of the station', async () => {
    const { status, type, json } = await sandbox.post('/payments', { noticeNumber: UNKNOWN })
    expect([status, type]).toEqual([409, 'application/problem+json'])
    expect(json).toMatchObject({
      code: 'node-refused',
      nodeCode: 'PPT_ERRORE_EMESSO_DA_PAA',
      stationCode: 'PAA_PAGAMENTO_SCONOSCIUTO',
    })
  })
})

test('a receipt that nobody asked for: unknown notice, another amount, stand-in', async () => {
  const unknown = await sandbox.post('/receipts', { noticeNumber: UNKNOWN, cents: 500 })
  expect([unknown.status, unknown.json]).toMatchObject([
    201,
    { state: 'unasked', lastAnswer: 'PAA_PAGAMENTO_SCONOSCIUTO' },
  ])
  expect(await queueOf(UNKNOWN)).toEqual(['unknownNotice'])
  const { noticeNumber, balance } = await aNotice()
  const wrong = await sandbox.post('/receipts', { noticeNumber, cents: 19_99 })
  expect(wrong.json).toMatchObject({ lastAnswer: 'PAA_SEMANTICA' })
  expect(await balance()).toBe(0)
  const standIn = await sandbox.post('/receipts', { noticeNumber, cents: 20_00, isStandIn: true, version: 1 })
  expect(standIn.json).toMatchObject({ lastAnswer: 'OK' })
  expect(await balance()).toBe(20_00)
})

test('a cart is paid, cancelled, failed, left in elaboration', async () => {
  const { cart, noticeNumber, balance } = await aCart()
  const carts = await sandbox.get('/carts')
  const shown = (await sandbox.get(`/carts/${cart}`)).json
  expect(carts.json.carts).toContainEqual(shown)
  expect(shown).toMatchObject({ state: 'open', totalCents: 20_00, notices: [{ noticeNumber, cents: 20_00 }] })
  const conclude = async (body: object) => (await sandbox.post(`/carts/${cart}/conclusion`, body)).json
  for (const fate of ['failed', 'waiting', 'cancelled'])
    expect(await conclude({ fate })).toMatchObject({ returnTo: url.href, cart: { state: fate } })
  expect(await balance()).toBe(0)
  expect(await conclude({ version: 1 })).toMatchObject({ cart: { state: 'paid' } })
  expect(await balance()).toBe(20_00)
  expect(await conclude({})).toMatchObject({ nodeCode: 'PPT_PAGAMENTO_DUPLICATO' })
})

test('the day is closed with a fault', async () => {
  const { noticeNumber } = await aNotice()
  await sandbox.post('/payments', { noticeNumber })
  const { status, json } = await sandbox.post('/days', { fault: 'creditWrong' })
  expect([status, json]).toMatchObject([
    201,
    { fault: 'creditWrong', flow: expect.stringContaining('SANDBOX') },
  ])
  expect((await sandbox.post('/days', {})).json).toMatchObject({
    status: 409,
    nodeCode: 'NESSUN_PAGAMENTO_DA_RENDICONTARE',
  })
})

test('the journal tells what was sent and answered, by notice, without personal data', async () => {
  const { noticeNumber } = await aNotice()
  await sandbox.post('/payments', { noticeNumber, delivery: 'twice' })
  const { events } = (await sandbox.get(`/journal?noticeNumber=${noticeNumber}`)).json
  const outcomes = (events as Record<string, unknown>[]).map(({ primitive, outcome, fault }) => [
    primitive,
    outcome,
    fault,
  ])
  expect(outcomes.toSorted()).toEqual([
    ['paGetPaymentV2', 'OK', null],
    ['paSendRTV2', 'KO', 'PAA_RECEIPT_DUPLICATA'],
    ['paSendRTV2', 'OK', null],
    ['paVerifyPaymentNotice', 'OK', null],
  ])
  expect(Object.keys((events as object[])[0] ?? {}).toSorted()).toEqual(
    ['at', 'detail', 'fault', 'nodeCode', 'noticeNumber', 'outcome', 'primitive', 'token'].toSorted(),
  )
})

describe('bad input', () => {
  test.each<[address: string, body: unknown]>([
    ['/payments', {}],
    ['/payments', { noticeNumber: '123' }],
    ['/payments', { noticeNumber: UNKNOWN, counter: 'pub' }],
    ['/payments', { noticeNumber: UNKNOWN, version: 3 }],
    ['/payments', { noticeNumber: UNKNOWN, fate: 'lost' }],
    ['/payments', { noticeNumber: UNKNOWN, typo: true }],
    ['/verifications', { noticeNumber: 1 }],
    ['/receipts', { noticeNumber: UNKNOWN }],
    ['/receipts', { noticeNumber: UNKNOWN, cents: 0 }],
    ['/receipts', { noticeNumber: UNKNOWN, cents: 0.5 }],
    ['/days', { fault: 'everything' }],
    ['/days', []],
  ])('%s %j is refused, and says where', async (address, body) => {
    const { status, type, json } = await sandbox.post(address, body)
    expect([status, type]).toEqual([422, 'application/problem+json'])
    expect(json).toMatchObject({ code: 'malformed', errors: [{ message: expect.any(String) }] })
  })

  test('what is not there is a 404, of whatever kind', async () => {
    for (const address of ['/payments/x', '/carts/x', '/carts/0b0d1c62-0000-4000-8000-000000000000'])
      expect(await sandbox.get(address)).toMatchObject({ status: 404, json: { code: 'not-found' } })
    for (const address of ['/payments/x/deliveries', '/payments/x/conclusion', '/carts/x/conclusion'])
      expect(await sandbox.post(address, {})).toMatchObject({ status: 404, json: { code: 'not-found' } })
    expect(await sandbox.get('/journal?noticeNumber=1')).toMatchObject({ status: 422 })
  })

  test('outside a demo there is nothing, however it is asked', async () => {
    Object.assign(env, { PORTALE_DEMO: false })
    try {
      const addresses = ['/payments', '/payments/x', '/carts', '/carts/x', '/journal']
      for (const address of addresses) expect((await sandbox.get(address)).status, address).toBe(404)
      for (const address of ['/payments', '/verifications', '/receipts', '/days', '/payments/x/deliveries'])
        expect(await sandbox.post(address, 'x'), address).toMatchObject({
          status: 404,
          json: { code: 'not-found' },
        })
    } finally {
      Object.assign(env, { PORTALE_DEMO: true })
    }
  })
})
