import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a tariff that comes late charges what was recorded without a price, and a price once applied stays as it is
 * (docs/decisions/0012). record_marks takes part in that by its first
 * statement, and looks up by portal.attendance_on of 20261124_102500_attendance_by_day.
 * Locks: public.tariffs, for the instant of adding a trigger.
 * Checked: tests/integration/tariffs, migrated from empty.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- Who prices a service holds this shared, who changes its tariffs holds it alone, both to the end of the transaction:
-- a price is read either before a change that then sees the mark, or after it.
create function portal.price_lock() returns int language sql immutable parallel safe as $$ select 704214 $$;

-- After every change of a tariff, whoever makes it, in its transaction:
--   a day that had no price and has one now: whoever was present and not charged is charged, once;
--   a day that had a price and has another or none now: refused, if anybody was present or charged.
-- Only the days that the change touches count: a name can always be corrected, a period always be extended.
create function portal.apply_tariff() returns trigger language plpgsql as $$
declare
  v_before datemultirange := datemultirange();
  v_after datemultirange := datemultirange(daterange(portal.day_of(new.valid_from), portal.day_of(new.valid_to), '[]'));
  v_days datemultirange; v_refused date;
begin
  if tg_op = 'UPDATE' then
    v_before := datemultirange(daterange(portal.day_of(old.valid_from), portal.day_of(old.valid_to), '[]'));
  end if;
  v_days := v_before + v_after;
  if (old.service_id, old.level, old.cents) is not distinct from (new.service_id, new.level, new.cents) then
    v_days := v_days - v_before * v_after;
  end if;
  if isempty(v_days) then return null; end if;

  perform pg_advisory_xact_lock(portal.price_lock(), service_id)
    from (select distinct service_id from unnest(array[old.service_id, new.service_id]) service_id
          where service_id is not null order by service_id) locked;

  with touched as materialized (
    select a.service_id, a.school_id, a.day
    from portal.attendance a join portal.service s using (service_id)
    where a.service_id in (old.service_id, new.service_id)
      and a.day >= coalesce(lower(v_days), '-infinity') and a.day <= coalesce(upper(v_days), 'infinity') and a.day <@ v_days
      and (a.charge_count > 0 or a.status = 'present' and s.pricing in ('perAttendance', 'fixedPlusMeal'))
    group by a.service_id, a.school_id, a.day
  ), judged as materialized (
    select touched.*, former.id as former_id, price.tariff_id, price.cents,
           former.id is not null and (former.id, former.cents) is distinct from (price.tariff_id, price.cents) as is_refused
    from touched join portal.school using (school_id)
    left join lateral portal.price(touched.service_id, school.level, touched.day) price on true
    left join lateral (   -- portal.price as it was: the other tariffs, and this one before the change
      select t.id, t.cents::bigint as cents
      from (select id, service_id, level, cents, valid_from, valid_to from public.tariffs where id <> new.id
            union all
            select old.id, old.service_id, old.level, old.cents, old.valid_from, old.valid_to where old.id is not null) t
      where t.service_id = touched.service_id and (t.level is null or t.level::text = school.level)
        and portal.day_of(t.valid_from) <= touched.day and (t.valid_to is null or portal.day_of(t.valid_to) >= touched.day)
      order by t.level nulls last, t.valid_from desc limit 1
    ) former on true
  ), charged as (
    update portal.attendance a set charge_count = a.charge_count + 1, open_charge_cents = j.cents
    from judged j
    where j.former_id is null and j.cents > 0 and a.status = 'present' and a.open_charge_cents is null
      and (a.service_id, a.school_id, a.day) = (j.service_id, j.school_id, j.day)
    returning a.child_id, a.service_id, a.day, a.mark_id, a.charge_count, j.tariff_id, j.cents
  ), posted as (
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id, tariff_id, occasion)
    select child_id, service_id, 'charge', -cents, day, mark_id, tariff_id, charge_count from charged
  )
  select min(day) into v_refused from judged where is_refused;

  if v_refused is not null then
    raise exception 'the price of % is already applied', v_refused
      using errcode = 'restrict_violation', constraint = 'tariffs_keep_applied_prices', detail = v_refused::text;
  end if;
  return null;
end $$;
create trigger apply_tariff after insert or update on public.tariffs
  for each row execute function portal.apply_tariff();
  `)
  await db.execute(sql`
