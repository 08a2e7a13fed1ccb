import type { CivilDate, Instant } from '@/shared/dates'
import type { Cents } from '@/shared/money'
import type { NoticeNumber } from './notice-number'
import type { ProviderId, RepaymentKind, TopUp } from './top-up'

/** What a provider is told of a top-up: an opaque description, never a name. */
export type PayableTopUp = TopUp & { description: string; creditorName: string }

/** How many top-ups one payment holds at most: what Checkout takes. */
export const CART_POSITIONS_MAX = 5

/** What is paid at once: one to five top-ups of one provider. */
export type PayableCart = {
  /** The same at every attempt: the id of a top-up that is paid alone, else that of the cart. */
  id: string
  positions: readonly PayableTopUp[]
  /** How many attempts are known to have failed or lapsed: a further one is a new payment at the provider. */
  failures: number
  at: Instant
}

/** Where the provider sends the browser back. Nothing that arrives there proves anything. */
export type ReturnUrls = { ok: URL; cancel: URL; error: URL; waiting: URL }

/** Money that came in for one top-up, as it is kept. Absent fields are unknown: nothing depends on them. */
export type PaymentEvent = {
  kind: 'paid'
  provider: ProviderId
  /** The operation or event type that said so. */
  primitive: string
  /** The number of the top-up; for pagoPA the notice number. */
  reference: string
  /** The provider's own name of this payment: again the same means the same payment. */
  paymentId: string
  /** What reaches us of it. */
  cents: Cents
  /** What was paid in all, without the fees of payment services; more than `cents` when others share it. */
  totalCents: Cents
  paidAt: Instant | null
  pspId: string | null
  pspName: string | null
  pspFiscalCode: string | null
  paymentMethod: string | null
  feeCents: Cents | null
  applicationDate: CivilDate | null
  transferDate: CivilDate | null
  raw: string
}

/** A payment of which a provider tells no more than the money; an adapter adds what it knows. */
export const UNTOLD = {
  pspId: null,
  pspName: null,
  pspFiscalCode: null,
  paymentMethod: null,
  feeCents: null,
  applicationDate: null,
  transferDate: null,
} as const satisfies Partial<PaymentEvent>

/** What became of one attempt to pay; nothing is said of money. */
export type AttemptEvent = {
  /** `pending`: the family did its part and the money may still come; `lapsed`: its page can be paid no more, and was not. */
  kind: 'pending' | 'failed' | 'lapsed'
  provider: ProviderId
  /** The reference that `start` gave. */
  attempt: string
  at: Instant
}

/** Money of a payment that went back to who paid it, or that came again. */
export type RepaymentEvent = {
  kind: 'repaid'
  provider: ProviderId
  primitive: string
  repaid: RepaymentKind
  /** The number of the top-up, and the payment as the event that told of it named it. */
  reference: string
  paymentId: string
  /** The provider's own name of what was refunded or disputed. */
  causeId: string
  /** In all so far of this cause, for this top-up: told again, or after a larger one, it changes nothing. */
  totalCents: Cents
  at: Instant
  raw: string
}

export type ProviderEvent = PaymentEvent | AttemptEvent | RepaymentEvent

/** A notification as it came over the network. */
export type NotificationMessage = { headers: Headers; body: Uint8Array }

/**
 * A way to be paid. An adapter only translates: it never sees our database and never decides.
 * One contract test runs against every adapter.
 */
export interface PaymentProvider {
  readonly id: ProviderId
  /** How families know it. */
  readonly name: string
  /** True when it notifies `/api/webhooks/<id>`; pagoPA has its station instead. */
  readonly hasWebhook: boolean
  /** It has no such question as `lookUp`: what it knows comes by itself. */
  readonly isSilent?: true
  /**
   * Safe to call twice for one cart: its id is the provider's idempotency key. Throws when it cannot. `reference` is the
   * provider's own name of the attempt.
   */
  start(cart: PayableCart, returnTo: ReturnUrls): Promise<{ reference: string; redirectTo: URL }>
  /**
   * Checks who sent the raw bytes, then translates, one event for each top-up; none = authentic, but nothing of ours; throws
   * `notification-forged` when the sender did not prove itself.
   */
  readNotification(message: NotificationMessage): Promise<ProviderEvent[]>
  /** Asks for the truth of an attempt, by the reference that `start` gave; none when the provider knows of no payment. */
  lookUp(reference: string): Promise<PaymentEvent[]>
}

/** The number of a top-up, by which providers' notifications name it; what was booked by the office has none. */
export const numberOf = (topUp: Pick<TopUp, 'id' | 'noticeNumber'>): NoticeNumber => {
  if (!topUp.noticeNumber) throw new Error(`Top-up ${topUp.id} has no number`)
  return topUp.noticeNumber
}
