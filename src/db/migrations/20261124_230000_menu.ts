import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: families and kitchens read the menu of a day; its rotation is counted in one place.
 * Locks: none (a new function).
 * Checked: migrated from empty; tests/integration/menu.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- The dishes that a school level is served on each day of a period, one row a dish; a day without a menu has none. A
-- level's own menu stands before the general one. The rotation follows the calendar's weeks from that of the menu's
-- first day: a closed day is skipped with its dishes, a closed week counts all the same.
create function portal.menu_at(p_service int, p_level text, p_from date, p_to date) returns table (
  day date, menu_id int, menu text, week int, dish_id int, dish text, course text, allergens text[], place int
) language sql stable as $$
  select d.day, m.menu_id, m.name, w.week, dish.dish_id, dish.name, dish.course, dish.allergens, md.place
  from (select p_from + n as day from generate_series(0, p_to - p_from) n) d
  cross join lateral (
    select menu.menu_id, menu.name, menu.weeks, menu.valid_from from portal.menu
    where menu.service_id = p_service and (menu.level is null or menu.level = p_level)
      and menu.valid_from <= d.day and (menu.valid_to is null or menu.valid_to >= d.day)
    order by menu.level nulls last limit 1
  ) m
  cross join lateral (
    select (date_trunc('week', d.day::timestamp)::date - date_trunc('week', m.valid_from::timestamp)::date) / 7 % m.weeks + 1 as week
  ) w
  join portal.menu_dish md on md.menu_id = m.menu_id and md.week = w.week and md.weekday = extract(isodow from d.day)::int
  join portal.dish on dish.dish_id = md.dish_id
$$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`drop function portal.menu_at(int, text, date, date);`)
}
