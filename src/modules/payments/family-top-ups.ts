import { z } from 'zod'
import { type Db, db, oneRow, rows, sql } from '@/db/client'
import { listen } from '@/db/live'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { CivilDate, dayInRome, Instant } from '@/shared/dates'
import { ChildId, ServiceId, TopUpId } from '@/shared/ids'
import { DbCents } from '@/shared/money'
import { topUpNotFound } from './errors'
import { NoticeNumber } from './notice-number'
import { ProviderId, statusOn, TopUpChannel, TopUpStatus } from './top-up'
import { isAwaited, type TopUpWallet, walletsOf } from './top-ups.sql'

type GuardianCtx = Ctx<PrincipalOf<'guardian'>>

export const TOP_UPS_PER_PAGE = 20

const Listed = z.object({
  id: TopUpId,
  childName: z.string(),
  serviceName: z.string(),
  cents: DbCents,
  channel: TopUpChannel,
  status: TopUpStatus,
  createdAt: Instant,
  expiresOn: CivilDate,
})
export type ListedTopUp = z.infer<typeof Listed>

/** The top-ups of the family's children, those still open first, then the newest; a page at a time. */
export const familyTopUps = async (
  ctx: GuardianCtx,
  page: number,
): Promise<{ topUps: ListedTopUp[]; total: number }> => {
  const today = dayInRome(ctx.now)
  const found = await rows(
    db,
    Listed.extend({ total: z.coerce.number() }),
    sql`
    select t.top_up_id as id, c.name as "childName", s.name as "serviceName", t.cents, t.channel, t.status,
           t.created_at as "createdAt", t.expires_on as "expiresOn", count(*) over () as total
    from portal.account_children ac
    join portal.top_up t using (child_id)
    join portal.child c using (child_id)
    join portal.service s using (service_id)
    where ac.account_id = ${ctx.actor.accountId}::int
    order by (t.status in ('created', 'inProgress', 'failed') and t.expires_on >= ${today}::date) desc,
             t.created_at desc, t.top_up_id
    limit ${TOP_UPS_PER_PAGE}::int offset ${(page - 1) * TOP_UPS_PER_PAGE}::int`,
  )
  return {
    topUps: found.map(({ total: _, ...topUp }) => ({ ...topUp, status: statusOn(topUp, today) })),
    total: found[0]?.total ?? 0,
  }
}

const Step = z.object({ at: Instant, kind: z.string(), details: z.record(z.string(), z.unknown()) })
const Details = Listed.extend({
  childId: ChildId,
  serviceId: ServiceId,
  provider: ProviderId,
  /** The cart of several that it was asked for with, if any. */
  cartId: z.uuid().nullable(),
  /** It was paid in a way whose money may still come: paying again would be twice. */
  isAwaited: z.boolean(),
  noticeNumber: NoticeNumber.nullable(),
  paidAt: Instant.nullable(),
  creditedAt: Instant.nullable(),
  creditorName: z.string(),
  receiptId: z.string().nullable(),
  pspName: z.string().nullable(),
  paymentMethod: z.string().nullable(),
  events: Step.array(),
})
export type TopUpDetails = z.infer<typeof Details>

/** One top-up with its history; a stranger's and a missing one are refused alike with `top-up-not-found`. */
export const topUpDetails = async (ctx: GuardianCtx, id: string, on: Db = db): Promise<TopUpDetails> => {
  if (!z.uuid().safeParse(id).success) throw topUpNotFound()
  const found = await oneRow(
    on,
    Details,
    sql`
    select t.top_up_id as id, t.child_id as "childId", t.service_id as "serviceId", c.name as "childName", s.name as "serviceName",
           t.cents, t.channel, t.provider, t.status, t.created_at as "createdAt", t.expires_on as "expiresOn", t.notice_number as "noticeNumber",
           (select p.cart_id from portal.cart_position p join portal.cart using (cart_id)
            where p.top_up_id = t.top_up_id and account_id = ${ctx.actor.accountId}::int
              and exists (select from portal.cart_position q where q.cart_id = p.cart_id and q.position = 2)) as "cartId",
           ${isAwaited} as "isAwaited", t.paid_at as "paidAt", t.credited_at as "creditedAt", creditor.name as "creditorName",
           r.receipt_id as "receiptId", r.psp_name as "pspName", r.payment_method as "paymentMethod",
           (select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'details', e.details) order by e.event_id), '[]')
            from portal.top_up_event e where e.top_up_id = t.top_up_id) as events
    from portal.top_up t
    join portal.child c using (child_id)
    join portal.service s using (service_id)
    cross join portal.creditor
    left join portal.receipt r using (top_up_id)
    where t.top_up_id = ${id}::uuid and t.child_id in
      (select child_id from portal.account_children where account_id = ${ctx.actor.accountId}::int)`,
  )
  if (!found) throw topUpNotFound()
  return { ...found, status: statusOn(found, dayInRome(ctx.now)) }
}

