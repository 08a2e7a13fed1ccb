import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a closure of a day that was counted gave its charges back, but the same done by an edit of the service's calendar did
 * not. Now both take the same path; an edit that would turn many counted days is refused (docs/decisions/0027).
 * Locks: public.service_calendars and its weekdays, for the instant of adding a trigger.
 * Checked: migrated from empty; tests/integration/calendar.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- As before, with the weekdays in order, so that two versions can be compared.
create or replace view portal.service_calendar as
  select c.id as calendar_id, c.service_id, c.school_id, portal.day_of(c.valid_from) as valid_from,
         portal.day_of(c.valid_to) as valid_to,
         (select array_agg(w.value::text::int order by w.value::text::int) from public.service_calendars_weekdays w where w.parent_id = c.id) as weekdays,
         coalesce(c.on_holidays, false) as on_holidays
  from public.service_calendars c;

-- Settles the states of the named children, services and days, side by side, as portal.settle_attendance says. Whoever
-- calls it holds the price lock of the services. What is of a class or a school is asked once, not once per child.
create function portal.settle_states(p_children int[], p_services int[], p_days date[], p_now timestamptz)
  returns table (child_id int, service_id int, day date, cents bigint)
  language plpgsql as $$
#variable_conflict use_column
begin
  perform from portal.wallet w
    where (w.child_id, w.service_id) in (select u.child_id, u.service_id from unnest(p_children, p_services) as u (child_id, service_id))
    order by w.child_id, w.service_id for no key update;

  return query
  with state as materialized (
    select a.*, s.pricing, portal.excuse_until(s.after_cutoff, s.excuse_until, a.day) as excuse_at,
           coalesce((select p.class_id from portal.placement p where p.child_id = a.child_id and p.school_id = a.school_id
             and p.valid_from <= a.day and (p.valid_to is null or p.valid_to >= a.day) order by p.valid_from desc limit 1), 0) as own_class
    from unnest(p_children, p_services, p_days) as u (child_id, service_id, day)
    join portal.attendance a using (child_id, service_id, day) join portal.service s using (service_id)
  ), school_day as materialized (
    select d.*, portal.cutoff_at(d.service_id, d.school_id, d.day) as cutoff_at, price.tariff_id, price.cents as price_cents
    from (select distinct service_id, school_id, day, pricing from state) d
    join portal.school sc on sc.school_id = d.school_id
    left join lateral portal.price(d.service_id, sc.level, d.day) price on d.pricing in ('perAttendance', 'fixedPlusMeal')
  ), class_day as materialized (
    select d.*, portal.is_open(d.service_id, d.school_id, d.day, nullif(d.own_class, 0)) as is_open
    from (select distinct service_id, school_id, day, own_class from state) d
  ), timed as materialized (
    select s.*, sd.tariff_id, sd.price_cents, i.status as in_time_status, i.marked_at as in_time_at, i.mark_id as in_time_id,
           cd.is_open and (s.status = 'present'
             or coalesce(i.status = 'present' and s.marked_at > sd.cutoff_at and s.marked_at > s.excuse_at, false)) as should_be_due
    from state s
    join school_day sd on (sd.service_id, sd.school_id, sd.day) = (s.service_id, s.school_id, s.day)
    join class_day cd on (cd.service_id, cd.school_id, cd.day, cd.own_class) = (s.service_id, s.school_id, s.day, s.own_class)
    left join lateral (
      select m.status, m.marked_at, m.mark_id from portal.mark m
      where m.child_id = s.child_id and m.service_id = s.service_id and m.day = s.day and m.marked_at <= sd.cutoff_at
      order by m.marked_at desc, m.mark_id desc limit 1) i on true
  ), wrong as materialized (
    select t.*, t.should_be_due and t.open_charge_cents is null and coalesce(t.price_cents, 0) > 0 as is_charge,
           not t.should_be_due and t.open_charge_cents is not null as is_reversal
    from timed t
  ), posted as (
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, posted_at, source_id, tariff_id, occasion)
    select child_id, service_id, case when is_charge then 'charge' else 'reversal' end,
           case when is_charge then -price_cents else open_charge_cents end, day, p_now,
           case when is_charge and status <> 'present' then in_time_id else mark_id end,
           case when is_charge then tariff_id end, case when is_charge then charge_count + 1 else charge_count end
    from wrong where is_charge or is_reversal
    returning child_id, service_id, day, cents
  ), settled as (
    update portal.attendance a set
      cutoff_status = w.in_time_status, cutoff_marked_at = w.in_time_at, cutoff_mark_id = w.in_time_id, is_due = w.should_be_due,
      charge_count = case when w.is_charge then w.charge_count + 1 else w.charge_count end,
      open_charge_cents = case when w.is_charge then w.price_cents when w.is_reversal then null else w.open_charge_cents end
    from wrong w
    where (a.day, a.service_id, a.child_id) = (w.day, w.service_id, w.child_id)
      and (w.is_charge or w.is_reversal or w.is_due <> w.should_be_due or w.in_time_id is distinct from a.cutoff_mark_id)
  )
  select child_id, service_id, day, cents from posted;
