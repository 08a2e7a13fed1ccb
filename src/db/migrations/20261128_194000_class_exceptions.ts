import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: on a day with a trip or a strike of one class anywhere, the calendar was asked once per child: the meals of a town
 * took 1,700 ms to count. Asked once per class that has an exception of its own, they take about 150.
 * Locks: none (one function).
 * Checked: a town with a class on a trip; tests/integration/kitchen, attendance, family and calendar.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- As before, but only the classes that have an exception of their own ask the calendar for themselves.
create or replace function portal.day_list(p_day date, p_school int default null) returns table (
  child_id int, school_id int, class_id int, eats_in int, service_id int, code text, kind text, is_open boolean, is_planned boolean,
  wish text, wish_at timestamptz, is_expected boolean, status text, detail text, marked_at timestamptz, is_due boolean
) language sql stable as $$
  with opened as materialized (
    select s.service_id, s.code, s.kind, sc.school_id, portal.is_open(s.service_id, sc.school_id, p_day) as is_open
    from portal.service s cross join portal.school sc
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
    select g.class_id, g.canteen_weekdays is null or extract(isodow from p_day)::text = any (g.canteen_weekdays) as has_canteen
    from portal.class_group g where p_school is null or g.school_id = p_school
  ), listed as (
    select p.child_id, o.school_id, p.class_id, coalesce(a.class_id, p.class_id) as eats_in, o.service_id, o.code, o.kind,
           coalesce(own.is_open, o.is_open) as is_open,
           (o.kind <> 'canteen' or g.has_canteen)
             and (pt.weekdays is null or extract(isodow from p_day)::int = any (pt.weekdays)) as is_planned,
           nullif(w.wish, 'restore') as wish, case when w.wish <> 'restore' then w.tapped_at end as wish_at,
           a.status, a.detail, a.marked_at, coalesce(a.is_due, false) as is_due
    from opened o
    join portal.placement p on p.school_id = o.school_id and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
    join class_day g on g.class_id = p.class_id
    join portal.enrolment e on e.child_id = p.child_id and e.service_id = o.service_id
      and e.valid_from <= p_day and (e.valid_to is null or e.valid_to >= p_day)
    left join lateral portal.attendance_on(p.child_id, o.service_id, p_day) a on true
    left join opened_for own on own.class_id = p.class_id and own.service_id = o.service_id
    left join wished w on w.child_id = p.child_id and w.service_id = o.service_id
    left join pattern pt on pt.child_id = p.child_id and pt.service_id = o.service_id
  )
  select child_id, school_id, class_id, eats_in, service_id, code, kind, is_open, is_planned, wish, wish_at,
         is_open and is_planned and wish is distinct from 'cancel', status, detail, marked_at, is_due
  from listed
$$;
  `)
}

/** The former text gives the same rows, only later: there is nothing to take back. */
export async function down(_: MigrateDownArgs): Promise<void> {}