/** The wallets the family can top up. */
export const topUpWallets = (ctx: GuardianCtx): Promise<TopUpWallet[]> => walletsOf(db, ctx.actor.accountId)

/** Between two looks without news, in case an announcement was lost. */
const AT_LEAST_EVERY_MS = 20_000

/** What a page that follows a payment is told: its state as one text. */
type Watch = (show: (state: { status: string }) => void) => () => void

/** Looks again when one of `ids` changes, and now and then; tells each new state once. */
const watch =
  (ids: readonly TopUpId[], read: () => Promise<string | null>): Watch =>
  (show) => {
    let last: string | null = null
    const look = async () => {
      const status = await read().catch(() => null)
      if (status === null || status === last) return
      last = status
      show({ status })
    }
    const unlisten = listen('top_up', (changed) => {
      if (changed === '' || ids.some((id) => id === changed)) void look()
    })
    const clock = setInterval(look, AT_LEAST_EVERY_MS)
    void look()
    return () => {
      unlisten()
      clearInterval(clock)
    }
  }

/** The states of some top-ups, in the order of `ids`, as one text. */
const statesOf = async (ids: readonly TopUpId[]): Promise<string | null> =>
  (
    await oneRow(
      db,
      z.object({ states: z.string().nullable() }),
      sql`
      select string_agg(t.status, ',' order by n) as states
      from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) with ordinality as asked (id, n)
      join portal.top_up t on t.top_up_id = asked.id::uuid`,
    )
  )?.states ?? null

/** Tells the state of a top-up of the family, now and at each change, until the returned function is called. */
export const watchTopUp = async (ctx: GuardianCtx, id: string): Promise<Watch> => {
  const ids = [(await topUpDetails(ctx, id)).id]
  return watch(ids, () => statesOf(ids))
}

const CartPosition = Listed.extend({ provider: ProviderId, isAwaited: z.boolean() })
export type CartDetails = { id: string; positions: z.infer<typeof CartPosition>[] }

/** The top-ups that a family asked to pay at once; a stranger's and a missing cart are refused alike. */
export const cartDetails = async (ctx: GuardianCtx, id: string): Promise<CartDetails> => {
  if (!z.uuid().safeParse(id).success) throw topUpNotFound()
  const positions = await rows(
    db,
    CartPosition,
    sql`
    select t.top_up_id as id, c.name as "childName", s.name as "serviceName", t.cents, t.channel, t.status, t.provider,
           t.created_at as "createdAt", t.expires_on as "expiresOn", ${isAwaited} as "isAwaited"
    from portal.cart join portal.cart_position p using (cart_id)
    join portal.top_up t using (top_up_id)
    join portal.child c using (child_id)
    join portal.service s using (service_id)
    where cart_id = ${id}::uuid and cart.account_id = ${ctx.actor.accountId}::int and t.child_id in
      (select child_id from portal.account_children where account_id = ${ctx.actor.accountId}::int)
    order by p.position`,
  )
  if (positions.length === 0) throw topUpNotFound()
  const today = dayInRome(ctx.now)
  return { id, positions: positions.map((topUp) => ({ ...topUp, status: statusOn(topUp, today) })) }
}

/** Like `watchTopUp`, for all of a cart: the states of its top-ups in their order. */
export const watchCart = async (ctx: GuardianCtx, id: string): Promise<Watch> => {
  const ids = (await cartDetails(ctx, id)).positions.map((topUp) => topUp.id)
  return watch(ids, () => statesOf(ids))
}
