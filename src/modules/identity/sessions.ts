import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, db, inTransaction, oneRow, rows, sql, type Tx } from '@/db/client'
import { dayInRome } from '@/shared/dates'
import { AccountId, ChildId } from '@/shared/ids'
import { recordAudit } from './audit'
import type { FamilyCtx, PrincipalOf } from './principal'

/** A session lasts a working day, whatever is done with it. */
export const SESSION_HOURS = 8

/** What the cookie names: the row that must still be there, and whose it is. */
export type SessionRef = { sessionId: string; accountId: AccountId }

const Session = z.object({
  account_id: AccountId,
  child_id: ChildId,
  surname: z.string(),
  is_delegate: z.boolean(),
})

/** The guardian, or the delegate, of a session that is still open; null once it or the delegation ended. One indexed read. */
export const guardianOf = async (
  on: Db,
  { sessionId, accountId }: SessionRef,
  now: Temporal.Instant,
): Promise<PrincipalOf<'guardian' | 'delegate'> | null> => {
  const session = await oneRow(
    on,
    Session,
    sql`
    select s.account_id, a.child_id, coalesce(a.label, c.surname) as surname, a.delegated_by is not null as is_delegate
    from portal.session s join portal.account a using (account_id) join portal.child c using (child_id)
    where s.session_id = ${sessionId}::uuid and s.account_id = ${accountId}::int
      and s.ended_at is null and s.expires_at > ${now.toString()}::timestamptz
      and a.revoked_at is null and (a.valid_to is null or a.valid_to >= ${dayInRome(now)}::date)`,
  )
  return (
    session && {
      kind: session.is_delegate ? 'delegate' : 'guardian',
      accountId: session.account_id,
      sessionId,
      childId: session.child_id,
      familyName: session.surname,
    }
  )
}

/** Signs out: from now on the session's cookie opens nothing, wherever it was copied. */
export const endSession = async (ref: SessionRef, now: Temporal.Instant): Promise<void> => {
  await db.execute(sql`
    update portal.session set ended_at = ${now.toString()}::timestamptz
    where session_id = ${ref.sessionId}::uuid and account_id = ${ref.accountId}::int and ended_at is null`)
}

/** Ends every session of the account but the caller's; answers how many. */
export const endOtherSessions = async (ctx: FamilyCtx, tx: Tx): Promise<number> => {
  const ended = await rows(
    tx,
    z.object({ open: z.boolean() }),
    sql`
    update portal.session set ended_at = ${ctx.now.toString()}::timestamptz
    where account_id = ${ctx.actor.accountId}::int and session_id <> ${ctx.actor.sessionId}::uuid and ended_at is null
    returning expires_at > ${ctx.now.toString()}::timestamptz as open`,
  )
  return ended.filter((session) => session.open).length
}

/** "Esci da tutti gli altri dispositivi": ends the account's other sessions, and says how many were open. */
export const signOutOthers = (ctx: FamilyCtx): Promise<{ endedSessions: number }> =>
  inTransaction(async (tx) => {
    const endedSessions = await endOtherSessions(ctx, tx)
    await recordAudit(tx, ctx, {
      action: 'sessions.ended',
      subject: `account:${ctx.actor.accountId}`,
      details: { endedSessions },
    })
    return { endedSessions }
  })

/** How many sessions of the account are open, the caller's included. */
export const openSessionCount = async (ctx: FamilyCtx): Promise<number> => {
  const found = await oneRow(
    db,
    z.object({ count: z.coerce.number() }),
    sql`
    select count(*) from portal.session
    where account_id = ${ctx.actor.accountId}::int and ended_at is null and expires_at > ${ctx.now.toString()}::timestamptz`,
  )
  return found?.count ?? 0
}
