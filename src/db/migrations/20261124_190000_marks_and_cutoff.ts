import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: marks say more than yes or no, a cut-off decides what an absence costs, a closure may be of one class or come
 * after the count, and families say beforehand what a day will be. One definition of who is awaited (portal.day_list)
 * and one of what is to be paid (portal.attendance.is_due) for tablets, kitchens, families and the ledger.
 * Locks: portal.mark and portal.attendance for an instant (nullable columns), then portal.attendance while is_due is
 * filled (a second for a million rows); run outside school hours.
 * Checked: tests/integration/attendance, tests/integration/school-day; `npm run bench -- rollcall`.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- The cut-off ----------------------------------------------------------------------------------------

-- The instant of an hour of the day in Rome.
create function portal.in_rome(p_day date, p_hour text) returns timestamptz
  language sql stable parallel safe as $$ select (p_day + p_hour::time) at time zone 'Europe/Rome' $$;

-- When tablets cannot reach the centre, the office puts the cut-off off and silences the alarms.
create table portal.cutoff_extension (
  act_id uuid primary key,
  day date not null,
  school_id int references public.schools (id),   -- none: every school
  until_at timestamptz not null,
  reason text not null check (reason <> ''),
  actor text not null,
  made_at timestamptz not null
);
create index cutoff_extension_day on portal.cutoff_extension (day);
create trigger append_only before update or delete or truncate on portal.cutoff_extension
  for each statement execute function portal.refuse_change();

-- Until when a tap counts as in time: the school's own hour before the service's, with its grace and the day's
-- extensions.
create function portal.cutoff_at(p_service int, p_school int, p_day date) returns timestamptz
  language sql stable as $$
  select greatest(
    portal.in_rome(p_day, coalesce(own.cutoff_time, s.cutoff_time)) + make_interval(mins => coalesce(own.grace_minutes, s.grace_minutes)),
    (select max(e.until_at) from portal.cutoff_extension e where e.day = p_day and (e.school_id is null or e.school_id = p_school)))
  from portal.service s
  left join portal.school_cutoff own on own.service_id = s.service_id and own.school_id = p_school
  where s.service_id = p_service
$$;

-- The calendar ---------------------------------------------------------------------------------------

create or replace view portal.calendar_exception as
  select id as exception_id, effect = 'open' as is_open, reason::text as reason, note, service_id, school_id,
         portal.day_of(valid_from) as valid_from,
         coalesce(portal.day_of(valid_to), portal.day_of(valid_from)) as valid_to, class_id
  from public.calendar_exceptions;

drop function portal.is_open(int, int, date);
-- Whether a service runs in a school on a day, and for a class of it when one is named. An exception wins over the
-- calendar, the more particular over the more general, the newer over the older; a school's own calendar replaces
-- the general one.
create function portal.is_open(p_service int, p_school int, p_day date, p_class int default null)
  returns boolean language sql stable as $$
  select coalesce(
    (select e.effect = 'open' from public.calendar_exceptions e
     where (e.service_id is null or e.service_id = p_service) and (e.school_id is null or e.school_id = p_school)
       and (e.class_id is null or e.class_id = p_class)
       and portal.day_of(e.valid_from) <= p_day and coalesce(portal.day_of(e.valid_to), portal.day_of(e.valid_from)) >= p_day
     order by (e.class_id is not null) desc, (e.school_id is not null) desc, (e.service_id is not null) desc, e.id desc limit 1),
    (select exists (select from public.service_calendars_weekdays w
                    where w.parent_id = c.id and w.value::text = extract(isodow from p_day)::text)
     from public.service_calendars c
     where c.service_id = p_service and (c.school_id is null or c.school_id = p_school)
       and portal.day_of(c.valid_from) <= p_day and (c.valid_to is null or portal.day_of(c.valid_to) >= p_day)
     order by (c.school_id is not null) desc, c.valid_from desc, c.id desc limit 1),
    false)
$$;

-- What families say of a day beforehand ---------------------------------------------------------------

-- A request of a family for one child, service and day, as tapped; the number is the confirmation that it reads.
-- The latest tap decides: restore takes an earlier one back.
create table portal.meal_request (
  request_id uuid primary key,
  number bigint generated always as identity unique,
  child_id int not null references public.children (id),
  service_id int not null references public.services (id),
  day date not null,
  wish text not null check (wish in ('cancel', 'light', 'restore')),
  account_id int not null,
  tapped_at timestamptz not null,
  received_at timestamptz not null
);
create index meal_request_of_day on portal.meal_request (day, child_id, service_id, tapped_at desc, request_id desc);
create trigger append_only before update or delete or truncate on portal.meal_request
  for each statement execute function portal.refuse_change();

