import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a class on a trip with a packed lunch is out of the dining room: the kitchen reads its packed lunches apart, with the
 * special diets, and knows some days before of which classes.
 * Locks: portal.kitchen_order_line while its check is made again (a second for a million rows); functions' bodies.
 * Checked: migrated from empty; tests/integration/kitchen/trips.test.ts; npm run bench -- kitchen.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table portal.kitchen_order_line drop constraint kitchen_order_line_meal_check,
  add constraint kitchen_order_line_meal_check check (meal in ('standard', 'light', 'packed', 'unresolved', 'adult'));

-- The classes that eat a packed lunch on a day. Asked of the exceptions that say so, few or none, then of the calendar:
-- another exception may be more particular.
create function portal.packed_classes(p_day date) returns table (class_id int, school_id int, service_id int)
  language sql stable as $$
  select distinct g.class_id, g.school_id, s.service_id
  from portal.calendar_exception e
  join portal.class_group g on (e.class_id is null or e.class_id = g.class_id) and (e.school_id is null or e.school_id = g.school_id)
  join portal.service s on (e.service_id is null or e.service_id = s.service_id) and s.is_active and s.kind in ('canteen', 'nursery')
  cross join lateral portal.calendar_day(s.service_id, g.school_id, p_day, g.class_id) d
  where e.is_packed_lunch and p_day between e.valid_from and e.valid_to and d.is_open and d.is_packed_lunch
$$;

-- As before, and packed: the child eats with a class that is out with a packed lunch. A light one says so in its variant.
create or replace function portal.meal_list(p_day date) returns table (
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
  ), packed as materialized (
    select c.class_id, c.service_id, true as is_packed from portal.packed_classes(p_day) c
  )
  select l.child_id, l.school_id, l.eats_in, l.service_id,
         case when l.status = 'present' then 'counted' when not l.is_expected then 'cancelled'
              when l.status = 'absent' then 'absent' else 'missing' end,
         case when u.is_unresolved then 'unresolved' when p.is_packed then 'packed' when w.is_light then 'light' else 'standard' end,
         concat_ws('+', d.codes, case when p.is_packed and w.is_light then 'LIGHT' end),
         concat_ws(', ', d.labels, case when p.is_packed and w.is_light then 'in bianco' end)
  from portal.day_list(p_day) l
  left join diet d on d.child_id = l.child_id
  left join unresolved u on u.child_id = l.child_id
  left join packed p on p.class_id = l.eats_in and p.service_id = l.service_id
  cross join lateral (select coalesce(d.is_light, false) or l.wish is not distinct from 'light'
    or l.detail is not distinct from 'lightMeal' as is_light) w
  where l.kind in ('canteen', 'nursery') and l.is_open
    and (l.is_expected or l.status = 'present' or l.is_planned and l.wish = 'cancel')
$$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
create or replace function portal.meal_list(p_day date) returns table (
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
drop function portal.packed_classes(date);
-- Orders that were frozen keep their packed lunches: the wider check stays.
  `)
}
