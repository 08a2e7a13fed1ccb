// Guarantee: a family makes a top-up once per confirmation, only for its own children, and only within the limits.
import { randomUUID } from 'node:crypto'
import { aFamily, aTopUp, familyCtx, receiptRequest, topUpOf, verdictOf } from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import {
  beginPayment,
  cancelTopUp,
  familyTopUps,
  notePaymentLeft,
  noticeNumber,
  pagopa,
  topUpDetails,
  topUpWallets,
  watchTopUp,
} from '@/modules/payments'
import { verifyLedger } from '@/modules/wallet'

const url = new URL('https://portale.example/')
const returnTo = { ok: url, cancel: url, error: url, waiting: url }

test('the same key makes one top-up, also at the same instant; with another input it is refused', async () => {
  const family = await aFamily()
  const key = randomUUID()
  const made = await Promise.all(Array.from({ length: 10 }, () => aTopUp(family, { key })))
  expect(new Set(made.map(({ topUpId }) => topUpId)).size).toBe(1)
  await expect(aTopUp(family, { key, amount: '21' })).rejects.toMatchObject({
    code: 'idempotency-key-reused',
  })
  const other = await aFamily()
  expect((await aTopUp(other, { key })).topUpId).not.toBe(made[0]?.topUpId)
  expect((await familyTopUps(familyCtx(family), 1)).total).toBe(1)
})

test('a hundred top-ups get a hundred numbers, each right to its check digits', async () => {
  const family = await aFamily()
  const made = await Promise.all(Array.from({ length: 100 }, () => aTopUp(family)))
  expect(new Set(made.map((topUp) => topUp.noticeNumber)).size).toBe(100)
  for (const topUp of made) {
    const base = BigInt(topUp.noticeNumber.slice(3, 16))
    expect(topUp.noticeNumber).toBe(noticeNumber('01', base))
    const [row] = await rows(
      db,
      z.object({ n: z.string() }),
      sql`select portal.notice_number('01', ${base.toString()}::bigint) as n`,
    )
    expect(row?.n).toBe(topUp.noticeNumber)
  }
})

test.each(['0', '-5', '12,345', '1000001', '1.000.001', 'venti', '', '4,99', '1000,01'])(
  'an amount of %j is refused and leaves nothing',
  async (amount) => {
    const family = await aFamily()
    await expect(aTopUp(family, { amount })).rejects.toMatchObject({ code: 'amount-refused' })
    expect((await familyTopUps(familyCtx(family), 1)).total).toBe(0)
  },
)

test('another family’s child, top-up and page are not found', async () => {
  const [mine, theirs] = [await aFamily(), await aFamily()]
  const ctx = familyCtx(mine)
  await expect(aTopUp({ ...mine, childId: theirs.childId })).rejects.toMatchObject({
    code: 'wallet-not-found',
  })
  const { topUpId } = await aTopUp(theirs)
  for (const id of [topUpId, randomUUID(), 'x', "' or 1=1"]) {
    const refused = { code: 'top-up-not-found' }
    await expect(topUpDetails(ctx, id)).rejects.toMatchObject(refused)
    await expect(cancelTopUp(ctx, id)).rejects.toMatchObject(refused)
    await expect(beginPayment(ctx, id, returnTo, pagopa)).rejects.toMatchObject(refused)
    await expect(notePaymentLeft(ctx, id, 'failed')).rejects.toMatchObject(refused)
    await expect(watchTopUp(ctx, id)).rejects.toMatchObject(refused)
  }
  expect((await topUpOf(topUpId)).status).toBe('created')
  expect((await topUpWallets(ctx)).map(({ childId }) => childId)).toEqual([mine.childId])
})

test('the list shows the open ones first, then the newest, by page', async () => {
  const family = await aFamily()
  const ago = (hours: number) => Temporal.Now.instant().subtract({ hours })
  const open = await aTopUp(family, { now: ago(30) })
  for (let index = 0; index < 24; index++) {
    const { topUpId } = await aTopUp(family, { now: ago(24 - index) })
    await cancelTopUp(familyCtx(family), topUpId)
  }
  const first = await familyTopUps(familyCtx(family), 1)
  expect([first.total, first.topUps.length, first.topUps[0]?.id]).toEqual([25, 20, open.topUpId])
  expect((await familyTopUps(familyCtx(family), 2)).topUps).toHaveLength(5)
})

test('coming back from Checkout credits nothing and stops nothing', async () => {
  const family = await aFamily()
  const { topUpId, noticeNumber } = await aTopUp(family)
  const ctx = familyCtx(family)
  await notePaymentLeft(ctx, topUpId, 'failed')
  await notePaymentLeft(ctx, topUpId, 'failed')
  expect((await topUpDetails(ctx, topUpId)).events.map(({ kind }) => kind)).toEqual(['created', 'failed'])
  expect(await verdictOf(receiptRequest({ noticeNumber }))).toBe('OK')
  await notePaymentLeft(ctx, topUpId, 'abandoned')
  expect((await topUpDetails(ctx, topUpId)).status).toBe('credited')
  await expect(cancelTopUp(ctx, topUpId)).rejects.toMatchObject({ code: 'top-up-not-payable' })
  await expect(beginPayment(ctx, topUpId, returnTo, pagopa)).rejects.toMatchObject({
    code: 'top-up-not-payable',
  })
})

test('a page that watches is told of the credit', async () => {
  const family = await aFamily()
  const { topUpId, noticeNumber } = await aTopUp(family)
  const seen: string[] = []
  const stop = (await watchTopUp(familyCtx(family), topUpId))(({ status }) => seen.push(status))
  await expect.poll(() => seen, { timeout: 5000 }).toEqual(['created'])
  await verdictOf(receiptRequest({ noticeNumber }))
  await expect.poll(() => seen, { timeout: 5000 }).toEqual(['created', 'credited'])
  stop()
  await (await import('@/db/live')).closeLive()
})

test('the database refuses to change or forget money, and the ledger proof sees a forged credit', async () => {
  const family = await aFamily()
  const { topUpId, noticeNumber } = await aTopUp(family)
  await verdictOf(receiptRequest({ noticeNumber }))
  for (const forged of [
    sql`update portal.top_up set cents = 1 where top_up_id = ${topUpId}::uuid`,
    sql`delete from portal.top_up where top_up_id = ${topUpId}::uuid`,
    sql`update portal.receipt set cents = 1`,
    sql`delete from portal.top_up_event`,
  ])
    await expect(db.execute(forged)).rejects.toThrow(/append-only/)
  expect((await verifyLedger(db)).ok).toBe(true)
  await db.execute(sql`
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id)
    values (${family.childId}, ${family.serviceId}, 'topUp', 100, current_date, gen_random_uuid())`)
  const proof = await verifyLedger(db)
  expect(proof.checks.find(({ check }) => check === 'every credit has its payment')?.wrong).toBe(1)
  expect(proof.ok).toBe(false)
})
