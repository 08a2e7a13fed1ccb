import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: adults who go with a class on a trip eat a packed lunch too; and the meals of a town take a third less time to count:
 * what held it up were 12,000 changes of time zone and a calendar asked once per school instead of in the same statement.
 * Locks: portal.kitchen_order_line while its check is made again (a second for a million rows); functions' bodies.
 * Checked: tests/integration/kitchen, attendance, family and calendar; npm run bench -- kitchen.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- As before, the same rows sooner.
create or replace function portal.day_list(p_day date, p_school int default null) returns table (
  child_id int, school_id int, class_id int, eats_in int, service_id int, code text, kind text, is_open boolean, is_planned boolean,
  wish text, wish_at timestamptz, is_expected boolean, status text, detail text, marked_at timestamptz, is_due boolean
) language sql stable as $$
  with opened as materialized (
    select s.service_id, s.code, s.kind, sc.school_id, d.is_open
    from portal.service s cross join portal.school sc
    cross join lateral portal.calendar_day(s.service_id, sc.school_id, p_day) d
    where s.is_active and sc.is_active and (p_school is null or sc.school_id = p_school)
  ), opened_for as materialized (
    select x.class_id, o.service_id, portal.is_open(o.service_id, o.school_id, p_day, x.class_id) as is_open
    from (select distinct e.class_id from portal.calendar_exception e
          where e.class_id is not null and p_day between e.valid_from and e.valid_to) x
    join portal.class_group g using (class_id) join opened o on o.school_id = g.school_id
  ), wished as materialized (
    select distinct on (r.child_id, r.service_id) r.child_id, r.service_id, r.wish, r.tapped_at
    from portal.meal_request r where r.day = p_day
    order by r.child_id, r.service_id, r.tapped_at desc, r.request_id desc
  ), pattern as materialized (
    select distinct on (w.child_id, w.service_id) w.child_id, w.service_id, w.weekdays
    from portal.weekly_pattern w where w.valid_from <= p_day
    order by w.child_id, w.service_id, w.valid_from desc, w.made_at desc, w.pattern_id desc
  ), class_day as materialized (
    select g.class_id, g.school_id, g.canteen_weekdays is null or extract(isodow from p_day)::text = any (g.canteen_weekdays) as has_canteen
    from portal.class_group g where p_school is null or g.school_id = p_school
  ), entitled as materialized (
    -- By instants, which cost nothing to compare, and on its own: the planner expects few rows of both tables.
    select p.child_id, p.class_id, g.school_id, g.has_canteen, e.service_id
    from class_day g
    join public.placements p on p.class_id = g.class_id and p.valid_from < (select portal.in_rome(p_day + 1, '00:00'))
      and (p.valid_to is null or p.valid_to >= (select portal.in_rome(p_day, '00:00')))
    join public.enrolments e on e.child_id = p.child_id and e.valid_from < (select portal.in_rome(p_day + 1, '00:00'))
      and (e.valid_to is null or e.valid_to >= (select portal.in_rome(p_day, '00:00')))
  ), listed as (
    select p.child_id, o.school_id, p.class_id, coalesce(a.class_id, p.class_id) as eats_in, o.service_id, o.code, o.kind,
           coalesce(own.is_open, o.is_open) as is_open,
           (o.kind <> 'canteen' or p.has_canteen)
             and (pt.weekdays is null or extract(isodow from p_day)::int = any (pt.weekdays)) as is_planned,
           nullif(w.wish, 'restore') as wish, case when w.wish <> 'restore' then w.tapped_at end as wish_at,
           a.status, a.detail, a.marked_at, coalesce(a.is_due, false) as is_due
    from entitled p
    join opened o on o.school_id = p.school_id and o.service_id = p.service_id
    left join lateral portal.attendance_on(p.child_id, o.service_id, p_day) a on true
    left join opened_for own on own.class_id = p.class_id and own.service_id = o.service_id
    left join wished w on w.child_id = p.child_id and w.service_id = o.service_id
    left join pattern pt on pt.child_id = p.child_id and pt.service_id = o.service_id
  )
  select child_id, school_id, class_id, eats_in, service_id, code, kind, is_open, is_planned, wish, wish_at,
         is_open and is_planned and wish is distinct from 'cancel', status, detail, marked_at, is_due
  from listed
$$;

alter table portal.kitchen_order_line drop constraint kitchen_order_line_meal_check,
  add constraint kitchen_order_line_meal_check check (meal in ('standard', 'light', 'packed', 'unresolved', 'adult', 'packedAdult'));

-- As before, and packedAdult: adults of a class that is out with a packed lunch; the variant is their kind.
create or replace function portal.meal_count(p_day date) returns table (
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
  select a.school_id, a.class_id, a.service_id, case when d.is_packed_lunch then 'packedAdult' else 'adult' end, a.kind, '',
         0, a.count, 0, 0, 0, a.count, false, null
  from portal.adult_meals(p_day) a
  cross join lateral portal.calendar_day(a.service_id, a.school_id, p_day, a.class_id) d
  where a.count > 0 and d.is_open
$$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
-- Orders that were frozen keep their packed lunches, so the wider check stays; portal.day_list gives the same rows as before.
create or replace function portal.meal_count(p_day date) returns table (
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
}
