import { inTransaction, type Tx } from '@/db/client'
import { type Ctx, recordAudit } from '@/modules/identity'
import { sendMessage } from '@/modules/notifications'
import { credit } from '@/modules/wallet'
import { dayInRome, formatDay, type Instant } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import type { PaymentEvent } from './provider'
import * as receipts from './receipts.sql'
import { isPayable, type PaymentVerdict, settle, type TopUp, verdictOn } from './top-up'
import * as topUps from './top-ups.sql'

/** `pays` is told as what it did; `unknownNotice` is a payment for no top-up of ours. */
export type Settlement = 'credited' | 'unknownNotice' | Exclude<PaymentVerdict, 'pays'>

/**
 * Every notification lands here, from whatever provider, in any order, any number of times: the first that pays a
 * top-up credits its wallet, keeps the receipt and tells the family, all or nothing; the same again changes nothing;
 * what pays nothing of ours is kept for the office. When it returns, the message is stored.
 */
export const settlePayment = (ctx: Ctx, event: PaymentEvent): Promise<Settlement> =>
  inTransaction(async (tx) => {
    const topUp = await topUps.lockByNotice(tx, event.reference)
    if (!topUp) return keep(tx, ctx, event, null, 'unknownNotice')
    const verdict = verdictOn(topUp, event, await receipts.findReceipt(tx, event.paymentId))
    if (verdict === 'duplicate') return 'duplicate'
    if (verdict !== 'pays') return keep(tx, ctx, event, topUp, verdict)
    await creditOnce(tx, ctx, event, topUp)
    return 'credited'
  })

const keep = async (
  tx: Tx,
  ctx: Ctx,
  event: PaymentEvent,
  topUp: TopUp | null,
  reason: Exclude<Settlement, 'credited' | 'duplicate'>,
): Promise<Settlement> => {
  const isNew = await receipts.queueUnmatched(tx, {
    reason,
    receiptId: event.paymentId,
    noticeNumber: event.reference,
    cents: event.totalCents,
    topUpId: topUp?.id ?? null,
    provider: event.provider,
    primitive: event.primitive,
    receivedAt: ctx.now,
    raw: event.raw,
  })
  return isNew ? reason : 'duplicate'
}

const creditOnce = async (tx: Tx, ctx: Ctx, event: PaymentEvent, topUp: TopUp): Promise<void> => {
  const { now } = ctx
  const isLate = !isPayable(topUp, dayInRome(now))
  const paidAt = believable(event.paidAt, topUp, now)
  const paid = settle(topUp, { kind: 'paid', at: paidAt })
  const credited = settle(paid, { kind: 'credited', at: now })
  await receipts.insertReceipt(tx, { ...event, topUpId: topUp.id, isLate, receivedAt: now })
  await topUps.save(tx, credited, [
    { kind: 'paid', at: paidAt, details: event.pspName ? { pspName: event.pspName } : {} },
    { kind: 'credited', at: now },
  ])
  const { childId, serviceId, cents } = topUp
  const isPosted = await credit(tx, { childId, serviceId, cents, day: dayInRome(paidAt), sourceId: topUp.id })
  if (!isPosted) throw new Error(`Top-up ${topUp.id} was credited without a receipt`)
  if (isLate) {
    await recordAudit(tx, ctx, {
      action: 'payment.late',
      subject: `topUp:${topUp.id}`,
      details: { status: topUp.status },
    })
  }
  const service = await topUps.serviceNameOf(tx, serviceId)
  await sendMessage(tx, {
    childId,
    subject: `Ricarica di ${formatEuro(cents)} accreditata`,
    body: `La ricarica di ${formatEuro(cents)} per il servizio ${service}, pagata il ${formatDay(dayInRome(paidAt))}, è stata accreditata: il credito è già aggiornato.\n\nLa ricevuta del pagamento arriva dal prestatore di servizi con cui è stato effettuato.`,
    cause: `topUp:${topUp.id}`,
    now,
  })
  await topUps.announce(tx, topUp.id)
}

/** When it was paid, as the provider says; now, when that is unknown or cannot be. */
const believable = (paidAt: Instant | null, topUp: TopUp, now: Instant): Instant =>
  paidAt &&
  paidAt.epochMilliseconds >= topUp.createdAt.epochMilliseconds - 1000 &&
  paidAt.epochMilliseconds <= now.epochMilliseconds
    ? paidAt
    : now
