import { z } from 'zod'
import { inTransaction, oneRow, sql, type Tx } from '@/db/client'
import { forbidden } from '@/modules/identity'
import { lockWallets, postLines } from '@/modules/wallet'
import { dayInRome } from '@/shared/dates'
import type { ChildId, ServiceId } from '@/shared/ids'
import { type Cents, cents } from '@/shared/money'
import { creditInsufficient, otherFamily, walletNotFound } from './errors'
import { beginAct, type StaffCtx } from './office-act'

type WalletRef = { childId: ChildId; serviceId: ServiceId }

export type TransferOrder = {
  /** Made with the form. */
  actId: string
  from: WalletRef
  to: WalletRef
  cents: Cents
  reason: string
  /** The office takes more than there is, and says so. */
  isOverdraftAllowed: boolean
}

const is = (wallet: WalletRef) => (other: WalletRef) =>
  wallet.childId === other.childId && wallet.serviceId === other.serviceId

/**
 * Moves credit between wallets of one family, once per form: what one loses the other gains, in one statement. Refuses
 * with `wallet-not-found`, `other-family`, `credit-insufficient`, `idempotency-key-reused`.
 */
export const transferCredit = (ctx: StaffCtx, { actId, reason, ...order }: TransferOrder) =>
  inTransaction(async (tx): Promise<'moved' | 'unchanged'> => {
    const { from, to } = order
    const subject = `wallet:${from.childId}/${from.serviceId}`
    if ((await beginAct(tx, ctx, { id: actId, kind: 'transfer', reason, input: order, subject })) === 'again')
      return 'unchanged'
    const locked = await lockWallets(tx, [from, to])
    const source = locked.find(is(from))
    if (is(from)(to) || !source || !locked.some(is(to))) throw walletNotFound()
    if (!(await isOneFamily(tx, from.childId, to.childId))) throw otherFamily()
    if (source.balanceCents < order.cents && !order.isOverdraftAllowed) throw creditInsufficient()
    await tx.execute(sql`
      insert into portal.transfer (act_id, from_child_id, from_service_id, to_child_id, to_service_id, cents, is_overdraft_allowed)
      values (${actId}::uuid, ${from.childId}::int, ${from.serviceId}::int, ${to.childId}::int, ${to.serviceId}::int,
              ${order.cents}::bigint, ${order.isOverdraftAllowed}::boolean)`)
    const day = dayInRome(ctx.now)
    await postLines(tx, [
      { kind: 'transferOut', ...from, cents: cents(-order.cents), day, sourceId: actId },
      { kind: 'transferIn', ...to, cents: order.cents, day, sourceId: actId },
    ])
    return 'moved'
  })

const isOneFamily = async (tx: Tx, one: ChildId, other: ChildId): Promise<boolean> =>
  (await oneRow(
    tx,
    z.object({}),
    sql`select from portal.same_family(${one}::int) f where f.child_id = ${other}::int`,
  )) !== null

export type AdjustmentOrder = WalletRef & { actId: string; cents: Cents; reason: string }

/**
 * Corrects a wallet by an amount with its sign, once per form; for administrators only, because nothing but the reason
 * explains it. Refuses with `forbidden`, `wallet-not-found`, `idempotency-key-reused`.
 */
export const adjustCredit = (ctx: StaffCtx, { actId, reason, ...order }: AdjustmentOrder) =>
  inTransaction(async (tx): Promise<'adjusted' | 'unchanged'> => {
    if (!ctx.actor.roles.includes('admin')) throw forbidden()
    const { childId, serviceId } = order
    const subject = `wallet:${childId}/${serviceId}`
    if (
      (await beginAct(tx, ctx, { id: actId, kind: 'adjustment', reason, input: order, subject })) === 'again'
    )
      return 'unchanged'
    if ((await lockWallets(tx, [{ childId, serviceId }])).length === 0) throw walletNotFound()
    await tx.execute(sql`
      insert into portal.adjustment (act_id, child_id, service_id, cents)
      values (${actId}::uuid, ${childId}::int, ${serviceId}::int, ${order.cents}::bigint)`)
    await postLines(tx, [
      {
        kind: 'adjustment',
        childId,
        serviceId,
        cents: order.cents,
        day: dayInRome(ctx.now),
        sourceId: actId,
      },
    ])
    return 'adjusted'
  })
