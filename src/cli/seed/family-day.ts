import type { Temporal } from 'temporal-polyfill'
import { sql, type Tx } from '@/db/client'
import { addDays, dayInRome } from '@/shared/dates'

/**
 * What demo families asked: one cancels the week to come, one wants a light meal, two contest their latest charge. The
 * same for the same day.
 */
export const writeFamilyDay = async (tx: Tx, now: Temporal.Instant): Promise<void> => {
  const today = dayInRome(now)
  const at = sql`${now.toString()}::timestamptz`
  const families = sql`
    select a.account_id, a.child_id, row_number() over (order by a.account_id) as place
    from portal.account a where a.password_hash is not null and a.delegated_by is null`
  await tx.execute(sql`
    select portal.ask_meals(md5('demo ' || f.account_id)::uuid, f.account_id, f.child_id, s.service_id, wish.kind,
      ${addDays(today, 1)}::date, ${addDays(today, 1)}::date + wish.days, ${at}, ${at})
    from (${families}) f
    join (values (1, 'cancel', 6), (2, 'light', 2)) as wish (place, kind, days) using (place)
    join portal.service s on s.code = 'refezione' order by f.place`)
  await tx.execute(sql`
    insert into portal.contest (contest_id, child_id, service_id, day, occasion, cents, account_id, text, opened_at)
    select overlay(overlay(md5('demo contest ' || f.account_id) placing '4' from 13) placing '8' from 17)::uuid, a.child_id, a.service_id, a.day, a.charge_count, a.open_charge_cents, f.account_id,
           'Quel giorno era a casa con la febbre: la scuola era stata avvisata.', ${at}
    from (${families}) f
    cross join lateral (
      select a.* from portal.attendance a join portal.service s using (service_id)
      where a.child_id = f.child_id and a.open_charge_cents > 0 and a.day > ${today}::date - s.contest_days
      order by a.day desc limit 1) a
    where f.place in (3, 4)`)
}
