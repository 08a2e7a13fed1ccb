import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { CivilDate, dayInRome, Instant } from '@/shared/dates'
import type { ChildId, ServiceCode } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { ownChildren, pricesByUse } from './family.sql'
import { LINE_KINDS, type Statement, statementOf } from './statement'
import { joinPlacement } from './wallets'

const StatementRow = z.object({
  childName: z.string(),
  serviceName: z.string(),
  pricing: z.string(),
  balanceCents: DbCents,
  priceCents: DbCents.nullable(),
  openingCents: DbCents,
  lines: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(LINE_KINDS),
      cents: DbCents,
      day: CivilDate,
      postedAt: Instant,
    }),
  ),
})

export type WalletStatement = Statement & {
  childName: string
  serviceName: string
  balanceCents: Cents
  /** Today's price of a day of use; null when use does not debit the wallet day by day. */
  priceCents: Cents | null
  from: CivilDate
  to: CivilDate
}

/**
 * The statement of a wallet for a period, both ends included, in one query. The opening is the balance less what was
 * posted since, so nothing older than the period is read. Null when the wallet is not one of the account's children.
 */
export const walletStatement = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  { childId, service, from, to }: { childId: ChildId; service: ServiceCode; from: CivilDate; to: CivilDate },
): Promise<WalletStatement | null> => {
  const today = dayInRome(ctx.now)
  const found = await oneRow(
    on,
    StatementRow,
    sql`
    with since as materialized (
      select l.line_id, l.kind, l.cents, l.day, l.posted_at
      from portal.ledger_line l join portal.service s on s.service_id = l.service_id and s.code = ${service}::text
      where l.child_id = ${childId}::int and l.day >= ${from}::date
    )
    select c.name as "childName", s.name as "serviceName", s.pricing, w.balance_cents as "balanceCents",
      (select price.cents from portal.price(s.service_id, at.level, ${today}::date) price) as "priceCents",
      w.balance_cents - coalesce((select sum(cents) from since), 0)::bigint as "openingCents",
      (select coalesce(jsonb_agg(jsonb_build_object('id', line_id::text, 'kind', kind, 'cents', cents, 'day', day, 'postedAt', posted_at)
         order by day, line_id), '[]') from since where day <= ${to}::date) as lines
    from (${ownChildren(ctx.actor.accountId)}) f
    join portal.child c using (child_id) join portal.wallet w using (child_id) join portal.service s using (service_id)
    ${joinPlacement(today)}
    where f.child_id = ${childId}::int and s.code = ${service}::text`,
  )
  if (!found) return null
  const { lines, openingCents, pricing, priceCents, ...wallet } = found
  return {
    ...wallet,
    priceCents: pricesByUse(pricing) ? priceCents : null,
    from,
    to,
    ...statementOf(openingCents, lines),
  }
}
