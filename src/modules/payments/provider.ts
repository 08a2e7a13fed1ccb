import type { CivilDate, Instant } from '@/shared/dates'
import type { Cents } from '@/shared/money'
import type { NoticeNumber } from './notice-number'
import type { ProviderId, TopUp } from './top-up'

/** What a provider is told of a top-up: an opaque description, never a name. */
export type PayableTopUp = TopUp & { description: string; creditorName: string }

/** Where the provider sends the browser back. Nothing that arrives there proves anything. */
export type ReturnUrls = { ok: URL; cancel: URL; error: URL; waiting: URL }

/** A notification that money came in, as it is kept. Absent fields are unknown: nothing depends on them. */
export type PaymentEvent = {
  kind: 'paid'
  provider: ProviderId
  /** The operation or event type that said so. */
  primitive: string
  /** What `start` returned; for pagoPA the notice number. */
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

/**
 * A way to be paid. An adapter only translates: it never sees our database and never decides.
 * One contract test runs against every adapter.
 */
export interface PaymentProvider {
  readonly id: Exclude<ProviderId, 'counter'>
  /** Safe to call twice for one top-up: its number is the provider's idempotency key. Throws when it cannot. */
  start(topUp: PayableTopUp, returnTo: ReturnUrls): Promise<{ reference: string; redirectTo: URL }>
  /**
   * Checks who sent the raw bytes, then translates; null = authentic, but no payment of ours; throws
   * `notification-forged` when the sender did not prove itself.
   */
  readNotification(message: { headers: Headers; body: Uint8Array }): Promise<PaymentEvent | null>
  /** Asks for the truth when no notification came; null when the provider knows of no payment. */
  lookUp(reference: string): Promise<PaymentEvent | null>
}

/** The name of a top-up at pagoPA; a top-up of another provider has none. */
export const noticeNumberOf = (topUp: Pick<TopUp, 'id' | 'noticeNumber'>): NoticeNumber => {
  if (!topUp.noticeNumber) throw new Error(`Top-up ${topUp.id} has no notice number`)
  return topUp.noticeNumber
}
