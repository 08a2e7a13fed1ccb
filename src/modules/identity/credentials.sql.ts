import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import { AccountId, ChildId } from '@/shared/ids'
import { codeKey } from './child-code'

/** An account with what its password is judged by; no hash until the first password was issued. */
export const Credentials = z.object({
  account_id: AccountId,
  child_id: ChildId,
  password_hash: z.string().nullable(),
})
export type Credentials = z.infer<typeof Credentials>

/** The account of a child code as typed; null for a code nobody has. */
export const credentialsOf = (code: string): Promise<Credentials | null> =>
  oneRow(
    db,
    Credentials,
    sql`
    select a.account_id, a.child_id, a.password_hash
    from portal.child c join portal.account a using (child_id) where portal.code_key(c.child_code) = ${codeKey(code)}`,
  )
