// Guarantee: whatever payments come, in any order, repeated, raced, wrong or late, every one that was for us is credited
// once and to the cent, none is lost, and the ledger proves it.
import {
  aFamily,
  ask,
  aTopUp,
  familyCtx,
  getRequest,
  nodeCtx,
  receiptRequest,
  verifyRequest,
} from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db, isDatabaseAway, rows, sql } from '@/db/client'
import { cancelTopUp, expireTopUps } from '@/modules/payments'
import { verifyLedger } from '@/modules/wallet'
import { DomainError } from '@/shared/errors'
import { cents, centsToDecimal } from '@/shared/money'

const EVENTS = 5_000
const AT_ONCE = 8
const FAMILIES = 60
const TOP_UPS_EACH = 5

/** mulberry32: small, and the same everywhere for the same seed. */
const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const seed = Number(process.env.STORM_SEED) || Math.trunc(Date.now() % 1_000_000)

const Stored = z.object({ id: z.string(), status: z.string(), cents: z.coerce.number() })
const Kept = z.object({ receiptId: z.string(), notice: z.string(), cents: z.coerce.number() })

test(`a storm of ${EVENTS} payment events (STORM_SEED=${seed})`, { timeout: 120_000 }, async () => {
  console.info(`storm: STORM_SEED=${seed}`)
  const random = randomFrom(seed)
  const families = await Promise.all(Array.from({ length: FAMILIES }, aFamily))
  const topUps = await Promise.all(
    families.flatMap((family) =>
      Array.from({ length: TOP_UPS_EACH }, async (_, index) => ({
        family,
        ...(await aTopUp(family, {
          amount: centsToDecimal(cents(500 + random(9_500))).replace('.', ','),
          channel: index % 2 === 0 ? 'online' : 'notice',
          // Some were left too long: they can still be paid, and expire meanwhile.
          ...(index === 4 ? { now: Temporal.Now.instant().subtract({ hours: 240 }) } : {}),
        })),
      })),
    ),
  )
  const pick = () => topUps[random(topUps.length)] as (typeof topUps)[number]

  /** What was sent, by (receipt, notice, cents); what was answered OK, by top-up; who got a receipt nobody disputes. */
  const sent = new Map<string, { receiptId: string; notice: string; cents: number }>()
  const granted = new Map<string, number>()
  const undisputed = new Set<string>()

  const deliver = async (message: string): Promise<string | null> => {
    for (;;) {
      try {
        return (await ask(message)).verdict
      } catch (error) {
        // As the Node does: HTTP 500 comes again.
        if (!isDatabaseAway(error)) throw error
      }
    }
  }
  const pay = async (topUp: (typeof topUps)[number], receiptId: string, paid: number, version: 1 | 2) => {
    const { noticeNumber, topUpId } = topUp
    sent.set(`${receiptId}/${noticeNumber}/${paid}`, { receiptId, notice: noticeNumber, cents: paid })
    const amount = centsToDecimal(cents(paid))
    const answer = await deliver(receiptRequest({ noticeNumber, receiptId, amount, version }))
    if (answer === 'OK') granted.set(topUpId, (granted.get(topUpId) ?? 0) + 1)
  }

  const act = async (): Promise<void> => {
    const topUp = pick()
    const version = random(2) === 0 ? 1 : 2
    const own = `own-${topUp.noticeNumber}`
    const kind = random(100)
    if (kind < 40) {
      undisputed.add(topUp.topUpId)
      await pay(topUp, own, topUp.cents, version)
    } else if (kind < 48) {
      undisputed.add(topUp.topUpId)
      await Promise.all([pay(topUp, own, topUp.cents, 1), pay(topUp, own, topUp.cents, 2)])
    } else if (kind < 55) await pay(topUp, `second-${topUp.noticeNumber}`, topUp.cents, version)
    else if (kind < 62) await pay(topUp, `wrong-${topUp.noticeNumber}`, topUp.cents + 1 + random(3), version)
    else if (kind < 68) await pay(topUp, `shared-${random(20)}`, topUp.cents, version)
    else if (kind < 72) {
      const receiptId = `unknown-${random(50)}`
      const noticeNumber = '349000000000000000'
      sent.set(receiptId, { receiptId, notice: noticeNumber, cents: 1_000 })
      expect(await deliver(receiptRequest({ noticeNumber, receiptId, amount: '10.00', version }))).not.toBe(
        'OK',
      )
    } else if (kind < 80) await deliver(getRequest(topUp.noticeNumber, version))
    else if (kind < 88) await deliver(verifyRequest(topUp.noticeNumber))
    else if (kind < 96)
      await cancelTopUp(familyCtx(topUp.family), topUp.topUpId).catch((error: unknown) => {
        if (!(error instanceof DomainError)) throw error
      })
    else await expireTopUps(nodeCtx())
  }

  let left = EVENTS
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (; left > 0; left--) await act()
    }),
  )

  const proof = await verifyLedger(db)
  expect(proof.checks.filter(({ wrong }) => wrong > 0)).toEqual([])
  expect([...granted.values()].every((count) => count === 1)).toBe(true)

  const stored = await rows(db, Stored, sql`select top_up_id as id, status, cents from portal.top_up`)
  const credited = stored.filter(({ status }) => status === 'credited')
  expect(credited.map(({ id }) => id).toSorted()).toEqual([...granted.keys()].toSorted())
  // A receipt that nobody disputes is credited, whatever else happened to its top-up.
  const creditedIds = new Set(credited.map(({ id }) => id))
  expect([...undisputed].filter((id) => !creditedIds.has(id))).toEqual([])

  const kept = await rows(
    db,
    Kept,
    sql`
    select receipt_id as "receiptId", notice_number as notice, r.cents from portal.receipt r join portal.top_up using (top_up_id)
    union all
    select receipt_id, notice_number, cents from portal.unmatched_receipt where receipt_id is not null`,
  )
  const keptKeys = new Set(kept.map(({ receiptId, notice, cents }) => `${receiptId}/${notice}/${cents}`))
  expect(
    [...sent.values()].filter(
      ({ receiptId, notice, cents }) => !keptKeys.has(`${receiptId}/${notice}/${cents}`),
    ),
  ).toEqual([])

  const [sums] = await rows(
    db,
    z.object({ lines: z.coerce.number(), receipts: z.coerce.number(), balances: z.coerce.number() }),
    sql`
    select (select sum(cents) from portal.ledger_line where kind = 'topUp') as lines,
           (select sum(cents) from portal.receipt) as receipts,
           (select sum(balance_cents) from portal.wallet) as balances`,
  )
  const paidForUs = credited.reduce((sum, topUp) => sum + topUp.cents, 0)
  expect(sums).toEqual({ lines: paidForUs, receipts: paidForUs, balances: paidForUs })
})