-- The weekdays on which a child uses a service, 1 Monday to 7 Sunday, from a day on; the latest one made holds.
create table portal.weekly_pattern (
  pattern_id uuid primary key,
  child_id int not null references public.children (id),
  service_id int not null references public.services (id),
  weekdays int[] not null check (weekdays <@ '{1,2,3,4,5,6,7}'),
  valid_from date not null,
  account_id int not null,
  made_at timestamptz not null
);
create index weekly_pattern_of_child on portal.weekly_pattern (child_id, service_id, valid_from desc, made_at desc, pattern_id desc);
create trigger append_only before update or delete or truncate on portal.weekly_pattern
  for each statement execute function portal.refuse_change();
  `)
  await db.execute(sql`
-- Marks ----------------------------------------------------------------------------------------------

alter table portal.mark
  add column detail text,
  add column reason text,                 -- why after the cut-off, or why a correction
  add column operator_id int,             -- whose PIN had unlocked the tablet
  add column class_id int,                -- where the child eats today, when with another class
  add constraint mark_detail_check check (detail is null or detail in ('lateArrival', 'lightMeal') and status = 'present'
    or detail in ('earlyExit', 'justified') and status = 'absent');

-- cutoff_*: what the latest tap in time said. is_due: whether the state is to be paid, as decided when it was
-- recorded and again when its day was closed or opened: a presence, or an absence tapped after the cut-off under a
-- service that charges it all the same; nothing on a closed day.
alter table portal.attendance
  add column detail text,
  add column class_id int,
  add column cutoff_status text check (cutoff_status in ('present', 'absent')),
  add column cutoff_marked_at timestamptz,
  add column cutoff_mark_id uuid,
  add column is_due boolean not null default false;
update portal.attendance set is_due = true where status = 'present';
alter table portal.attendance add constraint attendance_due_check check (
  (not is_due or status = 'present' or cutoff_status = 'present') and (is_due or open_charge_cents is null));

-- After which instant an absence is paid all the same: never, always, or after the hour of grace for sickness.
create function portal.excuse_until(p_after_cutoff text, p_excuse_until text, p_day date) returns timestamptz
  language sql stable as $$
  select case when p_after_cutoff = 'charge' then '-infinity'::timestamptz
              when p_excuse_until is null or p_excuse_until = '' then 'infinity'::timestamptz
              else portal.in_rome(p_day, p_excuse_until) end
$$;

