import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql } from '@/db/client'
import { type Ctx, type PrincipalOf, recordAudit } from '@/modules/identity'
import { lockWallets } from '@/modules/wallet'
import { Instant } from '@/shared/dates'
import { ChildId, ServiceId } from '@/shared/ids'
import { type Cents, DbCents, formatEuro } from '@/shared/money'
import { amountRefused, idempotencyKeyReused, refundAlreadyAsked, walletNotFound } from './errors'
import { maskIban } from './iban'
import { RefundStatus } from './refund'

type GuardianCtx = Ctx<PrincipalOf<'guardian'>>

export type RefundOrder = {
  /** Made with the form: sent twice, it is one request. */
  id: string
  childId: ChildId
  serviceId: ServiceId
  cents: Cents
  /** Without spaces, checked. */
  iban: string
  holder: string
  reason: string
}

/**
 * Asks for credit back, up to what the wallet holds; the office decides. Nothing moves yet. Refuses with
 * `wallet-not-found`, `amount-refused`, `refund-already-asked`, `idempotency-key-reused`.
 */
export const requestRefund = (ctx: GuardianCtx, order: RefundOrder): Promise<'requested' | 'unchanged'> =>
  inTransaction(async (tx) => {
    const { childId, serviceId } = order
    const own = await oneRow(
      tx,
      z.object({}),
      sql`select from portal.account_children where account_id = ${ctx.actor.accountId}::int and child_id = ${childId}::int`,
    )
    // The lock makes requests for one wallet come one after the other.
    const [wallet] = own ? await lockWallets(tx, [{ childId, serviceId }]) : []
    if (!wallet) throw walletNotFound()
    const earlier = await oneRow(
      tx,
      z.object({ isSame: z.boolean() }),
      sql`
      select (account_id, child_id, service_id, cents, iban, holder, reason) = (${ctx.actor.accountId}::int, ${childId}::int,
        ${serviceId}::int, ${order.cents}::bigint, ${order.iban}::text, ${order.holder}::text, ${order.reason}::text) as "isSame"
      from portal.refund where refund_id = ${order.id}::uuid`,
    )
    if (earlier && !earlier.isSame) throw idempotencyKeyReused()
    if (earlier) return 'unchanged'
    if (wallet.balanceCents < order.cents)
      throw amountRefused(
        wallet.balanceCents > 0
          ? `Inserisci al massimo il credito disponibile: ${formatEuro(wallet.balanceCents)}`
          : 'Questo servizio non ha credito da rimborsare',
      )
    const { rows: made } = await tx.execute(sql`
      insert into portal.refund (refund_id, account_id, child_id, service_id, cents, iban, holder, reason, requested_at, status)
      values (${order.id}::uuid, ${ctx.actor.accountId}::int, ${childId}::int, ${serviceId}::int, ${order.cents}::bigint,
        ${order.iban}, ${order.holder}, ${order.reason}, ${ctx.now.toString()}::timestamptz, 'requested')
      on conflict (child_id, service_id) where status = 'requested' do nothing returning refund_id`)
    if (made.length === 0) throw refundAlreadyAsked()
    await recordAudit(tx, ctx, { action: 'refund.requested', subject: `refund:${order.id}` })
    return 'requested'
  })

const OwnRefund = z.object({
  id: z.string(),
  childName: z.string(),
  serviceName: z.string(),
  cents: DbCents,
  status: RefundStatus,
  requestedAt: Instant,
  maskedIban: z.string(),
  /** What the office wrote when it decided, or when the credit came back. */
  answer: z.string().nullable(),
})
export type OwnRefund = z.infer<typeof OwnRefund>

/** The refunds that this account asked for, the newest first. Another account of the same child does not see them. */
export const ownRefunds = async (ctx: GuardianCtx): Promise<OwnRefund[]> =>
  (
    await rows(
      db,
      OwnRefund.omit({ maskedIban: true }).extend({ iban: z.string() }),
      sql`
      select r.refund_id as id, c.name as "childName", s.name as "serviceName", r.cents, r.status, r.requested_at as "requestedAt",
        r.iban, a.reason as answer
      from portal.refund r join portal.child c using (child_id) join portal.service s using (service_id)
      left join portal.office_act a on a.act_id = coalesce(r.return_id, r.decision_id)
      where r.account_id = ${ctx.actor.accountId}::int order by r.requested_at desc, r.refund_id limit 100`,
    )
  ).map(({ iban, ...refund }) => ({ ...refund, maskedIban: maskIban(iban) }))

const RefundableWallet = z.object({
  childId: ChildId,
  childName: z.string(),
  serviceId: ServiceId,
  serviceName: z.string(),
  balanceCents: DbCents,
})
export type RefundableWallet = z.infer<typeof RefundableWallet>

/** The family's wallets with credit, and no request that waits; also of services that ended. */
export const refundableWallets = (ctx: GuardianCtx): Promise<RefundableWallet[]> =>
  rows(
    db,
    RefundableWallet,
    sql`
    select w.child_id as "childId", c.name as "childName", w.service_id as "serviceId", s.name as "serviceName", w.balance_cents as "balanceCents"
    from portal.account_children ac join portal.child c using (child_id) join portal.wallet w using (child_id)
    join portal.service s using (service_id)
    where ac.account_id = ${ctx.actor.accountId}::int and w.balance_cents > 0
      and not exists (select from portal.refund r where r.child_id = w.child_id and r.service_id = w.service_id and r.status = 'requested')
    order by ac.is_own desc, ac.since, w.child_id, s.name`,
  )
