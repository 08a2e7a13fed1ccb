import { z } from 'zod'
import { type Db, db, oneRow, rows, sql } from '@/db/client'
import { type AccountId, ChildId } from '@/shared/ids'
import { childNotFound } from './errors'
import type { FamilyCtx } from './principal'

/** A child that an account opens; `isOwn` when its code is the one that signs in. */
export const AccountChild = z
  .object({ child_id: ChildId, name: z.string(), surname: z.string(), is_own: z.boolean() })
  .transform(({ child_id, name, surname, is_own }) => ({ childId: child_id, name, surname, isOwn: is_own }))
export type AccountChild = z.infer<typeof AccountChild>

/**
 * The children an account opens, its own first, then those the family added, in the order they were added.
 * In SQL of other modules: join `portal.account_children`.
 */
export const childrenOf = (accountId: AccountId, on: Db = db): Promise<AccountChild[]> =>
  rows(
    on,
    AccountChild,
    sql`
    select child_id, c.name, c.surname, ac.is_own
    from portal.account_children ac join portal.child c using (child_id)
    where ac.account_id = ${accountId}::int order by ac.is_own desc, ac.since, child_id`,
  )

/**
 * Refuses a child that is not among the caller's with `child-not-found`: a stranger's child and one that does not
 * exist look alike.
 */
export const assertOwnChild = async (ctx: FamilyCtx, childId: number, on: Db = db): Promise<ChildId> => {
  const found = Number.isSafeInteger(childId)
    ? await oneRow(
        on,
        z.object({ child_id: ChildId }),
        sql`
        select child_id from portal.account_children
        where account_id = ${ctx.actor.accountId}::int and child_id = ${String(childId)}::bigint`,
      )
    : null
  if (!found) throw childNotFound()
  return found.child_id
}
