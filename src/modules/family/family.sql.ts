import { z } from 'zod'
import { type SQL, sql } from '@/db/client'
import { type AccountId, ServiceCode, ServiceId } from '@/shared/ids'
import { DbCents } from '@/shared/money'

/** A service and what a day of it costs a child; null when the tariffs name no price. */
export const ServiceRow = z.object({
  id: ServiceId,
  code: ServiceCode,
  name: z.string(),
  kind: z.string(),
  pricing: z.string(),
  priceCents: DbCents.nullable(),
})

/** The children an account opens, one row each: its own first, then in the order they were added. */
export const ownChildren = (accountId: AccountId): SQL =>
  sql`select child_id, is_own, since from portal.account_children where account_id = ${accountId}::int`

/** Whether using the service debits the wallet day by day; flat fees do not. */
export const pricesByUse = (pricing: string): boolean =>
  pricing === 'perAttendance' || pricing === 'fixedPlusMeal'

/** Whether a kind of service has a menu. */
export const servesMeals = (kind: string): boolean => kind === 'canteen' || kind === 'nursery'
/** The same of a row `s` of portal.service. */
export const rowServesMeals: SQL = sql`s.kind in ('canteen', 'nursery')`

/** A row `d` of portal.child_days as a `ChildDay`. */
export const childDayJson: SQL = sql`jsonb_build_object('day', d.day, 'isOpen', d.is_open, 'note', d.note,
  'isPackedLunch', d.is_packed_lunch, 'isPlanned', d.is_planned, 'wish', d.wish, 'cutoffAt', d.cutoff_at)`
