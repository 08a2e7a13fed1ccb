import { z } from 'zod'
import { db, rows, type SQL, sql } from '@/db/client'
import { dayInRome } from '@/shared/dates'
import { ChildId, ServiceId } from '@/shared/ids'
import { DbCents } from '@/shared/money'
import { assertOffice, type StaffCtx } from './office-act'

const Wallet = z.object({ serviceId: ServiceId, serviceName: z.string(), balanceCents: DbCents })
const FoundChild = z.object({
  childId: ChildId,
  childCode: z.string(),
  name: z.string(),
  surname: z.string(),
  className: z.string().nullable(),
  wallets: z.array(Wallet),
})
export type FoundChild = z.infer<typeof FoundChild>

/** How many children a search shows; more are found by writing more of the name. */
export const CHILDREN_FOUND_MAX = 20

const childrenWhere = (ctx: StaffCtx, condition: SQL): Promise<FoundChild[]> => {
  assertOffice(ctx)
  return rows(
    db,
    FoundChild,
    sql`
    select c.child_id as "childId", c.child_code as "childCode", c.name, c.surname,
      (select g.name || ', ' || s.name from portal.placement p join portal.class_group g using (class_id)
         join portal.school s on s.school_id = p.school_id
         where p.child_id = c.child_id and p.valid_from <= ${dayInRome(ctx.now)}::date order by p.valid_from desc limit 1) as "className",
      (select coalesce(jsonb_agg(jsonb_build_object('serviceId', s.service_id, 'serviceName', s.name, 'balanceCents', w.balance_cents) order by s.name), '[]')
         from portal.wallet w join portal.service s using (service_id) where w.child_id = c.child_id) as wallets
    from portal.child c where ${condition}
    order by c.surname, c.name, c.child_id limit ${CHILDREN_FOUND_MAX}::int`,
  )
}

/** What a child must be to be found by what was typed; each half has its index. */
export const childMatches = (text: string): SQL =>
  sql`(portal.code_key(c.child_code) = portal.code_key(${text}::text)
    or lower(c.surname || ' ' || c.name) like ${`${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}::text)`

/** The children whose code is the one typed, or whose surname begins like it; with their wallets. */
export const findChildren = async (ctx: StaffCtx, typed: string): Promise<FoundChild[]> => {
  const text = typed.trim().slice(0, 60)
  return text.length < 2 ? [] : childrenWhere(ctx, childMatches(text))
}

/** One child with its wallets; null for one that does not exist. */
export const childWithWallets = async (ctx: StaffCtx, childId: ChildId): Promise<FoundChild | null> =>
  (await childrenWhere(ctx, sql`c.child_id = ${childId}::int`))[0] ?? null

/** The child and those of its family, itself first: whom its credit can be given to. */
export const familyOfChild = async (ctx: StaffCtx, childId: ChildId): Promise<FoundChild[]> => {
  const found = await childrenWhere(
    ctx,
    sql`c.child_id in (select child_id from portal.same_family(${childId}::int))`,
  )
  return found.sort((a, b) => Number(b.childId === childId) - Number(a.childId === childId))
}
