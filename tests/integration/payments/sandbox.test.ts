// Guarantee: the sandbox's Checkout and Node pay, fail, wait and retry against our station over HTTP, as the real ones.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { balanceOf } from '@tests/support/builders'
import { aFamily, aTopUp, familyCtx, topUpOf } from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { POST as carts } from '@/app/(sandbox)/sandbox/pagopa/checkout/ec/[version]/carts/route'
import { POST as station } from '@/app/api/pagopa/station/route'
import { db, sql } from '@/db/client'
import { env } from '@/env'
import { beginPayment, pagopa } from '@/modules/payments'
import { deliverAgain, finishCart, lastReceipts, leaveCart, payAtCounter, payCart } from '@/modules/sandbox'

const now = () => Temporal.Now.instant()
const returnTo = {
  ok: new URL('http://portale.example/ok'),
  cancel: new URL('http://portale.example/annulla'),
  error: new URL('http://portale.example/errore'),
  waiting: new URL('http://portale.example/attesa'),
}

/** The two routes on a real port; `isDown` plays a portal that breaks. */
let server: Server
let isDown = false
beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request = new Request(`http://127.0.0.1${incoming.url}`, {
      method: 'POST',
      headers: incoming.headers as Record<string, string>,
      body: Buffer.concat(chunks),
    })
    const version = incoming.url?.match(/\/ec\/(v\d)\//)?.[1]
    const handle = version
      ? (posted: Request) => carts(posted, { params: Promise.resolve({ version }) })
      : station
    const response = isDown ? new Response(null, { status: 500 }) : await handle(request)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  Object.assign(env, { PORT: (server.address() as AddressInfo).port, PAGOPA_CHECKOUT_URL: undefined })
})
afterAll(() => server.close())

/** A family at the checkout page of a top-up of 20 euro. */
const atCheckout = async () => {
  const family = await aFamily()
  const topUp = await aTopUp(family)
  const page = await beginPayment(familyCtx(family), topUp.topUpId, returnTo, pagopa)
  expect(page.origin).toBe('http://portale.example')
  const cart = page.pathname.split('/').at(-1) ?? ''
  return { family, topUp, cart, balance: () => balanceOf(family.childId, family.serviceId) }
}

test('paying at Checkout credits once, also when the receipt is sent again and twice at once', async () => {
  const { topUp, cart, balance } = await atCheckout()
  expect((await topUpOf(topUp.topUpId)).status).toBe('inProgress')
  const { returnTo: back, deliver } = await payCart(cart, now())
  expect([back, await balance()]).toEqual(['http://portale.example/ok', 0])
  await deliver()
  expect(await balance()).toBe(20_00)
  const [receipt] = await lastReceipts()
  if (!receipt) throw new Error('no receipt')
  expect(receipt).toMatchObject({ noticeNumber: topUp.noticeNumber, attempts: 1, lastAnswer: 'OK' })
  await deliverAgain(receipt.token, 1)
  await deliverAgain(receipt.token, 2)
  expect((await lastReceipts())[0]).toMatchObject({ attempts: 4, lastAnswer: 'PAA_RECEIPT_DUPLICATA' })
  expect(await balance()).toBe(20_00)
  await expect(payCart(cart, now())).rejects.toThrow('PPT_PAGAMENTO_DUPLICATO')
})

test('cancelling or failing credits nothing and leaves the notice payable; waiting holds it', async () => {
  const { family, topUp, cart, balance } = await atCheckout()
  const resume = () => beginPayment(familyCtx(family), topUp.topUpId, returnTo, pagopa)
  expect(await leaveCart(cart, 'cancelled', now())).toBe('http://portale.example/annulla')
  const second = (await resume()).pathname.split('/').at(-1) ?? ''
  expect(await leaveCart(second, 'failed', now())).toBe('http://portale.example/errore')
  const third = (await resume()).pathname.split('/').at(-1) ?? ''
  expect(await leaveCart(third, 'waiting', now())).toBe('http://portale.example/attesa')
  const other = (await resume()).pathname.split('/').at(-1) ?? ''
  await expect(payCart(other, now())).rejects.toThrow('PPT_PAGAMENTO_IN_CORSO')
  expect(await balance()).toBe(0)
  await finishCart(third, now())
  expect(await balance()).toBe(20_00)
  await expect(resume()).rejects.toMatchObject({ code: 'top-up-not-payable' })
})

test('a receipt that the portal could not take goes to the queue, and is credited when it is back', async () => {
  const { cart, balance } = await atCheckout()
  const { deliver } = await payCart(cart, now())
  isDown = true
  await deliver()
  isDown = false
  expect(await balance()).toBe(0)
  const [receipt] = await lastReceipts()
  expect(receipt).toMatchObject({ deliveredAt: null, lastAnswer: 'PPT_STAZIONE_INT_PA_ERRORE_RESPONSE' })
  const jobs = await db.execute(
    sql`select count(*)::int as count from graphile_worker.jobs where key = ${`sandbox-receipt:${receipt?.token}`}`,
  )
  expect(jobs.rows).toEqual([{ count: 1 }])
  await deliverAgain(receipt?.token ?? '', 1)
  expect(await balance()).toBe(20_00)
})

test('a notice is paid at a counter, once', async () => {
  const family = await aFamily()
  const { noticeNumber } = await aTopUp(family, { channel: 'notice', amount: '50' })
  await payAtCounter(noticeNumber, now())
  expect(await balanceOf(family.childId, family.serviceId)).toBe(50_00)
  await expect(payAtCounter(noticeNumber, now())).rejects.toThrow('PAA_PAGAMENTO_DUPLICATO')
  await expect(payAtCounter('300000000000000003', now())).rejects.toThrow('PAA_PAGAMENTO_SCONOSCIUTO')
})

test('Checkout refuses what the platform refuses', async () => {
  const send = (body: unknown, headers: Record<string, string> = { 'ocp-apim-subscription-key': 'k' }) =>
    carts(new Request('http://127.0.0.1/carts', { method: 'POST', headers, body: JSON.stringify(body) }), {
      params: Promise.resolve({ version: 'v2' }),
    })
  const notice = {
    noticeNumber: '300000000000000003',
    fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
    amount: 100,
    companyName: 'Comune',
    description: 'Ricarica',
  }
  const url = 'http://portale.example/'
  const returnUrls = { returnOkUrl: url, returnCancelUrl: url, returnErrorUrl: url, returnWaitingUrl: url }
  const { returnWaitingUrl: _, ...threeUrls } = returnUrls
  expect((await send({ paymentNotices: [notice], returnUrls }, {})).status).toBe(401)
  expect((await send({ paymentNotices: [], returnUrls })).status).toBe(400)
  expect((await send({ paymentNotices: [notice], returnUrls: threeUrls })).status).toBe(400)
  expect((await send({ paymentNotices: [{ ...notice, amount: 0 }], returnUrls })).status).toBe(400)
  expect((await send({ paymentNotices: [notice, notice], returnUrls })).status).toBe(422)
  expect((await send({ paymentNotices: [notice], returnUrls })).status).toBe(422)
})

test('the station refuses bodies over 256 KB', async () => {
  const body = `<a>${'x'.repeat(256 * 1024)}</a>`
  const response = await station(new Request('http://127.0.0.1/api/pagopa/station', { method: 'POST', body }))
  expect(response.status).toBe(413)
})
