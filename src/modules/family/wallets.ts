import { z } from 'zod'
import { type SQL, sql } from '@/db/client'
import { openDaysFrom, type ServiceCalendar } from '@/modules/service-calendar'
import { CivilDate } from '@/shared/dates'
import { SchoolId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { DayMark } from './day-status'
import { pricesByUse, ServiceRow } from './family.sql'
import { daysOfChild, lastsUntil, lowBalance } from './outlook'

/** Where a child is, or was last: school and class of its latest placement. */
export const PlacementRow = z.object({
  schoolId: SchoolId,
  school: z.string(),
  address: z.string().nullable(),
  className: z.string(),
  schoolYear: z.string(),
  weekdays: z.array(z.int()).nullable(),
})
export type PlacementRow = z.infer<typeof PlacementRow>

/** A wallet with the enrolment that holds, or comes next, and today's mark. */
export const WalletRow = ServiceRow.extend({
  balanceCents: DbCents,
  enrolledFrom: CivilDate.nullable(),
  enrolledTo: CivilDate.nullable(),
  mark: DayMark.nullable(),
})
export type WalletRow = z.infer<typeof WalletRow>

/** Latest placement of the child `c` until a day, as `at`; its columns are null for one never placed. */
export const joinPlacement = (day: CivilDate): SQL => sql`
  left join lateral (
    select p.school_id, s.level, jsonb_build_object('schoolId', p.school_id, 'school', s.name, 'address', s.address,
             'className', g.name, 'schoolYear', g.school_year, 'weekdays', g.canteen_weekdays::int[]) as placement
    from portal.placement p join portal.class_group g using (class_id) join portal.school s on s.school_id = p.school_id
    where p.child_id = c.child_id and p.valid_from <= ${day}::date
    order by p.valid_from desc limit 1
  ) at on true`

/** The wallets of the child `c`, placed `at`, as a list of `WalletRow`. */
export const walletsOn = (day: CivilDate): SQL => sql`
  (select coalesce(jsonb_agg(jsonb_build_object(
       'id', s.service_id, 'code', s.code, 'name', s.name, 'kind', s.kind, 'pricing', s.pricing,
       'balanceCents', w.balance_cents, 'priceCents', price.cents, 'enrolledFrom', e.valid_from, 'enrolledTo', e.valid_to,
       'mark', case when a.status is not null then jsonb_build_object('status', a.status, 'at', a.marked_at) end) order by s.name), '[]')
   from portal.wallet w join portal.service s using (service_id)
   left join lateral (
     select e.valid_from, e.valid_to from portal.enrolment e
     where e.child_id = w.child_id and e.service_id = w.service_id and (e.valid_to is null or e.valid_to >= ${day}::date)
     order by e.valid_from limit 1
   ) e on true
   left join lateral portal.price(s.service_id, at.level, ${day}::date) price on true
   left join lateral portal.attendance_on(w.child_id, w.service_id, ${day}::date) a on true
   where w.child_id = c.child_id)`

/** What a family reads of a wallet. */
export type WalletOutlook = Pick<WalletRow, 'id' | 'code' | 'name' | 'balanceCents'> & {
  /** Price of a day of use; null when use does not debit the wallet day by day. */
  priceCents: Cents | null
  lowCents: Cents | null
  lastsUntil: CivilDate | null
}

/** The weekdays on which a child uses a service: those of its class for the canteen, any for the others. */
export const weekdaysOfUse = (wallet: WalletRow, placement: PlacementRow | null): number[] | null =>
  wallet.kind === 'canteen' ? (placement?.weekdays ?? null) : null

/** How far a wallet goes from today, at today's price, on the days its child will use the service. */
export const walletOutlook = (
  wallet: WalletRow,
  placement: PlacementRow | null,
  calendar: ServiceCalendar,
  today: CivilDate,
): WalletOutlook => {
  const { id, code, name, balanceCents } = wallet
  const priceCents = pricesByUse(wallet.pricing) ? wallet.priceCents : null
  const ahead =
    placement && wallet.enrolledFrom
      ? daysOfChild(openDaysFrom(calendar, id, placement.schoolId, today), {
          weekdays: weekdaysOfUse(wallet, placement),
          after: wallet.mark ? today : null,
          until: wallet.enrolledTo,
        })
      : []
  return {
    id,
    code,
    name,
    balanceCents,
    priceCents,
    lowCents: lowBalance(priceCents),
    lastsUntil: lastsUntil(balanceCents, priceCents, ahead),
  }
}
