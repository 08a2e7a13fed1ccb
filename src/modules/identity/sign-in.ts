import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { inTransaction, rows, sql } from '@/db/client'
import { recordAudit } from './audit'
import { codeKey } from './child-code'
import { type Credentials, credentialsOf } from './credentials.sql'
import { credentialsRefused } from './errors'
import { isPassword } from './passwords'
import type { Ctx } from './principal'
import { SESSION_HOURS, type SessionRef } from './sessions'
import { attempt, networkOf } from './throttle'

/** A child code and its password, as typed. Limits only: anything may be tried, and is counted. */
export const CredentialsForm = z.object({
  code: z.string().trim().min(1, 'Inserisci il codice utente').max(60, 'Il codice utente è troppo lungo'),
  password: z.string().min(1, 'Inserisci la password').max(200, 'La password è troppo lunga'),
})
export type CredentialsForm = z.infer<typeof CredentialsForm>

/**
 * Judges a child code with its password, and gives its account to `use`. An unknown code, an account without a
 * password and a wrong password walk the same path, cost one argon2 verification and get the same refusal; five of
 * them lock the code and the caller's network for a quarter of an hour, whether or not the code exists.
 */
export const withCredentials = async <T>(
  ctx: Ctx,
  { code, password }: CredentialsForm,
  use: (account: Credentials) => Promise<T | null>,
): Promise<T> => {
  let account: Credentials | null = null
  const answer = await attempt(
    [
      { kind: 'code', value: codeKey(code), forgetWhenRight: true },
      { kind: 'address', value: networkOf(ctx.address) },
    ],
    async () => {
      account = await credentialsOf(code)
      const isRight = await isPassword(account?.password_hash ?? null, password)
      return isRight && account ? use(account) : null
    },
    (tx) =>
      recordAudit(tx, ctx, {
        action: 'signIn.locked',
        subject: account ? `account:${account.account_id}` : 'account:unknown',
      }),
  )
  if (answer === null) throw credentialsRefused()
  return answer
}

export type SignedIn = SessionRef & { expiresAt: string }

/**
 * Opens a session for the family of a child code. Refuses with `credentials-refused` or `throttled`, which never
 * tell whether the code exists.
 */
export const signIn = (ctx: Ctx, credentials: CredentialsForm): Promise<SignedIn> =>
  withCredentials(ctx, credentials, (account) =>
    inTransaction(async (tx) => {
      const sessionId = randomUUID()
      const expiresAt = ctx.now.add({ hours: SESSION_HOURS }).toString()
      // Only while the password just verified is still the account's: one changed meanwhile ended all sessions.
      const opened = await rows(
        tx,
        z.object({ session_id: z.string() }),
        sql`
        insert into portal.session (session_id, account_id, created_at, expires_at)
        select ${sessionId}::uuid, account_id, ${ctx.now.toString()}::timestamptz, ${expiresAt}::timestamptz
        from (select account_id from portal.account
              where account_id = ${account.account_id}::int and password_hash = ${account.password_hash} for share) as valid
        returning session_id`,
      )
      if (opened.length === 0) return null
      await recordAudit(tx, ctx, { action: 'signIn', subject: `account:${account.account_id}` })
      return { sessionId, accountId: account.account_id, expiresAt }
    }),
  )