end $$;

-- As before: every state of a period, of one service or of all, in one school or in all.
create or replace function portal.settle_attendance(p_service int, p_school int, p_from date, p_to date, p_now timestamptz)
  returns table (child_id int, service_id int, day date, cents bigint)
  language plpgsql as $$
#variable_conflict use_column
declare v_children int[]; v_services int[]; v_days date[];
begin
  perform pg_advisory_xact_lock(portal.price_lock(), s.service_id)
    from (select service_id from portal.service where p_service is null or service_id = p_service order by service_id) s;
  select array_agg(a.child_id), array_agg(a.service_id), array_agg(a.day) into v_children, v_services, v_days
    from portal.attendance a
    where a.day between p_from and p_to and (p_service is null or a.service_id = p_service) and (p_school is null or a.school_id = p_school);
  return query select * from portal.settle_states(v_children, v_services, v_days, p_now);
end $$;

-- The service calendars as charges follow them. Every transaction that changes a calendar ends with this equal to it.
create table portal.followed_calendar (
  calendar_id int primary key,
  service_id int,
  school_id int,
  valid_from date,
  valid_to date,
  weekdays int[],
  on_holidays boolean not null
);
insert into portal.followed_calendar select * from portal.service_calendar;

-- Both versions of every calendar that charges do not follow yet.
create view portal.calendar_edit as
  select v.*
  from portal.service_calendar n full join portal.followed_calendar o using (calendar_id)
  cross join lateral (values
    (false, o.calendar_id, o.service_id, o.school_id, o.valid_from, o.valid_to, o.weekdays, o.on_holidays),
    (true, n.calendar_id, n.service_id, n.school_id, n.valid_from, n.valid_to, n.weekdays, n.on_holidays)
  ) as v (is_new, calendar_id, service_id, school_id, valid_from, valid_to, weekdays, on_holidays)
  where (n.calendar_id, n.service_id, n.school_id, n.valid_from, n.valid_to, n.weekdays, n.on_holidays)
    is distinct from (o.calendar_id, o.service_id, o.school_id, o.valid_from, o.valid_to, o.weekdays, o.on_holidays)
    and v.calendar_id is not null;

-- How many counted days one edit of the service calendars may open or close: two weeks of school.
create function portal.turned_days_max() returns int language sql immutable parallel safe as $$ select 10 $$;

-- Makes attendance and ledger follow the service calendars up to today, as portal.follow_calendar does an exception: only
-- the states whose day really turned, in their school and class, where no exception decides. At the end of the transaction,
-- for Payload takes the weekdays out and puts them in again. Who marks holds the price lock: it marks before and is seen
-- here, or waits and sees the new calendar; two edits of a service come one after the other.
create function portal.follow_service_calendars() returns trigger language plpgsql as $$
declare
  v_today date := portal.day_of(now()); v_act uuid := gen_random_uuid(); v_edited int[];
  v_children int[]; v_services int[]; v_days date[]; v_turned int;