-- Records a batch of marks of one school, service and day, and returns one outcome per mark.
--   p_marks     [{ markId, childId, status, markedAt }]
--   p_today     today's civil day; p_oldest the oldest day that still takes marks
-- Any number of times, in any order, from any number of tablets: the state is that of the latest tap
-- (markedAt, then markId), and the ledger holds exactly its charge. The wallets are locked first, in one order;
-- the statement after the lock sees all that earlier holders wrote.
create or replace function portal.record_marks(
  p_school int, p_device int, p_staff int, p_service text, p_day date, p_marks jsonb, p_now timestamptz, p_today date, p_oldest date
) returns table (mark_id uuid, outcome text, charge_cents bigint)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_service int; v_open boolean; v_tariff int; v_cents bigint;
begin
  -- Before the price is read: a tariff that changes meanwhile is seen here, or sees what is recorded here.
  perform pg_advisory_xact_lock_shared(portal.price_lock(), service_id) from portal.service where code = p_service;

  select s.service_id, p_day between p_oldest and p_today and s.is_active and portal.is_open(s.service_id, p_school, p_day),
         price.tariff_id, price.cents
    into v_service, v_open, v_tariff, v_cents
    from portal.service s
    join portal.school on school.school_id = p_school
    left join lateral portal.price(s.service_id, school.level, p_day) price on s.pricing in ('perAttendance', 'fixedPlusMeal')
    where s.code = p_service;

  perform from portal.wallet w
    where w.service_id = v_service
      and w.child_id = any (array(select (m ->> 'childId')::int from jsonb_array_elements(p_marks) m))
    order by w.child_id for no key update;

  return query
  with asked as materialized (
    select distinct on (m."markId") m."markId" as mark_id, m."childId" as child_id, m.status,
           least(m."markedAt", p_now) as marked_at
    from jsonb_to_recordset(p_marks) as m ("markId" uuid, "childId" int, status text, "markedAt" timestamptz)
    order by m."markId", m."markedAt" desc
  ), judged as materialized (
    -- Look-ups of one row each, said so: "exists" and joins may read the whole school or every mark of the year.
    select a.*,
      coalesce((select true from portal.mark m where m.mark_id = a.mark_id limit 1), false) as is_known,
      coalesce((select true from portal.placement p where p.child_id = a.child_id and p.school_id = p_school
                  and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day) limit 1), false) as is_placed,
      coalesce((select true from portal.enrolment e where e.child_id = a.child_id and e.service_id = v_service
                  and e.valid_from <= p_day and (e.valid_to is null or e.valid_to >= p_day) limit 1), false) as is_enrolled
    from asked a
  ), recorded as (
    insert into portal.mark (mark_id, child_id, service_id, day, status, marked_at, received_at, school_id, device_id, staff_id)
    select j.mark_id, j.child_id, v_service, p_day, j.status, j.marked_at, p_now, p_school, p_device, p_staff
    from judged j where not j.is_known and j.is_placed and j.is_enrolled and v_open
    on conflict do nothing
    returning mark_id, child_id, status, marked_at
  ), latest as (
    select distinct on (child_id) * from recorded order by child_id, marked_at desc, mark_id desc
  ), winning as materialized (
    select l.*, coalesce(t.charge_count, 0) as charge_count, t.open_charge_cents,
           l.status = 'present' and t.open_charge_cents is null and v_cents > 0 as is_charge,
           l.status <> 'present' and t.open_charge_cents is not null as is_reversal
    from latest l
    left join lateral portal.attendance_on(l.child_id, v_service, p_day) t on true
    where t.child_id is null or (l.marked_at, l.mark_id) > (t.marked_at, t.mark_id)
  ), posted as (
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, posted_at, source_id, tariff_id, occasion)
    select child_id, v_service, case when is_charge then 'charge' else 'reversal' end,
           case when is_charge then -v_cents else open_charge_cents end,
           p_day, p_now, mark_id, case when is_charge then v_tariff end,
           case when is_charge then charge_count + 1 else charge_count end
    from winning where is_charge or is_reversal
  ), current as (
    insert into portal.attendance as t (child_id, service_id, day, school_id, status, marked_at, mark_id, charge_count, open_charge_cents)
    select child_id, v_service, p_day, p_school, status, marked_at, mark_id,
           case when is_charge then charge_count + 1 else charge_count end,
           case when is_charge then v_cents when is_reversal then null else open_charge_cents end
    from winning
    on conflict (day, service_id, child_id) do update
      set school_id = excluded.school_id, status = excluded.status, marked_at = excluded.marked_at, mark_id = excluded.mark_id,
          charge_count = excluded.charge_count, open_charge_cents = excluded.open_charge_cents
    returning t.mark_id, t.open_charge_cents
  )
  select j.mark_id,
         case when j.is_known then 'already-recorded'
              when not j.is_placed then 'other-school'
              when v_open is not true and v_service is not null then 'closed-day'
              when not j.is_enrolled then 'not-enrolled'
              when current.mark_id is not null then 'recorded'
              when recorded.mark_id is not null then 'superseded'
              else 'already-recorded' end,
         case when j.is_known then t.open_charge_cents else current.open_charge_cents end
  from judged j
  left join recorded on recorded.mark_id = j.mark_id
  left join current on current.mark_id = j.mark_id
  left join lateral portal.attendance_on(j.child_id, v_service, p_day) t
    on j.is_known and t.mark_id = j.mark_id;
end $$;
  `)
}

/** Leaves record_marks taking a lock that nobody contends for any more. */
export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop trigger apply_tariff on public.tariffs;
    drop function portal.apply_tariff();
  `)
}
