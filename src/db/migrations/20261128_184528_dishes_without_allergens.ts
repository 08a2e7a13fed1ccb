import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a dish without allergens must be told apart from one whose allergens nobody wrote down yet. What was written before
 * counts as not written down, until somebody says so.
 * Locks: the table of the dishes for an instant (a column with a constant default).
 * Checked: migrated from empty; tests/integration/menu.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table public.dishes add column no_allergens boolean default false;

-- Allergens: none is an empty list, null is "nobody said it yet".
create or replace view portal.dish as
  select d.id as dish_id, d.name, d.course::text as course,
         coalesce((select array_agg(a.value::text order by a."order") from public.dishes_allergens a where a.parent_id = d.id),
                  case when d.no_allergens then '{}'::text[] end) as allergens
  from public.dishes d;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
create or replace view portal.dish as
  select d.id as dish_id, d.name, d.course::text as course,
         coalesce((select array_agg(a.value::text order by a."order") from public.dishes_allergens a where a.parent_id = d.id), '{}') as allergens
  from public.dishes d;
alter table public.dishes drop column no_allergens;
  `)
}
