import { z } from 'zod'
import { addDays, type CivilDate, dayInRome, type Instant } from '@/shared/dates'
import type { AccountId, ChildId, ServiceId, TopUpId } from '@/shared/ids'
import type { Cents } from '@/shared/money'
import type { NoticeNumber } from './notice-number'

/**
 * `paid`: the money is certain; `credited`: it is in the wallet; `partlyRefunded`, `refunded`: what was credited went back
 * to who paid. Which leads to which is below.
 */
export const TOP_UP_STATUSES = [
  'created',
  'inProgress',
  'paid',
  'credited',
  'partlyRefunded',
  'refunded',
  'failed',
  'expired',
  'cancelled',
] as const
export const TopUpStatus = z.enum(TOP_UP_STATUSES)
export type TopUpStatus = z.infer<typeof TopUpStatus>

/**
 * `online`: the family goes to the provider's page; `notice`: it pays a printed number wherever it likes; `counter`: it
 * paid at the office; `assigned`: the office found whose the money was.
 */
export const TopUpChannel = z.enum(['online', 'notice', 'counter', 'assigned'])
export type TopUpChannel = z.infer<typeof TopUpChannel>
/** The channels that a family can choose. */
export const OrderChannel = TopUpChannel.exclude(['counter', 'assigned'])
export type OrderChannel = z.infer<typeof OrderChannel>

/** Who takes the money; a top-up keeps to the one it was made for. */
export const ProviderId = z.string().regex(/^[a-z][a-z0-9-]{1,19}$/)
export type ProviderId = z.infer<typeof ProviderId>

/** A family's payment into one wallet. Amount, wallet and number never change. */
export type TopUp = {
  id: TopUpId
  /** Null when no family asked for it. */
  accountId: AccountId | null
  childId: ChildId
  serviceId: ServiceId
  cents: Cents
  channel: TopUpChannel
  provider: ProviderId
  status: TopUpStatus
  noticeNumber: NoticeNumber | null
  createdAt: Instant
  /** The last day on which it can be paid. */
  expiresOn: CivilDate
  paidAt: Instant | null
  creditedAt: Instant | null
}

/** What can happen to a top-up, whoever says it. */
export type TopUpEvent = {
  kind:
    | 'started'
    | 'pending'
    | 'lapsed'
    | 'abandoned'
    | 'failed'
    | 'cancelled'
    | 'expired'
    | 'paid'
    | 'credited'
  at: Instant
}

/** What a history tells: what happened, and what went back. */
export type TopUpStep = TopUpEvent['kind'] | 'refunded' | 'disputed' | 'disputeWon'

/** Where each event leads; what is not here changes nothing. Money that came in counts whatever happened before. */
const NEXT: Record<TopUpStatus, Partial<Record<TopUpEvent['kind'], TopUpStatus>>> = {
  created: {
    started: 'inProgress',
    pending: 'inProgress',
    failed: 'failed',
    cancelled: 'cancelled',
    expired: 'expired',
    paid: 'paid',
  },
  inProgress: {
    lapsed: 'created',
    abandoned: 'created',
    failed: 'failed',
    cancelled: 'cancelled',
    expired: 'expired',
    paid: 'paid',
  },
  failed: { started: 'inProgress', cancelled: 'cancelled', expired: 'expired', paid: 'paid' },
  expired: { paid: 'paid' },
  cancelled: { paid: 'paid' },
  paid: { credited: 'credited' },
  // What goes back is counted, see below.
  credited: {},
  partlyRefunded: {},
  refunded: {},
}

/** The top-up after an event; the same object back means that nothing changed. */
export const settle = (topUp: TopUp, { kind, at }: TopUpEvent): TopUp => {
  const status = NEXT[topUp.status][kind]
  if (!status) return topUp
  return {
    ...topUp,
    status,
    paidAt: kind === 'paid' ? at : topUp.paidAt,
    creditedAt: kind === 'credited' ? at : topUp.creditedAt,
  }
}

/**
 * Why money of a credited top-up went back to who paid it, or came again: the provider refunded it, the payer disputed the
 * payment with the bank, the dispute was won. Also the kinds of their lines in the ledger.
 */
export const RepaymentKind = z.enum(['paymentRefund', 'dispute', 'disputeWon'])
export type RepaymentKind = z.infer<typeof RepaymentKind>

/** The state of a top-up of which this much is back with who paid it. */
export const repaidStatus = (
  topUp: Cents,
  repaid: number,
): Extract<TopUpStatus, 'credited' | 'partlyRefunded' | 'refunded'> => {
  if (repaid <= 0) return 'credited'
  return repaid < topUp ? 'partlyRefunded' : 'refunded'
}

const OPEN: readonly TopUpStatus[] = ['created', 'inProgress', 'failed']

/** The state on a day: one that is still open after its last payable day has expired, whether or not it was noted. */
export const statusOn = (
  { status, expiresOn }: Pick<TopUp, 'status' | 'expiresOn'>,
  today: CivilDate,
): TopUpStatus => (OPEN.includes(status) && today > expiresOn ? 'expired' : status)

/** True while a payment can be begun or cancelled. */
export const isPayable = (topUp: Pick<TopUp, 'status' | 'expiresOn'>, today: CivilDate): boolean =>
  OPEN.includes(statusOn(topUp, today))

/** A page at a provider is left after minutes; a notice waits for a walk to the post office. */
const ONLINE_DAYS = 2

/** The last payable day of a top-up made now. */
export const expiryOf = (channel: OrderChannel, now: Instant, noticeDays: number): CivilDate =>
  addDays(dayInRome(now), channel === 'online' ? ONLINE_DAYS : noticeDays)
