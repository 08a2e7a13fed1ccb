// Guarantee: what goes back falls on the top-ups of a payment the same way in whatever order it is told, and one question
// to Stripe has one key.
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { civilDate } from '@/shared/dates'
import { AccountId, ChildId, ServiceId, TopUpId } from '@/shared/ids'
import { cents } from '@/shared/money'
import { NoticeNumber } from '../../notice-number'
import type { PayableCart, PayableTopUp } from '../../provider'
import { spread } from './events'
import { sessionRequest, sharesIn } from './session'

const positions = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 5 })
const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0)

describe('an amount that goes back', () => {
  test('is spread whole, never more than was paid of each', () => {
    fc.assert(
      fc.property(positions, fc.nat(60_000), fc.boolean(), (parts, amount, fromEnd) => {
        const spreadOut = spread(parts, amount, fromEnd)
        expect(sum(spreadOut)).toBe(Math.min(amount, sum(parts)))
        expect(spreadOut.every((part, index) => part >= 0 && part <= (parts[index] ?? 0))).toBe(true)
      }),
    )
  })

  test('takes of each at least what a smaller one took', () => {
    fc.assert(
      fc.property(positions, fc.nat(60_000), fc.nat(5_000), fc.boolean(), (parts, amount, more, fromEnd) => {
        const larger = spread(parts, amount + more, fromEnd)
        expect(spread(parts, amount, fromEnd).every((part, index) => part <= (larger[index] ?? 0))).toBe(true)
      }),
    )
  })

  test('in a refund and in a dispute of what is left never meets', () => {
    fc.assert(
      fc.property(positions, fc.nat(60_000), (parts, amount) => {
        const refund = Math.min(amount, sum(parts))
        const refunded = spread(parts, refund, false)
        const disputed = spread(parts, sum(parts) - refund, true)
        expect(refunded.map((part, index) => part + (disputed[index] ?? 0))).toEqual(parts)
      }),
    )
  })
})

const topUp = (n: number, amount: number): PayableTopUp => ({
  id: TopUpId.parse(`0192f0c1-2b3c-4d5e-8f60-71829300000${n}`),
  accountId: AccountId.parse(1),
  childId: ChildId.parse(n),
  serviceId: ServiceId.parse(1),
  cents: cents(amount),
  channel: 'online',
  provider: 'stripe',
  status: 'created',
  noticeNumber: NoticeNumber.parse('301202600000012332'),
  createdAt: Temporal.Instant.from('2026-11-24T09:00:00Z'),
  expiresOn: civilDate('2026-11-26'),
  paidAt: null,
  creditedAt: null,
  description: 'Ricarica Refezione',
  creditorName: 'Comune',
})
const url = new URL('https://portale.example/')
const returnTo = { ok: url, cancel: url, error: url, waiting: url }
const cart = (more: Partial<PayableCart> = {}): PayableCart => ({
  id: '0192f0c1-2b3c-4d5e-8f60-718293000009',
  positions: [topUp(1, 20_00), topUp(2, 12_50)],
  failures: 0,
  at: Temporal.Instant.from('2026-11-24T09:10:00Z'),
  ...more,
})
const keyOf = (more?: Partial<PayableCart>) => sessionRequest(cart(more), returnTo).key

describe('the question to Stripe', () => {
  test('is the same within an hour, and another for anything that differs', () => {
    expect(keyOf({ at: Temporal.Instant.from('2026-11-24T09:59:59Z') })).toBe(keyOf())
    const others = [
      keyOf(),
      keyOf({ at: Temporal.Instant.from('2026-11-24T10:00:01Z') }),
      keyOf({ failures: 1 }),
      keyOf({ positions: [topUp(2, 12_50)] }),
      keyOf({ id: '0192f0c1-2b3c-4d5e-8f60-718293000008' }),
    ]
    expect(new Set(others).size).toBe(others.length)
    expect(others.every((key) => key.length <= 255)).toBe(true)
  })

  test.each(['09:00:00', '09:00:01', '09:30:00', '09:59:59'])(
    'at %s can be paid for 31 to 91 minutes',
    (time) => {
      const at = Temporal.Instant.from(`2026-11-24T${time}Z`)
      const { expires_at } = sessionRequest(cart({ at }), returnTo).params
      const minutes = ((expires_at ?? 0) - at.epochMilliseconds / 1000) / 60
      expect(minutes).toBeGreaterThanOrEqual(31)
      expect(minutes).toBeLessThanOrEqual(91)
    },
  )

  test('names its top-ups in metadata that are read back, and nobody’s name', () => {
    const { metadata } = sessionRequest(cart(), returnTo).params
    expect(sharesIn(metadata as Record<string, string>)).toEqual([
      { reference: '301202600000012332', cents: 20_00, topUpId: topUp(1, 1).id },
      { reference: '301202600000012332', cents: 12_50, topUpId: topUp(2, 1).id },
    ])
    const strange: (Record<string, string> | null)[] = [
      null,
      {},
      { position_1: '3 1 x' },
      { position_2: String(metadata?.position_1) },
    ]
    expect(strange.flatMap((entries) => sharesIn(entries))).toEqual([])
  })
})
