import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql } from '@/db/client'
import { recordAudit } from './audit'
import { codeKey } from './child-code'
import { credentialsRefused, passwordRefused } from './errors'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, weaknessOf } from './password-rules'
import { hashPassword, isPassword } from './passwords'
import type { FamilyCtx } from './principal'
import { endOtherSessions } from './sessions'
import { attempt, networkOf } from './throttle'

/** The three fields of the form; what depends on the account is judged by `changePassword`. */
export const ChangePasswordForm = z
  .object({
    currentPassword: z
      .string()
      .min(1, 'Inserisci la password attuale')
      .max(PASSWORD_LENGTH_MAX, 'La password è troppo lunga'),
    newPassword: z
      .string()
      .min(1, 'Inserisci la nuova password')
      .min(PASSWORD_LENGTH_MIN, `La nuova password deve avere almeno ${PASSWORD_LENGTH_MIN} caratteri`)
      .max(PASSWORD_LENGTH_MAX, `La nuova password può avere al massimo ${PASSWORD_LENGTH_MAX} caratteri`),
    newPasswordRepeat: z.string().min(1, 'Ripeti la nuova password'),
  })
  .refine((form) => form.newPassword === form.newPasswordRepeat, {
    path: ['newPasswordRepeat'],
    message: 'Le due password non coincidono',
    when: ({ issues }) => !issues.some((issue) => issue.path?.[0] !== 'currentPassword'),
  })
export type ChangePasswordForm = z.infer<typeof ChangePasswordForm>

const Own = z.object({ child_code: z.string(), password_hash: z.string().nullable() })

/**
 * Changes the password of the caller's account and ends its other sessions; answers how many. A wrong current
 * password is refused with `credentials-refused` and counted like a wrong sign-in, a weak new one with
 * `password-refused` and the reason.
 */
export const changePassword = async (
  ctx: FamilyCtx,
  { currentPassword, newPassword }: ChangePasswordForm,
): Promise<{ endedSessions: number }> => {
  const { accountId } = ctx.actor
  const own = await oneRow(
    db,
    Own,
    sql`
    select portal.account_code(a) as child_code, a.password_hash from portal.account a
    where a.account_id = ${accountId}::int`,
  )
  if (!own) throw credentialsRefused()
  const weakness = weaknessOf(newPassword, own.child_code)
  if (weakness) throw passwordRefused(weakness)

  const endedSessions = await attempt(
    [
      { kind: 'code', value: codeKey(own.child_code), forgetWhenRight: true },
      { kind: 'address', value: networkOf(ctx.address) },
    ],
    async () => {
      if (!(await isPassword(own.password_hash, currentPassword))) return null
      if (await isPassword(own.password_hash, newPassword)) throw passwordRefused('unchanged')
      const passwordHash = await hashPassword(newPassword)
      return inTransaction(async (tx) => {
        // Of two changes at once, from the same old password, one wins.
        const changed = await rows(
          tx,
          z.object({ account_id: z.int() }),
          sql`
          update portal.account set password_hash = ${passwordHash}, password_changed_at = ${ctx.now.toString()}::timestamptz
          where account_id = ${accountId}::int and password_hash = ${own.password_hash} returning account_id`,
        )
        if (changed.length === 0) return null
        const ended = await endOtherSessions(ctx, tx)
        await recordAudit(tx, ctx, {
          action: 'password.changed',
          subject: `account:${accountId}`,
          details: { endedSessions: ended },
        })
        return ended
      })
    },
    (tx) => recordAudit(tx, ctx, { action: 'signIn.locked', subject: `account:${accountId}` }),
  )
  if (endedSessions === null) throw credentialsRefused()
  return { endedSessions }
}
