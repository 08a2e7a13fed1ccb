import { sql, type Tx } from '@/db/client'
import type { CivilDate } from '@/shared/dates'
import type { ChildId, ServiceId } from '@/shared/ids'
import type { Cents } from '@/shared/money'

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