-- Records a batch of marks of one school, service and day, and returns one outcome per mark.
--   p_marks     [{ markId, childId, status, markedAt, detail?, reason?, operatorId?, classId? }]
--   p_today     today's civil day; p_oldest the oldest day that still takes marks
-- Any number of times, in any order, from any number of tablets: the state is that of the latest tap (markedAt, then
-- markId), what was true at the cut-off is that of the latest tap in time, and the ledger holds exactly the charge of
-- the two. The wallets are locked first, in one order; the statement after the lock sees all that earlier holders wrote.
create or replace function portal.record_marks(
  p_school int, p_device int, p_staff int, p_service text, p_day date, p_marks jsonb, p_now timestamptz, p_today date, p_oldest date
) returns table (mark_id uuid, outcome text, charge_cents bigint)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_service int; v_open boolean; v_by_class boolean; v_tariff int; v_cents bigint; v_cutoff timestamptz; v_excuse timestamptz;
begin
  -- Before the price is read: a tariff or a calendar that changes meanwhile is seen here, or sees what is recorded here.
  perform pg_advisory_xact_lock_shared(portal.price_lock(), service_id) from portal.service where code = p_service;

  select s.service_id, p_day between p_oldest and p_today and s.is_active and portal.is_open(s.service_id, p_school, p_day),
         price.tariff_id, price.cents, portal.cutoff_at(s.service_id, p_school, p_day),
         portal.excuse_until(s.after_cutoff, s.excuse_until, p_day),
         p_day between p_oldest and p_today and s.is_active and exists (select from portal.calendar_exception e
           where e.class_id is not null and p_day between e.valid_from and e.valid_to)
    into v_service, v_open, v_tariff, v_cents, v_cutoff, v_excuse, v_by_class
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
           least(m."markedAt", p_now) as marked_at, m.detail, nullif(m.reason, '') as reason, m."operatorId" as operator_id,
           m."classId" as class_id
    from jsonb_to_recordset(p_marks) as m ("markId" uuid, "childId" int, status text, "markedAt" timestamptz,
      detail text, reason text, "operatorId" int, "classId" int)
    order by m."markId", m."markedAt" desc
  ), looked_up as materialized (
    -- Look-ups of one row each, said so: "exists" and joins may read the whole school or every mark of the year.
    select a.mark_id, a.child_id, a.status, a.marked_at, a.detail, a.reason, a.operator_id, a.class_id as asked_class,
      coalesce((select true from portal.mark m where m.mark_id = a.mark_id limit 1), false) as is_known,
      (select p.class_id from portal.placement p where p.child_id = a.child_id and p.school_id = p_school
         and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day) order by p.valid_from desc limit 1) as own_class,
      coalesce((select true from portal.enrolment e where e.child_id = a.child_id and e.service_id = v_service
                  and e.valid_from <= p_day and (e.valid_to is null or e.valid_to >= p_day) limit 1), false) as is_enrolled
    from asked a
  ), judged as materialized (
    select l.*, l.own_class is not null as is_placed,
      case when v_by_class then portal.is_open(v_service, p_school, p_day, l.own_class) else v_open end as is_open,
      -- A guest of another class of the school; any other class is taken for the child's own.
      case when l.asked_class is null or l.asked_class = l.own_class then null
           else (select g.class_id from portal.class_group g where g.class_id = l.asked_class and g.school_id = p_school limit 1) end as class_id
    from looked_up l
  ), recorded as (
    insert into portal.mark (mark_id, child_id, service_id, day, status, marked_at, received_at, school_id, device_id, staff_id,
                             detail, reason, operator_id, class_id)
    select j.mark_id, j.child_id, v_service, p_day, j.status, j.marked_at, p_now, p_school, p_device, p_staff,
           j.detail, j.reason,
           case when j.operator_id is not null then (select o.operator_id from portal.tablet_operator o
             where o.operator_id = j.operator_id and o.school_id = p_school limit 1) end,
           j.class_id
    from judged j where not j.is_known and j.is_placed and j.is_enrolled and j.is_open
    on conflict do nothing
    returning mark_id, child_id, status, marked_at, detail, class_id
  ), latest as (
    select distinct on (child_id) * from recorded order by child_id, marked_at desc, mark_id desc
  ), in_time as (
    select distinct on (child_id) * from recorded where marked_at <= v_cutoff order by child_id, marked_at desc, mark_id desc
  ), merged as (
    select l.child_id, n.is_later, n.is_later_in_time,
           case when n.is_later then l.status else t.status end as status,
           case when n.is_later then l.detail else t.detail end as detail,
           case when n.is_later then l.class_id else t.class_id end as class_id,
           case when n.is_later then l.marked_at else t.marked_at end as marked_at,
           case when n.is_later then l.mark_id else t.mark_id end as mark_id,
           case when n.is_later_in_time then i.status else t.cutoff_status end as cutoff_status,
           case when n.is_later_in_time then i.marked_at else t.cutoff_marked_at end as cutoff_marked_at,
           case when n.is_later_in_time then i.mark_id else t.cutoff_mark_id end as cutoff_mark_id,
           coalesce(t.charge_count, 0) as charge_count, t.open_charge_cents
    from latest l
    left join in_time i using (child_id)
    left join lateral portal.attendance_on(l.child_id, v_service, p_day) t on true
    cross join lateral (select
      t.child_id is null or (l.marked_at, l.mark_id) > (t.marked_at, t.mark_id) as is_later,
      i.child_id is not null and (t.cutoff_mark_id is null or (i.marked_at, i.mark_id) > (t.cutoff_marked_at, t.cutoff_mark_id))
        as is_later_in_time) n
  ), winning as materialized (
    select m.*, d.is_due, d.is_due and m.open_charge_cents is null and v_cents > 0 as is_charge,
           not d.is_due and m.open_charge_cents is not null as is_reversal
    from merged m
    cross join lateral (select m.status = 'present'
      or coalesce(m.cutoff_status = 'present' and m.marked_at > v_excuse, false) as is_due) d
    where m.is_later or m.is_later_in_time
  ), posted as (
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, posted_at, source_id, tariff_id, occasion)
    select child_id, v_service, case when is_charge then 'charge' else 'reversal' end,
           case when is_charge then -v_cents else open_charge_cents end, p_day, p_now,
           -- The cause of a charge is always a presence: the one in time, when the absence came too late.
           case when is_charge and status <> 'present' then cutoff_mark_id else mark_id end,
           case when is_charge then v_tariff end,
           case when is_charge then charge_count + 1 else charge_count end
    from winning where is_charge or is_reversal
  ), current as (
    insert into portal.attendance as t (child_id, service_id, day, school_id, status, detail, class_id, marked_at, mark_id,
      cutoff_status, cutoff_marked_at, cutoff_mark_id, is_due, charge_count, open_charge_cents)
    select child_id, v_service, p_day, p_school, status, detail, class_id, marked_at, mark_id,
           cutoff_status, cutoff_marked_at, cutoff_mark_id, is_due,
           case when is_charge then charge_count + 1 else charge_count end,
           case when is_charge then v_cents when is_reversal then null else open_charge_cents end
    from winning
    on conflict (day, service_id, child_id) do update
      set school_id = excluded.school_id, status = excluded.status, detail = excluded.detail, class_id = excluded.class_id,
          marked_at = excluded.marked_at, mark_id = excluded.mark_id, cutoff_status = excluded.cutoff_status,
          cutoff_marked_at = excluded.cutoff_marked_at, cutoff_mark_id = excluded.cutoff_mark_id, is_due = excluded.is_due,
          charge_count = excluded.charge_count, open_charge_cents = excluded.open_charge_cents
    returning t.mark_id, t.open_charge_cents
  )
  select j.mark_id,
         case when j.is_known then 'already-recorded'
              when not j.is_placed then 'other-school'
              when j.is_open is not true and v_service is not null then 'closed-day'
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

