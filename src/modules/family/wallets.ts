import { z } from 'zod'
import { type SQL, sql } from '@/db/client'
import { openDaysFrom, type ServiceCalendar } from '@/modules/service-calendar'
import { CivilDate } from '@/shared/dates'
import { ClassId, SchoolId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { ChildDay, DayMark } from './day-status'
import { childDayJson, pricesByUse, ServiceRow } from './family.sql'
import { daysOfChild, lastsUntil, lowBalance } from './outlook'

/** Where a child is, or was last: school and class of its latest placement. */
export const PlacementRow = z.object({
  schoolId: SchoolId,
  classId: ClassId,
  school: z.string(),
  address: z.string().nullable(),
  className: z.string(),
  schoolYear: z.string(),
  weekdays: z.array(z.int()).nullable(),
})
export type PlacementRow = z.infer<typeof PlacementRow>

/** A wallet with the enrolment that holds, or comes next, today's mark, and today as the calendar and the family have it. */
export const WalletRow = ServiceRow.extend({
  balanceCents: DbCents,
  enrolledFrom: CivilDate.nullable(),
  enrolledTo: CivilDate.nullable(),
  mark: DayMark.nullable(),
  /** Null when the child is not enrolled or not placed today. */
  day: ChildDay.nullable(),
  /** The weekdays that the family chose, if it did. */
  pattern: z.array(z.int()).nullable(),
})
export type WalletRow = z.infer<typeof WalletRow>

/** Latest placement of the child `c` until a day, as `at`; its columns are null for one never placed. */
export const joinPlacement = (day: CivilDate): SQL => sql`
  left join lateral (
    select p.school_id, s.level, jsonb_build_object('schoolId', p.school_id, 'classId', p.class_id, 'school', s.name, 'address', s.address,
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
       'mark', case when a.status is not null then jsonb_build_object('status', a.status, 'at', a.marked_at) end,
       'day', case when e.valid_from <= ${day}::date then
         (select ${childDayJson} from portal.child_days(c.child_id, ${day}::date, ${day}::date, s.service_id) d) end,
       'pattern', (select k.weekdays from portal.weekly_pattern k
         where k.child_id = w.child_id and k.service_id = w.service_id and k.valid_from <= ${day}::date
         order by k.valid_from desc, k.made_at desc, k.pattern_id desc limit 1)) order by s.name), '[]')
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

/** The weekdays on which a child uses a service: for the canteen those of its class, and those that the family chose. */
const weekdaysOfUse = (wallet: WalletRow, placement: PlacementRow | null): number[] | null => {
  const ofClass = wallet.kind === 'canteen' ? (placement?.weekdays ?? null) : null
  if (!wallet.pattern) return ofClass
  return wallet.pattern.filter((weekday) => ofClass?.includes(weekday) ?? true)
}

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
      ? daysOfChild(openDaysFrom(calendar, { ...placement, serviceId: id }, today), {
          weekdays: weekdaysOfUse(wallet, placement),
          after: wallet.mark || wallet.day?.wish === 'cancel' ? today : null,
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
