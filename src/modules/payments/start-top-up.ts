import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { db, inTransaction } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { dayInRome } from '@/shared/dates'
import { type ChildId, type ServiceId, TopUpId } from '@/shared/ids'
import { readTopUpAmount } from './amount'
import { descriptionOf } from './description'
import { amountRefused, providerAway, topUpNotFound, topUpNotPayable, walletNotFound } from './errors'
import { once } from './idempotency.sql'
import { noticeNumber } from './notice-number'
import type { PaymentProvider, ReturnUrls } from './provider'
import { expiryOf, isPayable, type OrderChannel, settle, type TopUp } from './top-up'
import * as topUps from './top-ups.sql'

type GuardianCtx = Ctx<PrincipalOf<'guardian'>>

/** What a family asks for. */
export type TopUpOrder = {
  childId: ChildId
  serviceId: ServiceId
  /** As typed; read here again, whatever a page already checked. */
  amount: string
  channel: OrderChannel
  /** Made with the form: sent twice, it makes one top-up. */
  key: string
}

/**
 * Makes a top-up, once per key, and gives it its notice number. Nothing is asked of the provider yet. Refuses with
 * `wallet-not-found`, `amount-refused`, `idempotency-key-reused`.
 */
export const createTopUp = (
  ctx: GuardianCtx,
  { key, ...order }: TopUpOrder,
  provider: PaymentProvider,
): Promise<TopUpId> =>
  inTransaction((tx) =>
    once(
      tx,
      { accountId: ctx.actor.accountId, key, input: order, answer: TopUpId, now: ctx.now },
      async () => {
        const { accountId } = ctx.actor
        const wallet = await topUps.walletOf(tx, { accountId, ...order })
        if (!wallet) throw walletNotFound()
        const amount = readTopUpAmount(order.amount, wallet)
        if (!amount.ok) throw amountRefused(amount.message)
        const topUp: TopUp = {
          id: TopUpId.parse(randomUUID()),
          accountId,
          childId: order.childId,
          serviceId: order.serviceId,
          cents: amount.cents,
          channel: order.channel,
          provider: provider.id,
          status: 'created',
          noticeNumber: noticeNumber(env.PAGOPA_SEGREGATION_CODE, await topUps.nextNoticeBase(tx)),
          createdAt: ctx.now,
          expiresOn: expiryOf(order.channel, ctx.now, env.PAGOPA_NOTICE_DAYS),
          paidAt: null,
          creditedAt: null,
        }
        await topUps.insert(tx, topUp)
        await topUps.noteCreated(tx, topUp.id, ctx.now)
        return topUp.id
      },
    ),
  )

/**
 * Begins a payment of a top-up, the first or a further one, and gives the page where it goes on. The provider is
 * asked outside any transaction. Refuses with `top-up-not-found`, `top-up-not-payable`, `provider-away`.
 */
export const beginPayment = async (
  ctx: GuardianCtx,
  id: string,
  returnTo: ReturnUrls,
  provider: PaymentProvider,
): Promise<URL> => {
  const topUp = await ownTopUp(ctx, id)
  if (!isPayable(topUp, dayInRome(ctx.now))) throw topUpNotPayable(topUp.id)
  const [serviceName, creditorName] = await Promise.all([
    topUps.serviceNameOf(db, topUp.serviceId),
    topUps.creditorName(db),
  ])
  const payable = { ...topUp, description: descriptionOf(serviceName), creditorName }
  const { redirectTo } = await provider.start(payable, returnTo).catch((error: unknown) => {
    throw providerAway(topUp.id, error)
  })
  await inTransaction(async (tx) => {
    const now = await topUps.lockById(tx, topUp.id)
    if (!now) throw topUpNotFound()
    const started = settle(now, { kind: 'started', at: ctx.now })
    if (started !== now) await topUps.save(tx, started, [{ kind: 'started', at: ctx.now }])
    await topUps.recordCart(tx, {
      id: randomUUID(),
      topUp,
      redirectTo: redirectTo.href,
      createdAt: ctx.now,
    })
    await topUps.announce(tx, topUp.id)
  })
  return redirectTo
}

const ownTopUp = async (ctx: GuardianCtx, id: string): Promise<TopUp> => {
  const topUp = z.uuid().safeParse(id).success
    ? await topUps.findForAccount(db, id, ctx.actor.accountId)
    : null
  if (!topUp) throw topUpNotFound()
  return topUp
}

/** Applies what a family did or saw; the same again changes nothing. */
const note = async (
  ctx: GuardianCtx,
  id: string,
  kind: 'cancelled' | 'abandoned' | 'failed',
): Promise<TopUp> => {
  const { id: topUpId } = await ownTopUp(ctx, id)
  return inTransaction(async (tx) => {
    const topUp = await topUps.lockById(tx, topUpId)
    if (!topUp) throw topUpNotFound()
    const settled = settle(topUp, { kind, at: ctx.now })
    if (settled === topUp) return topUp
    await topUps.save(tx, settled, [{ kind, at: ctx.now }])
    await topUps.announce(tx, topUpId)
    return settled
  })
}

/** The family does not want it any more. Money that arrives all the same is still credited. */
export const cancelTopUp = async (ctx: GuardianCtx, id: string): Promise<void> => {
  const topUp = await note(ctx, id, 'cancelled')
  if (topUp.status !== 'cancelled') throw topUpNotPayable(topUp.id)
}

/**
 * The browser came back from the provider's page saying that the payment was left or failed. It proves nothing: the
 * top-up stays payable, and a receipt still credits it.
 */
export const notePaymentLeft = async (
  ctx: GuardianCtx,
  id: string,
  outcome: 'abandoned' | 'failed',
): Promise<void> => {
  await note(ctx, id, outcome)
}
