import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql } from '@/db/client'
import { CivilDate, civilDate, dayInRome, schoolYearOf } from '@/shared/dates'
import { AccountId, type ChildId } from '@/shared/ids'
import { recordAudit } from './audit'
import { childrenOf } from './children'
import {
  childNotFound,
  delegateKeyReused,
  delegateNotFound,
  passwordRefused,
  tooManyDelegates,
} from './errors'
import { weaknessOf } from './password-rules'
import { hashPassword } from './passwords'
import type { Ctx, PrincipalOf } from './principal'

/** How many delegates an account has at most, not counting those taken back. */
export const DELEGATES_MAX = 5

const Delegate = z.object({
  accountId: AccountId,
  code: z.string(),
  label: z.string(),
  validTo: CivilDate,
  childNames: z.array(z.string()),
})
/** Somebody who may see attendance and cancel meals for a family, and nothing of money. */
export type Delegate = z.infer<typeof Delegate>

/** The delegates of the caller's account that still hold. */
export const delegatesOf = (ctx: Ctx<PrincipalOf<'guardian'>>): Promise<Delegate[]> =>
  rows(
    db,
    Delegate,
    sql`
    select d.account_id as "accountId", portal.account_code(d) as code, d.label, d.valid_to as "validTo",
      (select coalesce(jsonb_agg(c.name order by c.child_id), '[]') from portal.account_children ac join portal.child c using (child_id)
       where ac.account_id = d.account_id) as "childNames"
    from portal.account d
    where d.delegated_by = ${ctx.actor.accountId}::int and d.revoked_at is null and d.valid_to >= ${dayInRome(ctx.now)}::date
    order by d.account_id`,
  )

/**
 * Makes a delegate for some of the account's children, until the end of the school year, with a password that the family
 * chooses. Sent again it makes none. Refuses with `child-not-found`, `password-refused`, `too-many-delegates`,
 * `idempotency-key-reused`.
 */
export const addDelegate = async (
  ctx: Ctx<PrincipalOf<'guardian'>>,
  asked: { delegationId: string; label: string; childIds: readonly ChildId[]; password: string },
): Promise<'added' | 'unchanged'> => {
  const { delegationId, label, password } = asked
  const { accountId } = ctx.actor
  const own = await childrenOf(accountId)
  const childIds = own.map(({ childId }) => childId).filter((id) => asked.childIds.includes(id))
  const [first] = childIds
  if (first === undefined || childIds.length < new Set(asked.childIds).size) throw childNotFound()
  const weakness = weaknessOf(password, label)
  if (weakness) throw passwordRefused(weakness)
  const passwordHash = await hashPassword(password)
  const validTo = civilDate(`${schoolYearOf(dayInRome(ctx.now)).slice(5)}-08-31`)
  return inTransaction(async (tx) => {
    // The account's row orders its simultaneous requests, so that the limit holds.
    await tx.execute(sql`select from portal.account where account_id = ${accountId}::int for no key update`)
    const before = await oneRow(
      tx,
      z.object({ isMine: z.boolean() }),
      sql`select delegated_by = ${accountId}::int as "isMine" from portal.account where delegation_id = ${delegationId}::uuid`,
    )
    if (before && !before.isMine) throw delegateKeyReused()
    if (before) return 'unchanged'
    const added = await oneRow(
      tx,
      z.object({ accountId: AccountId }),
      sql`
      insert into portal.account (child_id, password_hash, password_changed_at, created_at, delegated_by, label, delegation_id, valid_to)
      select ${first}::int, ${passwordHash}, ${ctx.now.toString()}::timestamptz, ${ctx.now.toString()}::timestamptz,
             ${accountId}::int, ${label}, ${delegationId}::uuid, ${validTo}::date
      where (select count(*) from portal.account d where d.delegated_by = ${accountId}::int and d.revoked_at is null
               and d.valid_to >= ${dayInRome(ctx.now)}::date) < ${DELEGATES_MAX}::int
      returning account_id as "accountId"`,
    )
    if (!added) throw tooManyDelegates()
    await tx.execute(sql`
      insert into portal.account_child (account_id, child_id, added_at)
      select ${added.accountId}::int, id::int, ${ctx.now.toString()}::timestamptz
      from jsonb_array_elements_text(${JSON.stringify(childIds)}::jsonb) as child (id)`)
    await recordAudit(tx, ctx, { action: 'delegate.added', subject: `account:${added.accountId}` })
    return 'added'
  })
}

/** Takes a delegation back and ends its sessions; another family's delegate is `delegate-not-found`. */
export const revokeDelegate = (
  ctx: Ctx<PrincipalOf<'guardian'>>,
  delegateId: AccountId,
): Promise<'revoked' | 'unchanged'> =>
  inTransaction(async (tx) => {
    const found = await oneRow(
      tx,
      z.object({ isRevoked: z.boolean() }),
      sql`
      select revoked_at is not null as "isRevoked" from portal.account
      where account_id = ${delegateId}::int and delegated_by = ${ctx.actor.accountId}::int for no key update`,
    )
    if (!found) throw delegateNotFound()
    if (found.isRevoked) return 'unchanged'
    const now = ctx.now.toString()
    await tx.execute(
      sql`update portal.account set revoked_at = ${now}::timestamptz where account_id = ${delegateId}::int`,
    )
    await tx.execute(
      sql`update portal.session set ended_at = ${now}::timestamptz where account_id = ${delegateId}::int and ended_at is null`,
    )
    await recordAudit(tx, ctx, { action: 'delegate.revoked', subject: `account:${delegateId}` })
    return 'revoked'
  })
