import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { db, inTransaction, type Tx } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { dayInRome } from '@/shared/dates'
import { DomainError } from '@/shared/errors'
import { type ChildId, type ServiceId, TopUpId } from '@/shared/ids'
import { readTopUpAmount } from './amount'
import * as carts from './carts.sql'
import { descriptionOf } from './description'
import {
  amountRefused,
  cartRefused,
  providerAway,
  topUpNotFound,
  topUpNotPayable,
  walletNotFound,
} from './errors'
import { once } from './idempotency.sql'
import { noticeNumber } from './notice-number'
import { CART_POSITIONS_MAX, type PaymentProvider, type ReturnUrls } from './provider'
import { providerOf } from './providers'
import { pagopa } from './providers/pagopa'
import { expiryOf, isPayable, type OrderChannel, settle, type TopUp } from './top-up'
import * as topUps from './top-ups.sql'

type GuardianCtx = Ctx<PrincipalOf<'guardian'>>

/** One wallet to top up; the amount as typed, read here again whatever a page already checked. */
export type TopUpPosition = { childId: ChildId; serviceId: ServiceId; amount: string }

type Asked = {
  channel: OrderChannel
  /** Made with the form: sent twice, it makes its top-ups once. */
  key: string
}
/** What a family asks for: one top-up. */
export type TopUpOrder = TopUpPosition & Asked
/** What a family asks for: some top-ups, paid at once. */
export type CartOrder = { positions: readonly TopUpPosition[] } & Asked

const MadeCart = z.object({ cartId: z.uuid().nullable(), topUpIds: TopUpId.array().min(1) })
/** The top-ups that were made; several have a cart, one alone has none. */
export type MadeCart = z.infer<typeof MadeCart>

/** A notice is always pagoPA's; online, a service has the provider that the office chose for it. */
const providerFor = (channel: OrderChannel, service: { provider: string }): PaymentProvider =>
  channel === 'notice' ? pagopa : providerOf(service.provider)

/** What a payment cannot hold, as a sentence for who asks; null when it can. */
export const cartFault = (
  positions: readonly { childId: ChildId; serviceId: ServiceId; provider: string }[],
): string | null => {
  if (positions.length > CART_POSITIONS_MAX)
    return `Un pagamento comprende al massimo ${CART_POSITIONS_MAX} ricariche: concludi questo e poi effettuane un altro`
  if (new Set(positions.map(({ childId, serviceId }) => `${childId}:${serviceId}`)).size < positions.length)
    return 'Questo servizio è già nel pagamento: togli la ricarica inserita prima, oppure scegli un altro servizio'
  if (new Set(positions.map(({ provider }) => provider)).size > 1)
    return 'Questo servizio si paga in un altro modo: effettua la sua ricarica con un pagamento a parte'
  return null
}

/**
 * Makes up to five top-ups, once per key, all or none, and gives each its number. Nothing is asked of a provider yet.
 * `provider` is that of the service, unless a test says otherwise. Refuses with `wallet-not-found`, `amount-refused`,
 * `cart-refused`, `idempotency-key-reused`.
 */
export const createCart = (
  ctx: GuardianCtx,
  { key, ...order }: CartOrder,
  provider?: PaymentProvider,
): Promise<MadeCart> =>
  inTransaction((tx) =>
    once(
      tx,
      { accountId: ctx.actor.accountId, key, input: order, answer: MadeCart, now: ctx.now },
      async () => {
        const asked: (TopUpPosition & { cents: TopUp['cents']; provider: PaymentProvider['id'] })[] = []
        for (const position of order.positions) {
          const wallet = await topUps.walletOf(tx, { accountId: ctx.actor.accountId, ...position })
          if (!wallet) throw walletNotFound()
          const amount = readTopUpAmount(position.amount, wallet)
          if (!amount.ok) throw amountRefused(amount.message)
          const { id } = provider ?? providerFor(order.channel, wallet)
          asked.push({ ...position, cents: amount.cents, provider: id })
        }
        const fault = cartFault(asked)
        if (fault) throw cartRefused(fault)
        if (order.channel === 'notice' && asked.length > 1)
          throw cartRefused('Ogni avviso di pagamento riguarda una sola ricarica')
        const topUpIds: TopUpId[] = []
        for (const position of asked) topUpIds.push(await insertTopUp(tx, ctx, order.channel, position))
        if (topUpIds.length === 1) return { cartId: null, topUpIds }
        const cartId = randomUUID()
        await carts.insert(tx, {
          id: cartId,
          accountId: ctx.actor.accountId,
          provider: asked[0]?.provider ?? pagopa.id,
          topUpIds,
          createdAt: ctx.now,
        })
        return { cartId, topUpIds }
      },
    ),
  )

const insertTopUp = async (
  tx: Tx,
  ctx: GuardianCtx,
  channel: OrderChannel,
  asked: Pick<TopUp, 'childId' | 'serviceId' | 'cents' | 'provider'>,
): Promise<TopUpId> => {
  const topUp: TopUp = {
    id: TopUpId.parse(randomUUID()),
    accountId: ctx.actor.accountId,
    childId: asked.childId,
    serviceId: asked.serviceId,
    cents: asked.cents,
    channel,
    provider: asked.provider,
    status: 'created',
    noticeNumber: noticeNumber(env.PAGOPA_SEGREGATION_CODE, await topUps.nextNoticeBase(tx)),
    createdAt: ctx.now,
    expiresOn: expiryOf(channel, ctx.now, env.PAGOPA_NOTICE_DAYS),
    paidAt: null,
    creditedAt: null,
  }
  await topUps.insert(tx, topUp)
  await topUps.noteCreated(tx, topUp.id, ctx.now)
  return topUp.id
}

