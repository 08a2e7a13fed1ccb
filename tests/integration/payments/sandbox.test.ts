// Guarantee: the sandbox's Checkout and Node pay, fail, wait and retry against our station over HTTP, as the real ones.
import { balanceOf } from '@tests/support/builders'
import { aFamily, aTopUp, familyCtx, topUpOf } from '@tests/support/payments'
import { startSandbox } from '@tests/support/sandbox-server'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { POST as carts } from '@/app/(sandbox)/sandbox/pagopa/checkout/ec/[version]/carts/route'
import { POST as station } from '@/app/api/pagopa/station/route'
import { db, sql } from '@/db/client'
import { env } from '@/env'
import { beginPayment, pagopa } from '@/modules/payments'
import {
  CartConclusion,
  concludeCart,
  deliverAgain,
  deliverReceipt,
  lastPayments,
  payNotice,
} from '@/modules/sandbox'

const now = () => Temporal.Now.instant()
const returnTo = {
  ok: new URL('http://portale.example/ok'),
  cancel: new URL('http://portale.example/annulla'),
  error: new URL('http://portale.example/errore'),
  waiting: new URL('http://portale.example/attesa'),
}

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const conclude = (cart: string, how: object = {}) => concludeCart(cart, CartConclusion.parse(how), now())
/** The payment begun last. */
const lastPayment = async () => {
  const [payment] = await lastPayments(1)
  if (!payment) throw new Error('no payment')
  return payment
}

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
  const back = await conclude(cart, { delivery: 'lost' })
  expect([back, await balance()]).toEqual(['http://portale.example/ok', 0])
  await deliverReceipt(await lastPayment())
  expect(await balance()).toBe(20_00)
  const receipt = await lastPayment()
  expect(receipt).toMatchObject({ noticeNumber: topUp.noticeNumber, attempts: 1, lastAnswer: 'OK' })
  await deliverAgain(receipt.token, 1)
  await deliverAgain(receipt.token, 2)
  expect(await lastPayment()).toMatchObject({ attempts: 4, lastAnswer: 'PAA_RECEIPT_DUPLICATA' })
  expect(await balance()).toBe(20_00)
  await expect(conclude(cart)).rejects.toThrow('PPT_PAGAMENTO_DUPLICATO')
})

test('cancelling or failing credits nothing and leaves the notice payable; waiting holds it', async () => {
  const { family, topUp, cart, balance } = await atCheckout()
  const resume = () => beginPayment(familyCtx(family), topUp.topUpId, returnTo, pagopa)
  expect(await conclude(cart, { fate: 'cancelled' })).toBe('http://portale.example/annulla')
  const second = (await resume()).pathname.split('/').at(-1) ?? ''
  expect(await conclude(second, { fate: 'failed' })).toBe('http://portale.example/errore')
  const third = (await resume()).pathname.split('/').at(-1) ?? ''
  expect(await conclude(third, { fate: 'waiting' })).toBe('http://portale.example/attesa')
  await expect(resume()).rejects.toMatchObject({ code: 'payment-in-progress' })
  expect(await balance()).toBe(0)
  await conclude(third)
  expect(await balance()).toBe(20_00)
  await expect(resume()).rejects.toMatchObject({ code: 'top-up-not-payable' })
})

test('a receipt that the portal could not take goes to the queue, and is credited when it is back', async () => {
  const { cart, balance } = await atCheckout()
  await conclude(cart, { delivery: 'lost' })
  sandbox.wire.isDown = true
  await deliverReceipt(await lastPayment())
  sandbox.wire.isDown = false
  expect(await balance()).toBe(0)
  const receipt = await lastPayment()
  expect(receipt).toMatchObject({ deliveredAt: null, lastAnswer: 'PPT_STAZIONE_INT_PA_ERRORE_RESPONSE' })
  const jobs = await db.execute(
    sql`select count(*)::int as count from graphile_worker.jobs where key = ${`sandbox-receipt:${receipt.token}`}`,
  )
  expect(jobs.rows).toEqual([{ count: 1 }])
  await deliverAgain(receipt.token, 1)
  expect(await balance()).toBe(20_00)
})

test('a notice is paid at a counter, once', async () => {
  const family = await aFamily()
  const { noticeNumber } = await aTopUp(family, { channel: 'notice', amount: '50' })
  await payNotice({ noticeNumber }, now())
  expect(await balanceOf(family.childId, family.serviceId)).toBe(50_00)
  await expect(payNotice({ noticeNumber }, now())).rejects.toThrow('PAA_PAGAMENTO_DUPLICATO')
  await expect(payNotice({ noticeNumber: '300000000000000003' }, now())).rejects.toThrow(
    'PAA_PAGAMENTO_SCONOSCIUTO',
  )
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
