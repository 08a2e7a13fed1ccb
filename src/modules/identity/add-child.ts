import { z } from 'zod'
import { inTransaction, rows, sql } from '@/db/client'
import type { ChildId } from '@/shared/ids'
import { recordAudit } from './audit'
import { childNotFound } from './errors'
import type { Ctx, PrincipalOf } from './principal'
import { type CredentialsForm, withCredentials } from './sign-in'

export type AddChildOutcome = 'added' | 'already-added' | 'own-child'

/**
 * Opens one more child to the caller's account, once its code and password are shown. One way only: the other
 * child's account gains nothing, so a separated parent who signs in with it does not see this family. Refuses like
 * `signIn`, and under the same limits.
 */
export const addChild = (
  ctx: Ctx<PrincipalOf<'guardian'>>,
  credentials: CredentialsForm,
): Promise<{ outcome: AddChildOutcome; childId: ChildId }> =>
  withCredentials(ctx, credentials, async ({ child_id: childId, is_delegate: isDelegate }) => {
    // Whoever was only lent a child's attendance cannot make the child theirs.
    if (isDelegate) return null
    if (childId === ctx.actor.childId) return { outcome: 'own-child' as const, childId }
    return inTransaction(async (tx) => {
      const added = await rows(
        tx,
        z.object({ child_id: z.int() }),
        sql`
        insert into portal.account_child (account_id, child_id, added_at)
        values (${ctx.actor.accountId}::int, ${childId}::int, ${ctx.now.toString()}::timestamptz)
        on conflict do nothing returning child_id`,
      )
      if (added.length === 0) return { outcome: 'already-added' as const, childId }
      await recordAudit(tx, ctx, {
        action: 'child.added',
        subject: `account:${ctx.actor.accountId}`,
        details: { childId },
      })
      return { outcome: 'added' as const, childId }
    })
  })

/** Takes an added child off the caller's account; its own child cannot be taken off, and is "not found" here. */
export const removeChild = (ctx: Ctx<PrincipalOf<'guardian'>>, childId: ChildId): Promise<void> =>
  inTransaction(async (tx) => {
    const removed = await rows(
      tx,
      z.object({ child_id: z.int() }),
      sql`
      delete from portal.account_child
      where account_id = ${ctx.actor.accountId}::int and child_id = ${childId}::int returning child_id`,
    )
    if (removed.length === 0) throw childNotFound()
    await recordAudit(tx, ctx, {
      action: 'child.removed',
      subject: `account:${ctx.actor.accountId}`,
      details: { childId },
    })
  })
