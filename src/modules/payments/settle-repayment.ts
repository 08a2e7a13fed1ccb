import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { inTransaction, oneRow, sql, type Tx } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { sendMessage } from '@/modules/notifications'
import { postLines } from '@/modules/wallet'
import { dayInRome } from '@/shared/dates'
import { TopUpId } from '@/shared/ids'
import { type Cents, cents, formatEuro } from '@/shared/money'
import type { RepaymentEvent } from './provider'
import { queueUnmatched } from './receipts.sql'
import { type RepaymentKind, repaidStatus, type TopUp, type TopUpStep } from './top-up'
import * as topUps from './top-ups.sql'

/** How a repayment is told: in the history, and to the family. Only a dispute that was won gives credit back. */
const TOLD = {
  paymentRefund: {
    step: 'refunded',
    subject: (amount) => `Rimborso di ${amount} di una ricarica`,
    body: (amount, service) =>
      `Sono stati rimborsati ${amount} di una ricarica per il servizio ${service}: l’importo torna sul mezzo con cui era stata pagata, e il credito è stato ridotto.`,
  },
  dispute: {
    step: 'disputed',
    subject: (amount) => `Pagamento di ${amount} contestato`,
    body: (amount, service) =>
      `Chi ha pagato una ricarica per il servizio ${service} l’ha contestata alla propria banca: ${amount} non sono più a disposizione del Comune, e il credito è stato ridotto. Se la contestazione è un errore, chi l’ha fatta può ritirarla.`,
  },
  disputeWon: {
    step: 'disputeWon',
    subject: (amount) => `Credito di ${amount} restituito`,
    body: (amount, service) =>
      `La contestazione del pagamento di una ricarica per il servizio ${service} si è chiusa: ${amount} sono tornati nel credito.`,
  },
} as const satisfies Record<
  RepaymentKind,
  {
    step: TopUpStep
    subject: (amount: string) => string
    body: (amount: string, service: string) => string
  }
>

/**
 * Takes what a provider gave back out of the wallet that the payment had credited, with its line, its history and a word
 * to the family, all or nothing. Of a cause the cumulative amount counts: the same again, or a smaller one that comes
 * late, changes nothing. What goes back of a payment that credited nobody is told to the office.
 */
export const settleRepayment = (
  ctx: Ctx<PrincipalOf<'system'>>,
  event: RepaymentEvent,
): Promise<'recorded' | 'duplicate' | 'unmatched'> =>
  inTransaction(async (tx) => {
    const id = await creditedBy(tx, event.paymentId)
    const topUp = id && (await topUps.lockById(tx, id))
    if (!topUp) {
      await queueUnmatched(tx, {
        reason: 'repaid',
        receiptId: `${event.paymentId} ${event.repaid} ${event.causeId}`,
        noticeNumber: event.reference,
        cents: event.totalCents,
        topUpId: null,
        provider: event.provider,
        primitive: event.primitive,
        receivedAt: ctx.now,
        raw: event.raw,
      })
      return 'unmatched'
    }
    const before = await repaidSoFar(tx, topUp, event)
    const part = event.totalCents - before.ofCause
    if (part <= 0) return 'duplicate'
    const amount = cents(part)
    const { at } = event
    const isBack = event.repaid === 'disputeWon'
    const repaymentId = randomUUID()
    await tx.execute(sql`
      insert into portal.repayment (repayment_id, top_up_id, kind, provider, primitive, cause_id, cents, total_cents, at, received_at, raw)
      values (${repaymentId}::uuid, ${topUp.id}::uuid, ${event.repaid}, ${event.provider}, ${event.primitive}, ${event.causeId},
        ${amount}::bigint, ${event.totalCents}::bigint, ${at.toString()}::timestamptz, ${ctx.now.toString()}::timestamptz, ${event.raw})`)
    await postLines(tx, [
      {
        kind: event.repaid,
        childId: topUp.childId,
        serviceId: topUp.serviceId,
        cents: isBack ? amount : cents(-amount),
        day: dayInRome(at),
        sourceId: repaymentId,
      },
    ])
    const told = TOLD[event.repaid]
    const repaid = before.inAll + (isBack ? -amount : amount)
    await topUps.save(tx, { ...topUp, status: repaidStatus(topUp.cents, repaid) }, [
      { kind: told.step, at, details: { cents: amount } },
    ])
    await tell(tx, ctx, topUp, { amount, told, repaymentId })
    await topUps.announce(tx, topUp.id)
    return 'recorded'
  })

/** The top-up that a payment credited: its own, or the one that the office made of it. */
const creditedBy = async (tx: Tx, paymentId: string): Promise<TopUpId | null> => {
  const found = await oneRow(
    tx,
    z.object({ id: TopUpId }),
    sql`
    select top_up_id as id from portal.receipt where receipt_id = ${paymentId}
    union
    select assigned_top_up_id from portal.unmatched_receipt where receipt_id = ${paymentId} and assigned_top_up_id is not null
    limit 1`,
  )
  return found?.id ?? null
}

/** What went back of a top-up already: of one cause, and of all less what came again. */
const repaidSoFar = async (tx: Tx, topUp: TopUp, { repaid, causeId }: RepaymentEvent) => {
  const found = await oneRow(
    tx,
    z.object({ ofCause: z.coerce.number(), inAll: z.coerce.number() }),
    sql`
    select coalesce(sum(cents) filter (where kind = ${repaid} and cause_id = ${causeId}), 0) as "ofCause",
           coalesce(sum(case when kind = 'disputeWon' then -cents else cents end), 0) as "inAll"
    from portal.repayment where top_up_id = ${topUp.id}::uuid`,
  )
  return found ?? { ofCause: 0, inAll: 0 }
}

const tell = async (
  tx: Tx,
  ctx: Ctx,
  topUp: TopUp,
  { amount, told, repaymentId }: { amount: Cents; told: (typeof TOLD)[RepaymentKind]; repaymentId: string },
) => {
  const euro = formatEuro(amount)
  await sendMessage(tx, {
    childId: topUp.childId,
    subject: told.subject(euro),
    body: told.body(euro, await topUps.serviceNameOf(tx, topUp.serviceId)),
    cause: `repayment:${repaymentId}`,
    now: ctx.now,
  })
}