begin
  if not exists (select from portal.calendar_edit) then return null; end if;
  v_edited := array(select distinct service_id from portal.calendar_edit where service_id is not null order by service_id);
  perform pg_advisory_xact_lock(portal.price_lock(), service_id) from unnest(v_edited) service_id;

  with span as (
    select service_id, min(valid_from) as since, least(max(coalesce(valid_to, 'infinity')), v_today) as until
    from portal.calendar_edit group by service_id
  ), counted as materialized (
    select distinct a.service_id, a.school_id, a.day
    from span join portal.attendance a using (service_id) where a.day between span.since and span.until
  ), turned as materialized (
    select c.service_id, c.school_id, c.day
    from counted c
    cross join (values (false), (true)) as version (is_new)
    left join lateral (   -- as portal.calendar_day chooses
      select extract(isodow from c.day)::int = any (k.weekdays) and (k.on_holidays or portal.holiday_on(c.day) is null) as is_open
      from (select true as is_new, n.* from portal.service_calendar n union all select false, o.* from portal.followed_calendar o) k
      where k.is_new = version.is_new and k.service_id = c.service_id and (k.school_id is null or k.school_id = c.school_id)
        and k.valid_from <= c.day and (k.valid_to is null or k.valid_to >= c.day)
      order by (k.school_id is not null) desc, k.valid_from desc, k.calendar_id desc limit 1
    ) found on true
    group by c.service_id, c.school_id, c.day
    having bool_or(coalesce(found.is_open, false)) and not bool_and(coalesce(found.is_open, false))
  )
  select array_agg(a.child_id), array_agg(a.service_id), array_agg(a.day), count(distinct a.day)
    into v_children, v_services, v_days, v_turned
    from turned t join portal.attendance a using (service_id, school_id, day)
    where not exists (
      select from portal.calendar_exception e
      where (e.service_id is null or e.service_id = a.service_id) and (e.school_id is null or e.school_id = a.school_id)
        and a.day between e.valid_from and e.valid_to
        and (e.class_id is null or e.class_id = (select p.class_id from portal.placement p
          where p.child_id = a.child_id and p.school_id = a.school_id and p.valid_from <= a.day and (p.valid_to is null or p.valid_to >= a.day)
          order by p.valid_from desc limit 1)));

  if v_turned > portal.turned_days_max() then
    raise exception 'an edit of the calendar would turn % counted days', v_turned
      using errcode = 'restrict_violation', constraint = 'service_calendars_keep_counted_days', detail = v_turned || ' ' || portal.turned_days_max();
  end if;

  delete from portal.followed_calendar where calendar_id in (select calendar_id from portal.calendar_edit);
  insert into portal.followed_calendar select n.* from portal.service_calendar n
    where n.calendar_id in (select e.calendar_id from portal.calendar_edit e);

  insert into portal.calendar_effect (act_id, child_id, service_id, day, cents, note, at)
    select v_act, s.child_id, s.service_id, s.day, s.cents, '', now()
    from portal.settle_states(v_children, v_services, v_days, now()) s;
  if found then
    perform graphile_worker.add_job('tell-calendar', json_build_object('actId', v_act), job_key := 'tell-calendar:' || v_act);
  end if;
  perform pg_notify('portal_attendance', v_today::text), pg_notify('portal_lists', v_today::text);
  return null;
end $$;

create constraint trigger follow_service_calendars after insert or update or delete on public.service_calendars
  deferrable initially deferred for each row execute function portal.follow_service_calendars();
create constraint trigger follow_service_calendars after insert or update or delete on public.service_calendars_weekdays
  deferrable initially deferred for each row execute function portal.follow_service_calendars();

-- As before; tablets are told too that their list of today changed.
create or replace function portal.follow_calendar(p_service int, p_school int, p_from date, p_to date, p_note text, p_act uuid)
  returns void language plpgsql as $$
declare v_today date := portal.day_of(now());
begin
  if p_from > v_today then return; end if;
  insert into portal.calendar_effect (act_id, child_id, service_id, day, cents, note, at)
    select p_act, s.child_id, s.service_id, s.day, s.cents, p_note, now()
    from portal.settle_attendance(p_service, p_school, p_from, least(p_to, v_today), now()) s;
  if found then
    perform graphile_worker.add_job('tell-calendar', json_build_object('actId', p_act), job_key := 'tell-calendar:' || p_act);
  end if;
  if p_to >= v_today then
    perform pg_notify('portal_attendance', v_today::text), pg_notify('portal_lists', v_today::text);
  end if;
end $$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
drop trigger follow_service_calendars on public.service_calendars;
drop trigger follow_service_calendars on public.service_calendars_weekdays;
drop function portal.follow_service_calendars(), portal.turned_days_max();
drop view portal.calendar_edit;
drop table portal.followed_calendar;
-- portal.settle_attendance by way of portal.settle_states gives the same lines: there is nothing to take back.
  `)
}
