import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a child that the bus waited for and did not see, or that nobody saw get off, is told of once.
 * Locks: none (a new table).
 * Checked: migrated from empty; tests/integration/bus.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- Once per day, run, reason and child; of a run of which nothing was said, once for all its children.
create table portal.ride_alarm (
  day date not null,
  line_id int not null references public.bus_lines (id),
  run text not null check (run in ('outward', 'return')),
  kind text not null check (kind in ('notSeen', 'noNews', 'onBoard', 'silent')),
  child_id int references public.children (id),
  raised_at timestamptz not null,
  check ((child_id is null) = (kind = 'silent')),
  unique nulls not distinct (day, line_id, run, kind, child_id)
);
create trigger append_only before update or delete or truncate on portal.ride_alarm
  for each statement execute function portal.refuse_change();
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`drop table portal.ride_alarm`)
}
