// Guarantee: a payment whose notification never came is found by asking, and credited once, whoever tells it first.
import { balanceOf } from '@tests/support/builders'
import { aFamily, aTopUp, familyCtx, nodeCtx, queueOf, topUpOf } from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import {
  askOpenPayments,
  beginPayment,
  fakeProvider,
  type PaymentProvider,
  pagopa,
  settlePayment,
} from '@/modules/payments'
import { verifyLedger } from '@/modules/wallet'
import { cents } from '@/shared/money'

const page = (outcome: string) => new URL(`https://portale.example/${outcome}`)
const returnTo = { ok: page('ok'), cancel: page('annulla'), error: page('errore'), waiting: page('attesa') }
const start = Temporal.Now.instant()
const at = (minutes: number) => nodeCtx(start.add({ minutes }))

afterEach(async () => expect((await verifyLedger(db)).checks.filter(({ wrong }) => wrong > 0)).toEqual([]))

/** A family that went to a provider's page, and a provider that counts what it is asked. */
const aPayment = async (provider = fakeProvider()) => {
  const family = await aFamily()
  const topUp = await aTopUp(family, { provider, now: start })
  await beginPayment(familyCtx(family, start), topUp.topUpId, returnTo, provider)
  const asked: string[] = []
  const counting: PaymentProvider = {
    ...provider,
    lookUp: (reference) => {
      asked.push(reference)
      return provider.lookUp(reference)
    },
  }
  const pay = () =>
    provider.pay({
      reference: topUp.noticeNumber,
      paymentId: `p-${topUp.noticeNumber}`,
      cents: cents(20_00),
      paidAt: start.toString(),
    })
  return { family, topUp, provider, counting, asked, pay }
}
/** Earlier tests' attempts are other providers' memory: they are out of the way. */
const forget = () =>
  db.execute(sql`
    insert into portal.payment_question (cart_id, asked_at, times) select cart_id, now() + interval '30 days', 1 from portal.cart
    on conflict do nothing`)

test('the receipt was lost and no flow came: asked, it is credited once', async () => {
  await forget()
  const { family, topUp, counting, asked, pay } = await aPayment()
  pay()
  expect(await askOpenPayments(at(14), [counting])).toBe(0)
  expect(asked).toEqual([])
  const credited = await Promise.all([1, 2, 3].map(() => askOpenPayments(at(16), [counting])))
  expect(credited.toSorted()).toEqual([0, 0, 1])
  expect(asked).toEqual([topUp.topUpId])
  expect(await askOpenPayments(at(60 * 30), [counting])).toBe(0)
  expect(asked).toHaveLength(1)
  expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
  expect((await topUpOf(topUp.topUpId)).status).toBe('credited')
})

test('the receipt comes at the same instant as the answer: one credit, nothing for the office', async () => {
  await forget()
  for (let round = 0; round < 5; round++) {
    const { family, topUp, provider, pay } = await aPayment()
    const [event] = await provider.readNotification(pay())
    if (event?.kind !== 'paid') throw new Error('no payment')
    await Promise.all([
      askOpenPayments(at(20), [provider]),
      settlePayment(at(20), event),
      settlePayment(at(20), event),
    ])
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    expect(await queueOf(topUp.noticeNumber)).toEqual([])
  }
})

test('one that is not paid is asked less and less often, for two weeks', async () => {
  await forget()
  const { counting, asked } = await aPayment()
  const hours: number[] = []
  for (let hour = 1; hour <= 24 * 15; hour++) {
    await askOpenPayments(at(hour * 60), [counting])
    if (asked.length > hours.length) hours.push(hour)
  }
  expect(hours.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 52])
  expect(hours.at(-1)).toBeLessThanOrEqual(24 * 14)
  expect(hours.length).toBeLessThan(24)
})

test('one that was cancelled or expired meanwhile is credited too', async () => {
  await forget()
  const { family, topUp, provider, pay } = await aPayment()
  pay()
  await db.execute(sql`update portal.top_up set status = 'expired' where top_up_id = ${topUp.topUpId}::uuid`)
  expect(await askOpenPayments(at(60), [provider])).toBe(1)
  expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
})

test('a provider that does not answer is left in peace, and asked again later', async () => {
  await forget()
  const provider = fakeProvider()
  const payments = []
  for (let count = 0; count < 5; count++) payments.push(await aPayment(provider))
  for (const { pay } of payments) pay()
  let calls = 0
  const away: PaymentProvider = {
    ...provider,
    lookUp: async () => {
      calls += 1
      throw new Error('assente')
    },
  }
  await expect(askOpenPayments(at(60), [away])).rejects.toThrow(/No answer from fake/)
  expect(calls).toBe(3)
  expect(await askOpenPayments(at(60 * 3), [provider])).toBe(5)
})

test('more than a batch are asked in one run, and never more than ten batches', async () => {
  await forget()
  const { topUp, counting, asked } = await aPayment()
  await db.execute(sql`
    with cart as (
      insert into portal.cart (cart_id, provider, redirect_to, reference, created_at)
      select gen_random_uuid(), 'fake', 'https://x', 'r' || n, ${start.toString()}::timestamptz from generate_series(1, 600) n returning cart_id
    ) insert into portal.cart_position select cart_id, 1, ${topUp.topUpId}::uuid from cart`)
  await askOpenPayments(at(60), [counting])
  expect(asked).toHaveLength(500)
  await askOpenPayments(at(61), [counting])
  expect(new Set(asked).size).toBe(601)
})

test('pagoPA, which has no such question, is asked nothing', async () => {
  await forget()
  await askOpenPayments(at(60), [pagopa])
  const [{ count } = { count: -1 }] = await rows(
    db,
    z.object({ count: z.coerce.number() }),
    sql`select count(*) as count from portal.payment_question q join portal.cart c using (cart_id) where c.provider = 'pagopa'`,
  )
  expect(count).toBe(0)
})
