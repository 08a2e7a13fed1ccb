// Guarantee: whatever payments come, in any order, repeated, raced, wrong or late, every one that was for us is credited
// once and to the cent, none is lost, the ledger proves it, and what the bank transferred is what was credited or waits
// for the office.
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
import { serve } from '@tests/support/serve'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { GET as fdr } from '@/app/(sandbox)/sandbox/pagopa/fdr/[...path]/route'
import { db, isDatabaseAway, rows, sql } from '@/db/client'
import { env } from '@/env'
import { cancelTopUp, expireTopUps } from '@/modules/payments'
import { fetchFlows, importBankFile, reconcileDay } from '@/modules/reconciliation'
import { bankStatement, closeDay } from '@/modules/sandbox'
import { verifyLedger } from '@/modules/wallet'
import { dayInRome } from '@/shared/dates'
import { DomainError } from '@/shared/errors'
import { cents, centsToDecimal } from '@/shared/money'

const EVENTS = 5_000
const AT_ONCE = 8
const FAMILIES = 60
const TOP_UPS_EACH = 5
/** How the payment services close their days: in one transfer, in two, with a flow published anew. */
const CLOSINGS = ['none', 'creditInTwoParts', 'newRevision'] as const

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
const Flowed = z.object({ reason: z.string(), payments: z.coerce.number(), cents: z.coerce.number() })
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
  /**
   * Money that a payment service took, before its receipt leaves: it will stand in a flow and reach the bank. A receipt
   * id that comes for two notices is two payments to the bank, each with a token of its own.
   */
  const take = async (receiptId: string, notice: string, paid: number) => {
    const key = `${receiptId}/${notice}/${paid}`
    if (sent.has(key)) return
    const isShared = [...sent.values()].some((other) => other.receiptId === receiptId)
    sent.set(key, { receiptId, notice, cents: paid })
    const message = receiptRequest({ noticeNumber: notice, receiptId, amount: centsToDecimal(cents(paid)) })
    await db.execute(sql`
      with payment as (
        insert into sandbox.pagopa_payment (payment_token, notice_number, answer, state, expires_at)
        values (${isShared ? key : receiptId}, ${notice}, '', 'released', now()) returning payment_token
      )
      insert into sandbox.pagopa_receipt (payment_token, message) select payment_token, ${message} from payment`)
  }
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
    await take(receiptId, noticeNumber, paid)
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
      await take(receiptId, noticeNumber, 1_000)
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

  const flows: string[] = []
  for (const [index, fault] of CLOSINGS.entries()) {
    const shares = CLOSINGS.length - index
    let left = Math.ceil((EVENTS - index * Math.ceil(EVENTS / CLOSINGS.length)) / shares)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (; left > 0; left--) await act()
      }),
    )
    flows.push((await closeDay(fault, Temporal.Now.instant())) ?? '')
  }

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

  // The bank's side: flows by the platform's REST service, transfers by the treasurer's statement.
  const platform = await serve((request) =>
    fdr(request, {
      params: Promise.resolve({
        path: new URL(request.url).pathname.split('/').slice(4).map(decodeURIComponent),
      }),
    }),
  )
  Object.assign(env, { PORT: platform.port, PAGOPA_FDR_URL: undefined })
  try {
    await fetchFlows(nodeCtx())
    expect(await fetchFlows(nodeCtx())).toBe(0)
  } finally {
    platform.close()
  }
  const statement = await bankStatement('camt', Temporal.Now.instant())
  expect(await importBankFile(nodeCtx(), statement)).toMatchObject({ taken: 4, errors: [] })
  const queue = await rows(
    db,
    Flowed,
    sql`select reason, count(*) as payments, sum(cents) as cents from portal.unmatched_receipt group by reason order by reason`,
  )
  console.info(`storm: credited ${paidForUs} cents; in the office's queue`, queue)
  const taken = [...sent.values()].reduce((sum, { cents }) => sum + cents, 0)
  const today = dayInRome(Temporal.Now.instant())
  const report = await reconcileDay(today, today)
  expect(report.flows.map(({ fdr }) => fdr).toSorted()).toEqual(flows.toSorted())
  expect(report.totals).toMatchObject({ flowsCents: taken, bankCents: taken, differenceCents: 0 })
  expect(report.flows.flatMap(({ issues }) => issues).filter((issue) => issue !== 'linesOpen')).toEqual([])
  expect(report.credits).toEqual([])
  expect(taken).toBe(paidForUs + queue.reduce((sum, { cents }) => sum + cents, 0))
})
