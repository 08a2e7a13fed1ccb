// Guarantee: a top-up moves only along its allowed steps, and money that came in always counts, once.
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { civilDate } from '@/shared/dates'
import { AccountId, ChildId, ServiceId, TopUpId } from '@/shared/ids'
import { cents } from '@/shared/money'
import {
  expiryOf,
  isPayable,
  repaidStatus,
  settle,
  statusOn,
  TOP_UP_STATUSES,
  type TopUp,
  type TopUpEvent,
  type TopUpStatus,
} from './top-up'

const at = Temporal.Instant.from('2026-11-24T09:00:00Z')
const earlier = Temporal.Instant.from('2026-11-23T09:00:00Z')
const WITH_CREDIT: TopUpStatus[] = ['credited', 'partlyRefunded', 'refunded']

const topUp = (status: TopUpStatus): TopUp => ({
  id: TopUpId.parse('0192f0c1-2b3c-4d5e-8f60-718293a4b5c6'),
  accountId: AccountId.parse(1),
  childId: ChildId.parse(1),
  serviceId: ServiceId.parse(1),
  cents: cents(20_00),
  channel: 'online',
  provider: 'pagopa',
  status,
  noticeNumber: null,
  createdAt: earlier,
  expiresOn: civilDate('2026-11-26'),
  paidAt: status === 'paid' || WITH_CREDIT.includes(status) ? earlier : null,
  creditedAt: WITH_CREDIT.includes(status) ? earlier : null,
})

const EVENTS: TopUpEvent['kind'][] = [
  'started',
  'pending',
  'lapsed',
  'abandoned',
  'failed',
  'cancelled',
  'expired',
  'paid',
  'credited',
]

// One row per state, one column per event; '-' means: the same object back.
const TABLE: Record<TopUpStatus, string> = {
  created: 'inProgress inProgress - - failed cancelled expired paid -',
  inProgress: '- - created created failed cancelled expired paid -',
  failed: 'inProgress - - - - cancelled expired paid -',
  expired: '- - - - - - - paid -',
  cancelled: '- - - - - - - paid -',
  paid: '- - - - - - - - credited',
  credited: '- - - - - - - - -',
  partlyRefunded: '- - - - - - - - -',
  refunded: '- - - - - - - - -',
}

describe('settle', () => {
  const cases = TOP_UP_STATUSES.flatMap((status) =>
    TABLE[status].split(' ').map((next, index) => [status, EVENTS[index] ?? 'paid', next] as const),
  )
  test.each(cases)('%s + %s -> %s', (status, kind, next) => {
    const before = topUp(status)
    const after = settle(before, { kind, at })
    if (next === '-') expect(after).toBe(before)
    else expect(after.status).toBe(next)
  })

  test('keeps when it was paid and when it was credited', () => {
    const paid = settle(topUp('inProgress'), { kind: 'paid', at: earlier })
    const credited = settle(paid, { kind: 'credited', at })
    expect([credited.paidAt, credited.creditedAt]).toEqual([earlier, at])
  })
})

describe('what went back', () => {
  test.each([
    [0, 'credited'],
    [1, 'partlyRefunded'],
    [1999, 'partlyRefunded'],
    [2000, 'refunded'],
    [2500, 'refunded'],
    [-1, 'credited'],
  ] as const)('%d of 2000 cents is %s', (repaid, status) => {
    expect(repaidStatus(cents(20_00), repaid)).toBe(status)
  })
})

describe('the last payable day', () => {
  test.each([
    ['created', '2026-11-26', 'created', true],
    ['created', '2026-11-27', 'expired', false],
    ['inProgress', '2026-11-27', 'expired', false],
    ['failed', '2026-11-26', 'failed', true],
    ['credited', '2027-01-01', 'credited', false],
    ['cancelled', '2026-11-24', 'cancelled', false],
  ] as const)('%s on %s is %s, payable: %s', (status, today, shown, payable) => {
    expect(statusOn(topUp(status), civilDate(today))).toBe(shown)
    expect(isPayable(topUp(status), civilDate(today))).toBe(payable)
  })

  test('counts days on a Roman calendar', () => {
    const beforeMidnight = Temporal.Instant.from('2026-11-24T22:59:00Z')
    const afterMidnight = Temporal.Instant.from('2026-11-24T23:01:00Z')
    expect(expiryOf('online', beforeMidnight, 60)).toBe('2026-11-26')
    expect(expiryOf('online', afterMidnight, 60)).toBe('2026-11-27')
    expect(expiryOf('notice', beforeMidnight, 60)).toBe('2027-01-23')
  })
})
