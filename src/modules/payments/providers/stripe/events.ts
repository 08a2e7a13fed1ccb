import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Cents, cents } from '@/shared/money'
import { type PaymentEvent, type ProviderEvent, type RepaymentEvent, UNTOLD } from '../../provider'
import { sharesIn } from './session'

const Metadata = z.record(z.string(), z.string()).nullish()
/** A reference to another object: its id, or the object itself where it was expanded. */
const Ref = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])

export const Session = z.object({
  id: z.string(),
  payment_status: z.string(),
  amount_total: z.int().nullable(),
  currency: z.string().nullable(),
  payment_intent: Ref.nullable(),
  metadata: Metadata,
})
export const Charge = z.object({
  id: z.string(),
  amount: z.int(),
  amount_refunded: z.int(),
  currency: z.string(),
  created: z.int(),
  paid: z.boolean(),
  payment_intent: Ref.nullish(),
  metadata: Metadata,
})
export type Charge = z.output<typeof Charge>
const Dispute = z.object({ id: z.string(), amount: z.int(), status: z.string(), charge: Ref })

/** The envelope of every notification. */
export const Notification = z.object({
  type: z.string(),
  created: z.int(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
})
type Notification = z.output<typeof Notification>

const momentOf = (seconds: number) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000)

/** What was paid at once, of whose top-ups. */
type Payment = {
  /** Stripe's name of it: that of the payment intent. */
  id: string
  cents: number
  currency: string | null
  metadata: z.output<typeof Metadata>
}
type PaidShare = { reference: string; paymentId: string; cents: Cents; totalCents: Cents }

/**
 * What each top-up got of a payment. A sum that is not the one we asked for settles nothing: it is told whole about the
 * first, and waits for the office; an amount in another currency counts for nothing.
 */
const paidShares = ({ id, cents: paid, currency, metadata }: Payment): PaidShare[] => {
  const shares = sharesIn(metadata)
  const [first] = shares
  if (!first) return []
  const sum = shares.reduce((total, share) => total + share.cents, 0)
  if (sum !== paid || currency !== 'eur') {
    const whole = cents(currency === 'eur' ? paid : 0)
    return [{ reference: first.reference, paymentId: id, cents: whole, totalCents: whole }]
  }
  return shares.map(({ reference, cents: share }, index) => ({
    reference,
    paymentId: shares.length === 1 ? id : `${id}:${index + 1}`,
    cents: share,
    totalCents: share,
  }))
}

const paidEvents = (
  payment: Payment,
  primitive: string,
  paidAt: number | null,
  raw: string,
): PaymentEvent[] =>
  paidShares(payment).map((share) => ({
    kind: 'paid',
    provider: 'stripe',
    primitive,
    ...share,
    paidAt: paidAt === null ? null : momentOf(paidAt),
    ...UNTOLD,
    pspName: 'Stripe',
    raw,
  }))

/** What a paid session says; none while it is not paid, or of somebody else's. */
export const sessionPaid = (
  session: z.output<typeof Session>,
  primitive: string,
  paidAt: number | null,
  raw: string,
): PaymentEvent[] =>
  session.payment_status !== 'paid'
    ? []
    : paidEvents(
        {
          id: session.payment_intent ?? session.id,
          cents: session.amount_total ?? 0,
          currency: session.currency,
          metadata: session.metadata,
        },
        primitive,
        paidAt,
        raw,
      )

const paymentOf = ({ id, payment_intent, amount, currency, metadata }: Charge): Payment => ({
  id: payment_intent ?? id,
  cents: amount,
  currency,
  metadata,
})

/**
 * How an amount falls on the positions of a payment: from the first on, or `fromEnd` from the last. The part of each only
 * grows with the amount, so that cumulative amounts can be told in any order. Refunds begin at the first, disputes at
 * the last: of one payment they do not meet.
 */
export const spread = (parts: readonly number[], amount: number, fromEnd: boolean): number[] => {
  let left = amount
  const take = (part: number) => {
    const taken = Math.min(part, left)
    left -= taken
    return taken
  }
  return fromEnd ? parts.toReversed().map(take).toReversed() : parts.map(take)
}

/** Money of a charge that went back, or came again; first that it was paid, in case that is news. */
const repaidEvents = (
  { type, created }: Notification,
  raw: string,
  charge: Charge,
  what: { repaid: RepaymentEvent['repaid']; causeId: string; cents: number },
): ProviderEvent[] => {
  if (!charge.paid) return []
  const payment = paymentOf(charge)
  const shares = paidShares(payment)
  const amounts = spread(
    shares.map((share) => share.cents),
    what.cents,
    what.repaid !== 'paymentRefund',
  )
  return [
    ...paidEvents(payment, type, charge.created, raw),
    ...shares.flatMap(({ reference, paymentId }, index): RepaymentEvent[] => {
      const part = amounts[index] ?? 0
      return part === 0
        ? []
        : [
            {
              kind: 'repaid',
              provider: 'stripe',
              primitive: type,
              repaid: what.repaid,
              reference,
              paymentId,
              causeId: what.causeId,
              totalCents: cents(part),
              at: momentOf(created),
              raw,
            },
          ]
    }),
  ]
}

/** The states of a dispute in which the money was taken. Inquiries (`warning_...`) and prevented ones take none. */
const TAKEN = [
  'needs_response',
  'under_review',
  'lost',
  'won',
  'appeal_needs_response',
  'appeal_under_review',
]

/**
 * What an authentic notification says of top-ups of ours; none for what we do not know, or somebody else's. A dispute
 * does not carry what its charge does: `chargeOf` asks for it.
 */
export const eventsIn = async (
  notification: Notification,
  raw: string,
  chargeOf: (id: string) => Promise<Charge>,
): Promise<ProviderEvent[]> => {
  const { type, created, data } = notification
  const attempt = (kind: 'pending' | 'failed' | 'lapsed'): ProviderEvent[] => {
    const session = Session.parse(data.object)
    return sharesIn(session.metadata).length === 0
      ? []
      : [{ kind, provider: 'stripe', attempt: session.id, at: momentOf(created) }]
  }
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded': {
      const session = Session.parse(data.object)
      return session.payment_status === 'unpaid'
        ? attempt('pending')
        : sessionPaid(session, type, created, raw)
    }
    case 'checkout.session.async_payment_failed':
      return attempt('failed')
    case 'checkout.session.expired':
      return attempt('lapsed')
    case 'charge.refunded': {
      const charge = Charge.parse(data.object)
      return repaidEvents(notification, raw, charge, {
        repaid: 'paymentRefund',
        causeId: charge.id,
        cents: charge.amount_refunded,
      })
    }
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed': {
      const dispute = Dispute.parse(data.object)
      if (!TAKEN.includes(dispute.status)) return []
      const charge = await chargeOf(dispute.charge)
      const of = (repaid: RepaymentEvent['repaid']) =>
        repaidEvents(notification, raw, charge, { repaid, causeId: dispute.id, cents: dispute.amount })
      return dispute.status === 'won' ? [...of('dispute'), ...of('disputeWon')] : of('dispute')
    }
    default:
      return []
  }
}
