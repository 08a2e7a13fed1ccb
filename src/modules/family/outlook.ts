import type { OpenDay } from '@/modules/service-calendar'
import type { CivilDate } from '@/shared/dates'
import { type Cents, cents } from '@/shared/money'

/** Below the price of this many days of use, the family is warned. */
const LOW_DAYS = 5

/** The balance below which a wallet is low; null when using the service does not debit it day by day. */
export const lowBalance = (priceCents: Cents | null): Cents | null =>
  priceCents === null || priceCents === 0 ? null : cents(priceCents * LOW_DAYS)

/**
 * The last day a balance pays for at today's price, if the child is present on each day ahead. `daysAhead` are the
 * days not charged yet, in order. Null when it pays for none, or when nothing is debited day by day; when it pays for
 * more days than are known, the last one known.
 */
export const lastsUntil = (
  balanceCents: Cents,
  priceCents: Cents | null,
  daysAhead: Iterable<CivilDate>,
): CivilDate | null => {
  if (priceCents === null || priceCents === 0) return null
  let payable = Math.floor(balanceCents / priceCents)
  let last: CivilDate | null = null
  for (const day of daysAhead) {
    if (payable-- <= 0) break
    last = day
  }
  return last
}

/** Which days of the open ones are a child's: those of its class, from today or tomorrow, while it is enrolled. */
export function* daysOfChild(
  openDays: readonly OpenDay[],
  {
    weekdays,
    after,
    until,
  }: { weekdays: readonly number[] | null; after: CivilDate | null; until: CivilDate | null },
): Generator<CivilDate> {
  for (const { day, weekday } of openDays) {
    if (until !== null && day > until) return
    if (after !== null && day <= after) continue
    if (weekdays === null || weekdays.includes(weekday)) yield day
  }
}
