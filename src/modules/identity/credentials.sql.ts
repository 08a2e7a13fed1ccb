import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import { AccountId, ChildId } from '@/shared/ids'
import { codeKey } from './child-code'

/** An account with what its password is judged by; no hash until the first password was issued. */
export const Credentials = z.object({
  account_id: AccountId,
  child_id: ChildId,
  password_hash: z.string().nullable(),
  is_delegate: z.boolean(),
})
export type Credentials = z.infer<typeof Credentials>

/** The number in a delegate's code as typed; null for what is no such code. */
const delegateNumber = (code: string): number | null => {
  const digits = /^DLG(\d{6,9})$/.exec(codeKey(code))?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The account of a child code, or of a delegate's, as typed; null for a code nobody has. */
export const credentialsOf = (code: string): Promise<Credentials | null> =>
  oneRow(
    db,
    Credentials,
    sql`
    select a.account_id, a.child_id, a.password_hash, false as is_delegate
    from portal.child c join portal.account a on a.child_id = c.child_id and a.delegated_by is null
    where portal.code_key(c.child_code) = ${codeKey(code)}
    union all
    select a.account_id, a.child_id, a.password_hash, true from portal.account a
    where a.account_id = ${delegateNumber(code)}::int and a.delegated_by is not null and a.revoked_at is null
      and a.valid_to >= portal.day_of(now())
    limit 1`,
  )
