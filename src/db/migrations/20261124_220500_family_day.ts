import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: one definition of a service's calendar, with the holidays computed; a child's days for its family; what a family
 * asks of them, numbered and once; what a closure after the count changed, so that the families concerned are told.
 * Locks: portal.meal_request for an instant (one column more, one less); functions' bodies otherwise.
 * Checked: migrated from empty; tests/integration/family, tests/integration/calendar.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
create or replace view portal.service as
  select id as service_id, code, name, kind::text as kind, pricing::text as pricing, cutoff_time,
         top_up_min_cents::bigint as top_up_min_cents, top_up_max_cents::bigint as top_up_max_cents,
         transfer_category, iban, coalesce(active, true) as is_active, provider,
         grace_minutes::int as grace_minutes, after_cutoff::text as after_cutoff, excuse_until, contest_days::int as contest_days
  from public.services;

-- The calendar ---------------------------------------------------------------------------------------

create or replace view portal.service_calendar as
  select c.id as calendar_id, c.service_id, c.school_id, portal.day_of(c.valid_from) as valid_from,
         portal.day_of(c.valid_to) as valid_to,
         (select array_agg(w.value::text::int) from public.service_calendars_weekdays w where w.parent_id = c.id) as weekdays,
         coalesce(c.on_holidays, false) as on_holidays
  from public.service_calendars c;

create or replace view portal.calendar_exception as
  select id as exception_id, effect = 'open' as is_open, reason::text as reason, note, service_id, school_id,
         portal.day_of(valid_from) as valid_from,
         coalesce(portal.day_of(valid_to), portal.day_of(valid_from)) as valid_to, class_id,
         coalesce(packed_lunch, false) as is_packed_lunch
  from public.calendar_exceptions;

-- The national holidays: on a day of the year or so many days after Easter Sunday, and since when (law 260/1949 and
-- later ones).
create table portal.holiday_rule (
  name text primary key,
  month int, day int, after_easter int,
  since_year int not null default 1950,
  check (case when after_easter is null then month is not null and day is not null else month is null and day is null end)
);
insert into portal.holiday_rule (name, month, day, after_easter, since_year) values
  ('Capodanno', 1, 1, null, 1950), ('Epifania', 1, 6, null, 1986), ('Pasqua', null, null, 0, 1950),
  ('Lunedì dell’Angelo', null, null, 1, 1950), ('Festa della Liberazione', 4, 25, null, 1950),
  ('Festa del Lavoro', 5, 1, null, 1950), ('Festa della Repubblica', 6, 2, null, 2001), ('Ferragosto', 8, 15, null, 1950),
  ('San Francesco d’Assisi', 10, 4, null, 2026), ('Ognissanti', 11, 1, null, 1950),
  ('Immacolata Concezione', 12, 8, null, 1950), ('Natale', 12, 25, null, 1950), ('Santo Stefano', 12, 26, null, 1950);

-- Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
create function portal.easter_of(p_year int) returns date language plpgsql immutable parallel safe as $$
declare
  a int := p_year % 19; b int := p_year / 100; c int := p_year % 100;
  d int := (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  e int := (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
  f int := d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
begin
  return make_date(p_year, f / 31, f % 31 + 1);
end $$;

-- The holiday that a day is, the nation's or the patron's; null on the others.
create function portal.holiday_on(p_day date) returns text language sql stable as $$
  select coalesce(
    (select r.name from portal.holiday_rule r
     where extract(year from p_day) >= r.since_year and case when r.after_easter is null
       then r.month = extract(month from p_day) and r.day = extract(day from p_day)
       -- Easter falls from 22 March to 25 April: on other days it is not looked for.
       else extract(month from p_day) in (3, 4) and p_day - r.after_easter = portal.easter_of(extract(year from p_day)::int) end
     limit 1),
    (select coalesce(nullif(s.patron_name, ''), 'Festa del patrono') from public.site_settings s
     where s.patron_day = to_char(p_day, 'DD/MM') limit 1))
$$;

-- What the calendar says of a service on a day in a school, and of a class of it when one is named. An exception wins
-- over all, the more particular over the more general, the newer over the older; then holidays are closed, unless the
-- calendar holds on them too; a school's own calendar replaces the general one. The note says why it is closed, or what
-- is different.
create function portal.calendar_day(p_service int, p_school int, p_day date, p_class int default null)
  returns table (is_open boolean, reason text, note text, is_packed_lunch boolean) language sql stable as $$
  select coalesce(e.is_open, c.is_running and h.name is null, false),
         case when h.name is not null then 'holiday' else e.reason end, coalesce(e.note, h.name), coalesce(e.is_packed_lunch, false)
  from (values (1)) as one (one)
  left join lateral (
    select x.effect = 'open' as is_open, x.reason::text as reason, x.note, coalesce(x.packed_lunch, false) as is_packed_lunch
    from public.calendar_exceptions x
    where (x.service_id is null or x.service_id = p_service) and (x.school_id is null or x.school_id = p_school)
      and (x.class_id is null or x.class_id = p_class)
      and portal.day_of(x.valid_from) <= p_day and coalesce(portal.day_of(x.valid_to), portal.day_of(x.valid_from)) >= p_day
    order by (x.class_id is not null) desc, (x.school_id is not null) desc, (x.service_id is not null) desc, x.id desc limit 1
  ) e on true
  left join lateral (
    select exists (select from public.service_calendars_weekdays w
                   where w.parent_id = k.id and w.value::text = extract(isodow from p_day)::text) as is_running,
           coalesce(k.on_holidays, false) as on_holidays
    from public.service_calendars k
    where k.service_id = p_service and (k.school_id is null or k.school_id = p_school)
      and portal.day_of(k.valid_from) <= p_day and (k.valid_to is null or portal.day_of(k.valid_to) >= p_day)
    order by (k.school_id is not null) desc, k.valid_from desc, k.id desc limit 1
  ) c on e.is_open is null
  left join lateral (
    select case when e.is_open is null and not coalesce(c.on_holidays, false) then portal.holiday_on(p_day) end as name
  ) h on true
$$;

create or replace function portal.is_open(p_service int, p_school int, p_day date, p_class int default null)
  returns boolean language sql stable as $$
  select d.is_open from portal.calendar_day(p_service, p_school, p_day, p_class) d
$$;

-- What a closure or an opening changed of what was counted, line by line of the ledger: whom to tell of it.
create table portal.calendar_effect (
  act_id uuid not null,                    -- one change of the calendar
  child_id int not null,
  service_id int not null,
  day date not null,
  cents bigint not null,                   -- given back when positive
  note text not null,
  at timestamptz not null,
  primary key (act_id, child_id, service_id, day)
);
create trigger append_only before update or delete or truncate on portal.calendar_effect
  for each statement execute function portal.refuse_change();

-- Makes attendance and ledger follow a change of the calendar up to today, whoever wrote it, in its transaction; the
-- families concerned are told by a job of the same transaction. What is right already moves nothing and tells nobody.
create function portal.follow_calendar(p_service int, p_school int, p_from date, p_to date, p_note text, p_act uuid)
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
  if p_to >= v_today then perform pg_notify('portal_attendance', v_today::text); end if;
end $$;

create or replace function portal.apply_calendar() returns trigger language plpgsql as $$
declare v_act uuid := gen_random_uuid();
begin
  perform portal.follow_calendar(period.service_id, period.school_id, portal.day_of(period.valid_from),
    coalesce(portal.day_of(period.valid_to), portal.day_of(period.valid_from)), coalesce(new.note, old.note), v_act)
  from (select old.service_id, old.school_id, old.valid_from, old.valid_to where old.id is not null
        union select new.service_id, new.school_id, new.valid_from, new.valid_to where new.id is not null) period;
  return null;
end $$;

-- The patron's day of this year, when it is set or changed.
create function portal.apply_patron() returns trigger language plpgsql as $$
declare v_act uuid := gen_random_uuid(); v_year text := extract(year from portal.day_of(now()))::text;
begin
  perform portal.follow_calendar(null, null, changed.day, changed.day, coalesce(nullif(new.patron_name, ''), 'Festa del patrono'), v_act)
  from (select to_date(day_month || '/' || v_year, 'DD/MM/YYYY') as day
        from unnest(array[old.patron_day, new.patron_day]) day_month where nullif(day_month, '') is not null) changed;
  return null;
end $$;
create trigger apply_patron after update on public.site_settings for each row
  when (old.patron_day is distinct from new.patron_day) execute function portal.apply_patron();
  `)
  await db.execute(sql`
-- A child's days, and what its family asks of them ------------------------------------------------

-- What a family asks of one day, of several, or of the weeks to come: the number is the confirmation that it reads.
create table portal.family_act (
  act_id uuid primary key,                 -- made with the form
  number bigint generated always as identity unique,
  account_id int not null references portal.account (account_id),
  child_id int not null references public.children (id),
  service_id int not null references public.services (id),
  kind text not null check (kind in ('cancel', 'light', 'restore', 'pattern')),
  first_day date not null,
  last_day date,                           -- none for a pattern: until the next one
  weekdays int[] check (weekdays <@ '{1,2,3,4,5,6,7}'),
  days int,                                -- how many days of them it changed
  tapped_at timestamptz not null,
  received_at timestamptz not null,
  check (case when kind = 'pattern' then last_day is null and weekdays is not null and days is null
              else last_day >= first_day and weekdays is null and days > 0 end)
);
create index family_act_of_child on portal.family_act (child_id, number desc);
create trigger append_only before update or delete or truncate on portal.family_act
  for each statement execute function portal.refuse_change();

-- Every request of a day comes with its act, which has the number.
alter table portal.meal_request drop column number, add column act_id uuid references portal.family_act (act_id);

-- The days of a child for its family: those of portal.day_list, which asks of one day and all children; a test compares
-- the two. Only days on which the child is enrolled and placed; on the day of a move, in the new class.
create function portal.child_days(p_child int, p_from date, p_to date, p_service int default null) returns table (
  day date, service_id int, school_id int, class_id int, is_open boolean, note text, is_packed_lunch boolean, is_planned boolean,
  wish text, wish_at timestamptz, wish_act uuid, is_expected boolean, status text, marked_at timestamptz, cutoff_at timestamptz
) language sql stable as $$
  select d.day, s.service_id, p.school_id, p.class_id, c.is_open, c.note, c.is_packed_lunch, planned.is_planned,
         nullif(w.wish, 'restore'), case when w.wish <> 'restore' then w.tapped_at end, case when w.wish <> 'restore' then w.act_id end,
         c.is_open and planned.is_planned and w.wish is distinct from 'cancel', a.status, a.marked_at,
         portal.cutoff_at(s.service_id, p.school_id, d.day)
  from (select p_from + n as day from generate_series(0, p_to - p_from) n) d
  join portal.enrolment e on e.child_id = p_child and (p_service is null or e.service_id = p_service)
    and e.valid_from <= d.day and (e.valid_to is null or e.valid_to >= d.day)
  join portal.service s on s.service_id = e.service_id and s.is_active
  join lateral (
    select q.school_id, q.class_id from portal.placement q join portal.school sc on sc.school_id = q.school_id and sc.is_active
    where q.child_id = p_child and q.valid_from <= d.day and (q.valid_to is null or q.valid_to >= d.day)
    order by q.valid_from desc limit 1) p on true
  join portal.class_group g on g.class_id = p.class_id
  cross join lateral portal.calendar_day(s.service_id, p.school_id, d.day, p.class_id) c
  left join lateral portal.attendance_on(p_child, s.service_id, d.day) a on true
  left join lateral (
    select r.wish, r.tapped_at, r.act_id from portal.meal_request r
    where r.day = d.day and r.child_id = p_child and r.service_id = s.service_id
    order by r.tapped_at desc, r.request_id desc limit 1) w on true
  left join lateral (
    select k.weekdays from portal.weekly_pattern k
    where k.child_id = p_child and k.service_id = s.service_id and k.valid_from <= d.day
    order by k.valid_from desc, k.made_at desc, k.pattern_id desc limit 1) pt on true
  cross join lateral (select (s.kind <> 'canteen' or g.canteen_weekdays is null or extract(isodow from d.day)::text = any (g.canteen_weekdays))
    and (pt.weekdays is null or extract(isodow from d.day)::int = any (pt.weekdays)) as is_planned) planned
$$;

-- How long after the cut-off a request still counts that was tapped before it: the time it takes to send it.
create function portal.tap_grace() returns interval language sql immutable parallel safe as $$ select interval '60 seconds' $$;

-- Asks the same for all days of a period that it concerns, in one statement, and answers one row.
--   outcome  asked; again (this very act is there); reused (its key is, with something else); or nothing was changed:
--            late (past the cut-off), unchanged (asked already), notPlanned, closed
--   days     how many days it changed; late_days how many it would have, in time
-- In time is what was tapped until the cut-off and came within a minute of it: a phone's word of when it was tapped can
-- gain no more. The child's wallet is locked first, as marks do: requests of one child come one after the other.
create function portal.ask_meals(
  p_act uuid, p_account int, p_child int, p_service int, p_kind text, p_from date, p_to date, p_tapped timestamptz, p_now timestamptz
) returns table (outcome text, number bigint, days int, late_days int)
language plpgsql as $$
#variable_conflict use_column
declare v_act portal.family_act; v_open int; v_planned int; v_wanted int; v_days date[];
begin
  perform from portal.wallet w where w.child_id = p_child and w.service_id = p_service for no key update;

  select count(*) filter (where d.is_open), count(*) filter (where d.is_open and d.is_planned), count(*) filter (where t.is_wanted),
         coalesce(array_agg(d.day) filter (where t.is_wanted and p_tapped <= d.cutoff_at and p_now <= d.cutoff_at + portal.tap_grace()), '{}')
    into v_open, v_planned, v_wanted, v_days
    from portal.child_days(p_child, p_from, p_to, p_service) d
    cross join lateral (select d.is_open and d.is_planned
      and case when p_kind = 'restore' then d.wish is not null else d.wish is distinct from p_kind end as is_wanted) t;

  if cardinality(v_days) > 0 and not exists (select from portal.family_act a where a.act_id = p_act) then
    insert into portal.family_act (act_id, account_id, child_id, service_id, kind, first_day, last_day, days, tapped_at, received_at)
      values (p_act, p_account, p_child, p_service, p_kind, p_from, p_to, cardinality(v_days), p_tapped, p_now)
      on conflict do nothing returning * into v_act;
    if found then
      insert into portal.meal_request (request_id, act_id, child_id, service_id, day, wish, account_id, tapped_at, received_at)
        select md5(p_act::text || asked.day)::uuid, p_act, p_child, p_service, asked.day, p_kind, p_account, p_tapped, p_now
        from unnest(v_days) as asked (day);
      return query select 'asked', v_act.number, v_act.days, v_wanted - v_act.days;
      return;
    end if;
  end if;

  select * into v_act from portal.family_act a where a.act_id = p_act;
  if found then
    return query select case when (v_act.account_id, v_act.child_id, v_act.service_id, v_act.kind, v_act.first_day, v_act.last_day)
      = (p_account, p_child, p_service, p_kind, p_from, p_to) then 'again' else 'reused' end, v_act.number, v_act.days, 0;
  else
    return query select case when v_wanted > 0 then 'late' when v_planned > 0 then 'unchanged' when v_open > 0 then 'notPlanned' else 'closed' end,
      null::bigint, 0, v_wanted;
  end if;
end $$;

-- The weekdays of a child from a day on, under a number; answers as portal.ask_meals does: asked, again, reused or late.
create function portal.ask_pattern(
  p_act uuid, p_account int, p_child int, p_service int, p_from date, p_weekdays int[], p_now timestamptz
) returns table (outcome text, number bigint)
language plpgsql as $$
#variable_conflict use_column
declare v_act portal.family_act; v_today date := portal.day_of(p_now);
begin
  perform from portal.wallet w where w.child_id = p_child and w.service_id = p_service for no key update;
  select * into v_act from portal.family_act a where a.act_id = p_act;
  if not found and (p_from > v_today or p_from = v_today and p_now <= (
      select portal.cutoff_at(p_service, p.school_id, v_today) from portal.placement p
      where p.child_id = p_child and p.valid_from <= v_today and (p.valid_to is null or p.valid_to >= v_today)
      order by p.valid_from desc limit 1)) then
    insert into portal.family_act (act_id, account_id, child_id, service_id, kind, first_day, weekdays, tapped_at, received_at)
      values (p_act, p_account, p_child, p_service, 'pattern', p_from, p_weekdays, p_now, p_now)
      on conflict do nothing returning * into v_act;
    if found then
      insert into portal.weekly_pattern (pattern_id, child_id, service_id, weekdays, valid_from, account_id, made_at)
        values (p_act, p_child, p_service, p_weekdays, p_from, p_account, p_now);
      return query select 'asked', v_act.number;
      return;
    end if;
    select * into v_act from portal.family_act a where a.act_id = p_act;
  end if;
  return query select case when v_act.act_id is null then 'late'
    when (v_act.account_id, v_act.child_id, v_act.service_id, v_act.kind, v_act.first_day, v_act.weekdays)
       = (p_account, p_child, p_service, 'pattern', p_from, p_weekdays) then 'again' else 'reused' end, v_act.number;
end $$;
  `)
}

export async function down(_: MigrateDownArgs): Promise<void> {
  throw new Error('What families asked cannot be told in the former shape: restore a backup instead')
}
