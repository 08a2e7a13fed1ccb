import { z } from 'zod'
import { rows, sql, type Tx } from '@/db/client'
import type { CivilDate } from '@/shared/dates'
import { ChildId, ServiceId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'

export type Credit = {
  childId: ChildId
  serviceId: ServiceId
  /** Positive. */
  cents: Cents
  /** Value date: the day the family paid. */
  day: CivilDate
  /** The top-up that caused it: a second credit of the same cause is refused by the database. */
  sourceId: string
}

/** Posts a top-up to its wallet; false when its cause was already credited. The balance follows in the same statement. */
export const credit = async (
  tx: Tx,
  { childId, serviceId, cents, day, sourceId }: Credit,
): Promise<boolean> => {
  const { rows } = await tx.execute(sql`
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id)
    values (${childId}::int, ${serviceId}::int, 'topUp', ${cents}::bigint, ${day}::date, ${sourceId}::uuid)
    on conflict (kind, source_id) where occasion is null do nothing returning line_id`)
  return rows.length === 1
}

const LockedWallet = z.object({ childId: ChildId, serviceId: ServiceId, balanceCents: DbCents })
export type LockedWallet = z.infer<typeof LockedWallet>

/**
 * Locks wallets until the transaction ends, in the order in which everybody locks them; their balances can be relied on
 * until then. A wallet that does not exist is missing from the answer.
 */
export const lockWallets = (
  tx: Tx,
  wallets: readonly { childId: ChildId; serviceId: ServiceId }[],
): Promise<LockedWallet[]> =>
  rows(
    tx,
    LockedWallet,
    sql`
    select w.child_id as "childId", w.service_id as "serviceId", w.balance_cents as "balanceCents"
    from portal.wallet w
    join jsonb_to_recordset(${JSON.stringify(wallets)}::jsonb) as asked ("childId" int, "serviceId" int)
      on w.child_id = asked."childId" and w.service_id = asked."serviceId"
    order by w.child_id, w.service_id for no key update of w`,
  )

/** A line that is no use of a service and no top-up: unique by kind and cause. */
export type CausedLine = {
  kind:
    | 'adjustment'
    | 'transferIn'
    | 'transferOut'
    | 'refund'
    | 'returnedRefund'
    | 'paymentRefund'
    | 'dispute'
    | 'disputeWon'
  childId: ChildId
  serviceId: ServiceId
  /** Signed: negative takes from the wallet. */
  cents: Cents
  day: CivilDate
  sourceId: string
}

/** Posts lines in one statement, all or none: a second one of the same kind and cause is refused by the database. */
export const postLines = (tx: Tx, lines: readonly CausedLine[]) =>
  tx.execute(sql`
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id)
    select "childId", "serviceId", kind, cents, day, "sourceId"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      as l ("childId" int, "serviceId" int, kind text, cents bigint, day date, "sourceId" uuid)`)
