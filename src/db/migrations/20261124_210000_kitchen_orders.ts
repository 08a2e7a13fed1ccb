import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what a kitchen has to cook, by meal, diet and adult, counted in one place for the board, the order and the
 * labels; orders frozen at the cut-off in versions that nobody can change, and who took note of them; alarms for
 * classes that have not sent.
 * Locks: none (new tables, functions and one view; portal.day_list stays what it was when this is taken back).
 * Checked: migrated from empty; tests/integration/kitchen.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- As before, but the weekdays of a class are read once per class instead of twice per child.
create or replace function portal.day_list(p_day date, p_school int default null) returns table (
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
  ), class_day as materialized (
    select g.class_id, g.canteen_weekdays is null or extract(isodow from p_day)::text = any (g.canteen_weekdays) as has_canteen
    from portal.class_group g where p_school is null or g.school_id = p_school
  ), listed as (
    select p.child_id, o.school_id, p.class_id, coalesce(a.class_id, p.class_id) as eats_in, o.service_id, o.code, o.kind,
           case when o.by_class then portal.is_open(o.service_id, o.school_id, p_day, p.class_id) else o.is_open end as is_open,
           (o.kind <> 'canteen' or g.has_canteen)
             and (pt.weekdays is null or extract(isodow from p_day)::int = any (pt.weekdays)) as is_planned,
           nullif(w.wish, 'restore') as wish, case when w.wish <> 'restore' then w.tapped_at end as wish_at,
           a.status, a.detail, a.marked_at, coalesce(a.is_due, false) as is_due
    from opened o
    join portal.placement p on p.school_id = o.school_id and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
    join class_day g on g.class_id = p.class_id
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

create view portal.staff_name as select id as staff_id, name from public.staff;

-- The meal of each child on a day, where the service is open for its class.
--   class_id  where the child eats
--   state     counted (marked present), absent, missing (awaited, not marked yet), cancelled (by the family, not marked present)
--   meal      standard, light, or unresolved: a diet is being examined or ran out, and nobody can say what to serve
--   variant   codes of its special diets, joined by +; empty without
-- Without nested loops: the statistics do not know today's marks, and a plan for a handful of them reads all of them
-- once per child.
create function portal.meal_list(p_day date) returns table (
  child_id int, school_id int, class_id int, service_id int, state text, meal text, variant text, label text
) language sql stable set enable_nestloop = off set jit = off as $$
  with diet as materialized (
    select cd.child_id, bool_or(cd.kind = 'light') as is_light,
           string_agg(distinct d.code, '+' order by d.code) filter (where cd.kind <> 'light') as codes,
           string_agg(distinct d.label, ', ' order by d.label) filter (where cd.kind <> 'light') as labels
    from public.child_diets cd join public.diets d on d.id = cd.diet_id
    where cd.state = 'active' and portal.day_of(cd.valid_from) <= p_day and (cd.valid_to is null or portal.day_of(cd.valid_to) >= p_day)
    group by cd.child_id
  ), unresolved as materialized (
    select u.child_id, true as is_unresolved from portal.unresolved_diets(p_day) u
  )
  select l.child_id, l.school_id, l.eats_in, l.service_id,
         case when l.status = 'present' then 'counted' when not l.is_expected then 'cancelled'
              when l.status = 'absent' then 'absent' else 'missing' end,
         case when u.is_unresolved then 'unresolved'
              when d.is_light or l.wish = 'light' or l.detail = 'lightMeal' then 'light' else 'standard' end,
         coalesce(d.codes, ''), coalesce(d.labels, '')
  from portal.day_list(p_day) l
  left join diet d on d.child_id = l.child_id
  left join unresolved u on u.child_id = l.child_id
  where l.kind in ('canteen', 'nursery') and l.is_open
    and (l.is_expected or l.status = 'present' or l.is_planned and l.wish = 'cancel')
$$;

-- What a class usually eats, worked out once a day from the weeks before.
--   ratio  present among the marked, in the last four weeks
--   usual  the median of the present on the last four days of the same weekday
create table portal.meal_baseline (
  day date not null,
  service_id int not null,
  class_id int not null,
  ratio numeric(4, 3) not null check (ratio between 0 and 1),
  usual int,
  primary key (day, service_id, class_id)
);

-- Works out the baseline of a day, unless it is there; forgets those of two months ago.
create function portal.prepare_baseline(p_day date) returns void language plpgsql as $$
begin
  if exists (select from portal.meal_baseline where day = p_day) then return; end if;
  delete from portal.meal_baseline where day < p_day - 60;
  insert into portal.meal_baseline (day, service_id, class_id, ratio, usual)
  with counted as materialized (
    select a.day, a.service_id, coalesce(a.class_id, p.class_id) as class_id, count(*) as marked,
           count(*) filter (where a.status = 'present') as present
    from portal.attendance a
    join portal.service s on s.service_id = a.service_id and s.kind in ('canteen', 'nursery')
    join portal.placement p on p.child_id = a.child_id and p.school_id = a.school_id
      and p.valid_from <= a.day and (p.valid_to is null or p.valid_to >= a.day)
    where a.day >= p_day - 56 and a.day < p_day
    group by 1, 2, 3
    having count(*) filter (where a.status = 'present') > 0   -- a class on a trip says nothing of the other days
  ), same_weekday as (
    select c.*, row_number() over (partition by c.service_id, c.class_id order by c.day desc) as place
    from counted c where extract(isodow from c.day) = extract(isodow from p_day)
  ), usual as (
    select service_id, class_id, percentile_disc(0.5) within group (order by present) as usual
    from same_weekday where place <= 4 group by 1, 2
  )
  select p_day, c.service_id, c.class_id, sum(c.present)::numeric / sum(c.marked), min(u.usual)::int
  from counted c left join usual u using (service_id, class_id)
  where c.day >= p_day - 28
  group by c.service_id, c.class_id
  on conflict do nothing;
end $$;

-- What to cook on a day: one row per school, class, service, meal and variant; of adults the variant is their kind.
--   quantity      meals to cook: those counted and those awaited. A class that has sent nothing is estimated by what it
--                 usually eats, the standard meals only: a special tray is cooked for whoever may come.
--   is_estimated  part of the quantity was not marked by anybody yet
--   usual         of the class, whatever the meal
create function portal.meal_count(p_day date) returns table (
  school_id int, class_id int, service_id int, meal text, variant text, label text, expected int, counted int, absent int,
  missing int, cancelled int, quantity int, is_estimated boolean, usual int
) language sql stable set enable_nestloop = off set jit = off as $$
  with child as (
    select m.school_id, m.class_id, m.service_id, m.meal, m.variant, min(m.label) as label,
           (count(*) filter (where m.state <> 'cancelled'))::int as expected,
           (count(*) filter (where m.state = 'counted'))::int as counted,
           (count(*) filter (where m.state = 'absent'))::int as absent,
           (count(*) filter (where m.state = 'missing'))::int as missing,
           (count(*) filter (where m.state = 'cancelled'))::int as cancelled
    from portal.meal_list(p_day) m group by 1, 2, 3, 4, 5
  ), judged as (
    select c.*, b.ratio, b.usual,
           sum(c.counted + c.absent) over (partition by c.school_id, c.class_id, c.service_id) as answered
    from child c
    left join portal.meal_baseline b on b.day = p_day and b.service_id = c.service_id and b.class_id = c.class_id
  )
  select j.school_id, j.class_id, j.service_id, j.meal, j.variant, j.label, j.expected, j.counted, j.absent, j.missing, j.cancelled,
         j.counted + case when j.answered = 0 and j.meal = 'standard' and j.variant = ''
                          then ceil(j.missing * coalesce(j.ratio, 1))::int else j.missing end,
         j.missing > 0, j.usual
  from judged j
  union all
  select a.school_id, a.class_id, a.service_id, 'adult', a.kind, '', 0, a.count, 0, 0, 0, a.count, false, null
  from portal.adult_meals(p_day) a
  where a.count > 0 and portal.is_open(a.service_id, a.school_id, p_day, a.class_id)
$$;
  `)
  await db.execute(sql`
-- Orders ---------------------------------------------------------------------------------------------

-- What a kitchen was told to cook for a service on a day; without a kitchen, for the schools that have none. The latest
-- version holds, the earlier ones say what was known when.
create table portal.kitchen_order (
  order_id int generated always as identity primary key,
  kitchen_id int references public.kitchens (id),
  service_id int not null references public.services (id),
  day date not null,
  version int not null check (version > 0),
  made_at timestamptz not null,
  unique nulls not distinct (day, service_id, kitchen_id, version)
);
create table portal.kitchen_order_line (
  order_id int not null references portal.kitchen_order,
  school_id int not null references public.schools (id),
  class_id int not null references public.classes (id),
  meal text not null check (meal in ('standard', 'light', 'unresolved', 'adult')),
  variant text not null,
  quantity int not null check (quantity > 0),
  is_estimated boolean not null,
  primary key (order_id, school_id, class_id, meal, variant)
);
-- Who in the kitchen took note of a version, the first one to do so.
create table portal.kitchen_order_ack (
  order_id int primary key references portal.kitchen_order,
  staff_id int not null,
  at timestamptz not null
);
create trigger append_only before update or delete or truncate on portal.kitchen_order
  for each statement execute function portal.refuse_change();
create trigger append_only before update or delete or truncate on portal.kitchen_order_line
  for each statement execute function portal.refuse_change();
create trigger append_only before update or delete or truncate on portal.kitchen_order_ack
  for each statement execute function portal.refuse_change();

-- Freezes what is to cook in every school whose cut-off is past, or that was in an order of the day already, and makes a
-- new version of each order whose quantities changed. Again, or at the same time elsewhere, it makes none: one at a time
-- per day, and whoever comes after sees what the one before wrote.
create function portal.freeze_orders(p_day date, p_now timestamptz) returns table (order_id int)
  language plpgsql as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(7283003, p_day - date '2000-01-01');
  return query
  with latest as materialized (
    select distinct on (o.service_id, o.kitchen_id) o.order_id, o.service_id, o.kitchen_id, o.version
    from portal.kitchen_order o where o.day = p_day
    order by o.service_id, o.kitchen_id, o.version desc
  ), ordered as materialized (
    select o.service_id, o.kitchen_id, l.school_id, l.class_id, l.meal, l.variant, l.quantity
    from latest o join portal.kitchen_order_line l using (order_id)
  ), frozen as materialized (
    select s.service_id, c.school_id, c.kitchen_id
    from portal.service s cross join portal.school c
    where s.kind in ('canteen', 'nursery')
      and (portal.cutoff_at(s.service_id, c.school_id, p_day) <= p_now
        or exists (select from portal.kitchen_order o join portal.kitchen_order_line l using (order_id)
                   where o.day = p_day and o.service_id = s.service_id and l.school_id = c.school_id))
  ), cooked as materialized (
    select f.service_id, f.kitchen_id, m.school_id, m.class_id, m.meal, m.variant, m.quantity, m.is_estimated
    from portal.meal_count(p_day) m join frozen f using (service_id, school_id)
    where m.quantity > 0
  ), told as (
    select service_id, kitchen_id, school_id, class_id, meal, variant, quantity from cooked
  ), changed as (
    select service_id, kitchen_id from ((table told except table ordered) union (table ordered except table told)) difference
    group by service_id, kitchen_id
  ), made as (
    insert into portal.kitchen_order (kitchen_id, service_id, day, version, made_at)
    select c.kitchen_id, c.service_id, p_day, coalesce(l.version, 0) + 1, p_now
    from changed c left join latest l on l.service_id = c.service_id and l.kitchen_id is not distinct from c.kitchen_id
    order by c.service_id, c.kitchen_id
    returning order_id, kitchen_id, service_id
  ), lines as (
    insert into portal.kitchen_order_line (order_id, school_id, class_id, meal, variant, quantity, is_estimated)
    select m.order_id, c.school_id, c.class_id, c.meal, c.variant, c.quantity, c.is_estimated
    from made m join cooked c on c.service_id = m.service_id and c.kitchen_id is not distinct from m.kitchen_id
  )
  select m.order_id from made m;
end $$;

-- Alarms ---------------------------------------------------------------------------------------------

-- That classes of a school had not sent: shortly before the cut-off, and at it. Once per school, service and moment.
create table portal.count_alarm (
  day date not null,
  school_id int not null references public.schools (id),
  service_id int not null references public.services (id),
  moment text not null check (moment in ('soon', 'due')),
  cutoff_at timestamptz not null,
  class_ids int[] not null,
  raised_at timestamptz not null,
  primary key (day, school_id, service_id, moment)
);
create trigger append_only before update or delete or truncate on portal.count_alarm
  for each statement execute function portal.refuse_change();

-- Raises what is due now and was not raised yet. An extension of the day silences its schools: their tablets cannot
-- send. An hour after the cut-off it is too late to chase anybody.
create function portal.raise_alarms(p_day date, p_now timestamptz) returns table (
  school_id int, service_id int, moment text, cutoff_at timestamptz, class_ids int[]
) language sql as $$
  with awaited as materialized (
    select s.service_id, c.school_id, hour.cutoff_at, case when hour.cutoff_at <= p_now then 'due' else 'soon' end as moment
    from portal.service s cross join portal.school c
    cross join lateral (select portal.cutoff_at(s.service_id, c.school_id, p_day) as cutoff_at) hour
    where s.is_active and c.is_active and s.kind in ('canteen', 'nursery')
      and p_now >= hour.cutoff_at - interval '15 minutes' and p_now < hour.cutoff_at + interval '1 hour'
      and not exists (select from portal.cutoff_extension e where e.day = p_day and (e.school_id is null or e.school_id = c.school_id))
      and not exists (select from portal.count_alarm a where a.day = p_day and a.school_id = c.school_id
        and a.service_id = s.service_id and a.moment = case when hour.cutoff_at <= p_now then 'due' else 'soon' end)
  ), late as (
    select m.school_id, m.service_id, array_agg(distinct m.class_id order by m.class_id) as class_ids
    -- Not even asked while nothing is awaited, which is nearly always.
    from (select p_day as day where exists (select from awaited)) asked cross join lateral portal.meal_count(asked.day) m
    where m.missing > 0 group by m.school_id, m.service_id
  )
  insert into portal.count_alarm as raised (day, school_id, service_id, moment, cutoff_at, class_ids, raised_at)
  select p_day, a.school_id, a.service_id, a.moment, a.cutoff_at, late.class_ids, p_now
  from awaited a join late using (school_id, service_id)
  order by a.school_id, a.service_id
  on conflict do nothing
  returning raised.school_id, raised.service_id, raised.moment, raised.cutoff_at, raised.class_ids
$$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop function portal.raise_alarms(date, timestamptz);
    drop table portal.count_alarm;
    drop function portal.freeze_orders(date, timestamptz);
    drop table portal.kitchen_order_ack;
    drop table portal.kitchen_order_line;
    drop table portal.kitchen_order;
    drop function portal.meal_count(date);
    drop function portal.prepare_baseline(date);
    drop table portal.meal_baseline;
    drop function portal.meal_list(date);
    drop view portal.staff_name;
  `)
}
