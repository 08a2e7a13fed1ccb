import { type SQL, sql } from '@/db/client'
import type { AccountId } from '@/shared/ids'

/** The children an account opens, one row each: its own first, then in the order they were added. */
export const ownChildren = (accountId: AccountId): SQL =>
  sql`select child_id, is_own, since from portal.account_children where account_id = ${accountId}::int`

/** Whether using the service debits the wallet day by day; flat fees do not. */
export const pricesByUse = (pricing: string): boolean =>
  pricing === 'perAttendance' || pricing === 'fixedPlusMeal'
