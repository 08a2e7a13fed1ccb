import { z } from 'zod'
import { type Db, oneRow, rows, sql, type Tx } from '@/db/client'
import type { Instant } from '@/shared/dates'
import { type AccountId, TopUpId } from '@/shared/ids'

/** Where a payment goes on, and what the provider calls it. */
export type Attempt = { reference: string; redirectTo: string }

/** Keeps what is paid at once, in its order; `redirectTo` and `reference` come with the first attempt. */
export const insert = (
  tx: Tx,
  cart: {
    id: string
    accountId: AccountId | null
    provider: string
    topUpIds: readonly TopUpId[]
    createdAt: Instant
  } & Partial<Attempt>,
) =>
  tx.execute(sql`
    with cart as (
      insert into portal.cart (cart_id, account_id, provider, redirect_to, reference, created_at)
      values (${cart.id}::uuid, ${cart.accountId}::int, ${cart.provider}, ${cart.redirectTo ?? null}::text,
        ${cart.reference ?? null}::text, ${cart.createdAt.toString()}::timestamptz)
      returning cart_id
    )
    insert into portal.cart_position (cart_id, position, top_up_id)
    select cart_id, n, id::uuid
    from cart cross join jsonb_array_elements_text(${JSON.stringify(cart.topUpIds)}::jsonb) with ordinality as p (id, n)`)

/** Keeps where the family was sent the last time. */
export const noteAttempt = (tx: Tx, cartId: string, { reference, redirectTo }: Attempt, at: Instant) =>
  tx.execute(sql`
    update portal.cart set reference = ${reference}, redirect_to = ${redirectTo}, attempted_at = ${at.toString()}::timestamptz
    where cart_id = ${cartId}::uuid`)

/** The top-ups whose last attempt is this one, in the order in which they are locked. */
export const topUpsOfAttempt = async (on: Db, provider: string, reference: string): Promise<TopUpId[]> =>
  (
    await rows(
      on,
      z.object({ id: TopUpId }),
      sql`
      select distinct p.top_up_id as id
      from portal.cart c join portal.cart_position p using (cart_id)
      where c.provider = ${provider} and c.reference = ${reference} and not exists (
        select from portal.cart_position q join portal.cart later on later.cart_id = q.cart_id
        where q.top_up_id = p.top_up_id and later.reference <> c.reference
          and coalesce(later.attempted_at, later.created_at) > coalesce(c.attempted_at, c.created_at))
      order by 1`,
    )
  ).map(({ id }) => id)

/** How often a payment of these is known to have failed, or its page to have lapsed. */
export const failuresOf = async (on: Db, topUpIds: readonly TopUpId[]): Promise<number> =>
  (
    await oneRow(
      on,
      z.object({ failures: z.coerce.number() }),
      sql`select count(*) as failures from portal.top_up_event where kind in ('failed', 'lapsed') and top_up_id in
          (select id::uuid from jsonb_array_elements_text(${JSON.stringify(topUpIds)}::jsonb) as asked (id))`,
    )
  )?.failures ?? 0