-- Charges and reverses what a change after the count makes right: a day closed or opened again, a cut-off put off.
-- For every state of the named days that is not what it should be, one line; again, it changes nothing. Returns the
-- children whose ledger moved.
create function portal.settle_attendance(p_service int, p_school int, p_from date, p_to date, p_now timestamptz)
  returns table (child_id int, service_id int, day date, cents bigint)
  language plpgsql as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(portal.price_lock(), s.service_id)
    from (select service_id from portal.service where p_service is null or service_id = p_service order by service_id) s;
  perform from portal.wallet w
    where exists (select from portal.attendance a
      where a.child_id = w.child_id and a.service_id = w.service_id and a.day between p_from and p_to
        and (p_service is null or a.service_id = p_service) and (p_school is null or a.school_id = p_school))
    order by w.child_id, w.service_id for no key update;

  return query
  with state as materialized (
    select a.*, portal.cutoff_at(a.service_id, a.school_id, a.day) as cutoff_at, s.pricing,
           portal.excuse_until(s.after_cutoff, s.excuse_until, a.day) as excuse_at,
           portal.is_open(a.service_id, a.school_id, a.day,
             (select p.class_id from portal.placement p where p.child_id = a.child_id and p.school_id = a.school_id
                and p.valid_from <= a.day and (p.valid_to is null or p.valid_to >= a.day) order by p.valid_from desc limit 1)) as is_open
    from portal.attendance a join portal.service s using (service_id)
    where a.day between p_from and p_to and (p_service is null or a.service_id = p_service)
      and (p_school is null or a.school_id = p_school)
  ), timed as materialized (
    select s.*, i.status as in_time_status, i.marked_at as in_time_at, i.mark_id as in_time_id,
           s.is_open and (s.status = 'present'
             or coalesce(i.status = 'present' and s.marked_at > s.cutoff_at and s.marked_at > s.excuse_at, false)) as should_be_due
    from state s
    left join lateral (
      select m.status, m.marked_at, m.mark_id from portal.mark m
      where m.child_id = s.child_id and m.service_id = s.service_id and m.day = s.day and m.marked_at <= s.cutoff_at
      order by m.marked_at desc, m.mark_id desc limit 1) i on true
  ), wrong as materialized (
    select t.*, price.tariff_id, price.cents as price_cents,
           t.should_be_due and t.open_charge_cents is null and coalesce(price.cents, 0) > 0 as is_charge,
           not t.should_be_due and t.open_charge_cents is not null as is_reversal
    from timed t
    join portal.school sc on sc.school_id = t.school_id
    left join lateral portal.price(t.service_id, sc.level, t.day) price on t.pricing in ('perAttendance', 'fixedPlusMeal')
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
create index mark_of_day on portal.mark (day, service_id, child_id);

-- A closure or an opening takes effect at once, also on what was counted already: whoever writes it, in its transaction.
create function portal.apply_calendar() returns trigger language plpgsql as $$
declare v_today date := portal.day_of(now());
begin
  perform portal.settle_attendance(period.service_id, period.school_id, period.valid_from, least(period.valid_to, v_today), now())
  from (select e.service_id, e.school_id, portal.day_of(e.valid_from) as valid_from,
               coalesce(portal.day_of(e.valid_to), portal.day_of(e.valid_from)) as valid_to
        from (select old.service_id, old.school_id, old.valid_from, old.valid_to where old.id is not null
              union select new.service_id, new.school_id, new.valid_from, new.valid_to where new.id is not null) e) period
  where period.valid_from <= v_today;
  return null;
end $$;
create trigger apply_calendar after insert or update or delete on public.calendar_exceptions
  for each row execute function portal.apply_calendar();

-- A tariff that comes late charges what is due, as before; what is due may now be an absence tapped too late.
create or replace function portal.apply_tariff() returns trigger language plpgsql as $$
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
      and (a.charge_count > 0 or a.is_due and s.pricing in ('perAttendance', 'fixedPlusMeal'))
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
    where j.former_id is null and j.cents > 0 and a.is_due and a.open_charge_cents is null
      and (a.service_id, a.school_id, a.day) = (j.service_id, j.school_id, j.day)
    returning a.child_id, a.service_id, a.day, case when a.status = 'present' then a.mark_id else a.cutoff_mark_id end as mark_id,
      a.charge_count, j.tariff_id, j.cents
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


-- Who is awaited on a day: every child enrolled in a service, whatever the day is for it.
--   is_open      the service runs for its class; is_planned the class and the family use it on that weekday
--   wish         cancel or light, asked by the family in time; wish_at when
--   is_expected  open, planned and not cancelled: present by default
--   eats_in      the class where the child eats, its own unless the tablet said another
create function portal.day_list(p_day date, p_school int default null) returns table (
  child_id int, school_id int, class_id int, eats_in int, service_id int, code text, kind text, is_open boolean, is_planned boolean,
  wish text, wish_at timestamptz, is_expected boolean, status text, detail text, marked_at timestamptz, is_due boolean
) language sql stable as $$
  with opened as materialized (
    select s.service_id, s.code, s.kind, sc.school_id, portal.is_open(s.service_id, sc.school_id, p_day) as is_open,
           exists (select from portal.calendar_exception e where e.class_id is not null and p_day between e.valid_from and e.valid_to) as by_class
    from portal.service s cross join portal.school sc
    where s.is_active and sc.is_active and (p_school is null or sc.school_id = p_school)
  ), wished as materialized (
    select distinct on (r.child_id, r.service_id) r.child_id, r.service_id, r.wish, r.tapped_at
    from portal.meal_request r where r.day = p_day
    order by r.child_id, r.service_id, r.tapped_at desc, r.request_id desc
  ), pattern as materialized (
    select distinct on (w.child_id, w.service_id) w.child_id, w.service_id, w.weekdays
    from portal.weekly_pattern w where w.valid_from <= p_day
    order by w.child_id, w.service_id, w.valid_from desc, w.made_at desc, w.pattern_id desc
  ), listed as (
    select p.child_id, o.school_id, p.class_id, coalesce(a.class_id, p.class_id) as eats_in, o.service_id, o.code, o.kind,
           case when o.by_class then portal.is_open(o.service_id, o.school_id, p_day, p.class_id) else o.is_open end as is_open,
           (o.kind <> 'canteen' or g.canteen_weekdays is null or extract(isodow from p_day)::text = any (g.canteen_weekdays))
             and (pt.weekdays is null or extract(isodow from p_day)::int = any (pt.weekdays)) as is_planned,
           nullif(w.wish, 'restore') as wish, case when w.wish <> 'restore' then w.tapped_at end as wish_at,
           a.status, a.detail, a.marked_at, coalesce(a.is_due, false) as is_due
    from opened o
    join portal.placement p on p.school_id = o.school_id and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
    join portal.class_group g on g.class_id = p.class_id
    join portal.enrolment e on e.child_id = p.child_id and e.service_id = o.service_id
      and e.valid_from <= p_day and (e.valid_to is null or e.valid_to >= p_day)
    left join portal.attendance a on a.day = p_day and a.service_id = o.service_id and a.child_id = p.child_id
    left join wished w on w.child_id = p.child_id and w.service_id = o.service_id
    left join pattern pt on pt.child_id = p.child_id and pt.service_id = o.service_id
  )
  select child_id, school_id, class_id, eats_in, service_id, code, kind, is_open, is_planned, wish, wish_at,
         is_open and is_planned and wish is distinct from 'cancel', status, detail, marked_at, is_due
  from listed
$$;
  `)
}

export async function down(_: MigrateDownArgs): Promise<void> {
  throw new Error(
    'Marks that say more than yes or no cannot be told in the former shape: restore a backup instead',
  )
}