/** A cart of one. */
export const createTopUp = async (
  ctx: GuardianCtx,
  { channel, key, ...position }: TopUpOrder,
  provider?: PaymentProvider,
): Promise<TopUpId> => {
  const { topUpIds } = await createCart(ctx, { positions: [position], channel, key }, provider)
  return TopUpId.parse(topUpIds[0])
}

/**
 * Begins a payment of one top-up, the first or a further one, and gives the page where it goes on; also of one that was
 * asked for with others. The provider is asked outside any transaction. Refuses with `top-up-not-found`,
 * `top-up-not-payable`, `provider-away`, `payment-in-progress`.
 */
export const beginPayment = async (
  ctx: GuardianCtx,
  id: string,
  returnTo: ReturnUrls,
  provider?: PaymentProvider,
): Promise<URL> => {
  const topUp = await ownTopUp(ctx, id)
  const positions = await stillPayable(ctx, [topUp])
  if (positions.length === 0) throw topUpNotPayable(topUp.id)
  return begin(ctx, { id: topUp.id, cartId: null, positions }, returnTo, provider)
}

/** Begins a payment of what can still be paid of a cart; refuses like `beginPayment`. */
export const beginCart = async (
  ctx: GuardianCtx,
  cartId: string,
  returnTo: ReturnUrls,
  provider?: PaymentProvider,
): Promise<URL> => {
  const all = await ownCart(ctx, cartId)
  const positions = await stillPayable(ctx, all)
  const [first] = all
  if (positions.length === 0 && first) throw topUpNotPayable(first.id)
  return begin(ctx, { id: cartId, cartId, positions }, returnTo, provider)
}

/** Those that can be paid, and were not paid in a way whose money may still come. */
const stillPayable = async (ctx: GuardianCtx, asked: readonly TopUp[]): Promise<TopUp[]> => {
  const open = asked.filter((topUp) => isPayable(topUp, dayInRome(ctx.now)))
  const awaited = await topUps.awaited(
    db,
    open.map(({ id }) => id),
  )
  return open.filter(({ id }) => !awaited.includes(id))
}

const begin = async (
  ctx: GuardianCtx,
  { id, cartId, positions }: { id: string; cartId: string | null; positions: readonly TopUp[] },
  returnTo: ReturnUrls,
  forced: PaymentProvider | undefined,
): Promise<URL> => {
  const [first] = positions
  if (!first) throw topUpNotFound()
  const provider = forced ?? providerOf(first.provider)
  const ids = positions.map((topUp) => topUp.id)
  const [services, creditorName, failures] = await Promise.all([
    topUps.serviceNames(db, ids),
    topUps.creditorName(db),
    carts.failuresOf(db, ids),
  ])
  const cart = {
    id,
    positions: positions.map((topUp) => ({
      ...topUp,
      description: descriptionOf(services.get(topUp.id) ?? ''),
      creditorName,
    })),
    failures,
    at: ctx.now,
  }
  const { redirectTo, reference } = await provider.start(cart, returnTo).catch((error: unknown) => {
    throw error instanceof DomainError ? error : providerAway(first.id, error)
  })
  await inTransaction(async (tx) => {
    for (const topUpId of ids.toSorted()) {
      const now = await topUps.lockById(tx, topUpId)
      if (!now) throw topUpNotFound()
      const started = settle(now, { kind: 'started', at: ctx.now })
      if (started !== now) await topUps.save(tx, started, [{ kind: 'started', at: ctx.now }])
      await topUps.announce(tx, topUpId)
    }
    const attempt = { reference, redirectTo: redirectTo.href }
    if (cartId) await carts.noteAttempt(tx, cartId, attempt, ctx.now)
    else
      await carts.insert(tx, {
        id: randomUUID(),
        accountId: first.accountId,
        provider: provider.id,
        topUpIds: ids,
        createdAt: ctx.now,
        ...attempt,
      })
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

/** The top-ups of a cart of the family, in its order; a stranger's cart and a missing one are refused alike. */
const ownCart = async (ctx: GuardianCtx, cartId: string): Promise<TopUp[]> => {
  const found = z.uuid().safeParse(cartId).success
    ? await topUps.findOfCart(db, cartId, ctx.actor.accountId)
    : []
  if (found.length === 0) throw topUpNotFound()
  return found
}

/** Applies what a family did or saw; the same again changes nothing. */
const note = (ctx: GuardianCtx, id: TopUpId, kind: 'cancelled' | 'abandoned' | 'failed'): Promise<TopUp> =>
  inTransaction(async (tx) => {
    const topUp = await topUps.lockById(tx, id)
    if (!topUp) throw topUpNotFound()
    const settled = settle(topUp, { kind, at: ctx.now })
    if (settled === topUp) return topUp
    await topUps.save(tx, settled, [{ kind, at: ctx.now }])
    await topUps.announce(tx, id)
    return settled
  })

/** The family does not want it any more. Money that arrives all the same is still credited. */
export const cancelTopUp = async (ctx: GuardianCtx, id: string): Promise<void> => {
  const topUp = await note(ctx, (await ownTopUp(ctx, id)).id, 'cancelled')
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
  await note(ctx, (await ownTopUp(ctx, id)).id, outcome)
}

/** The same of every top-up of a cart. */
export const noteCartLeft = async (
  ctx: GuardianCtx,
  cartId: string,
  outcome: 'abandoned' | 'failed',
): Promise<void> => {
  for (const topUp of await ownCart(ctx, cartId)) await note(ctx, topUp.id, outcome)
}
