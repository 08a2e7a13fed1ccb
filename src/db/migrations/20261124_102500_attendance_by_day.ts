import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: marking became slower with every class of the day. Statistics know nothing of a day that began this morning, so
 * the planner took "this day" for a row or two and read the whole day for each class. The key now begins with the day,
 * where today's rows lie together, and a child's state is fetched by look-ups of one row, whatever the statistics
 * say. The text of record_marks that does so is in 20261124_110000_tariff_changes.
 * Locks: exclusive on portal.attendance while the key is built (0.4 s for 100,000 children); run outside school hours.
 * Checked: `npm run bench -- rollcall` at 100,000 children; tests/integration/attendance.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
drop index portal.attendance_day;
alter table portal.attendance drop constraint attendance_pkey;
alter table portal.attendance add primary key (day, service_id, child_id);
create index attendance_of_child on portal.attendance (child_id, day);

-- The state of one child, service and day. The limit keeps it a look-up of one row inside any larger query.
create function portal.attendance_on(p_child int, p_service int, p_day date) returns setof portal.attendance
  language sql stable rows 1 as $$
  select * from portal.attendance where day = p_day and service_id = p_service and child_id = p_child limit 1
$$;

-- Planning took as long as the work: one plan serves every batch.
alter function portal.post_to_wallets() set plan_cache_mode = force_generic_plan;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // Functions work on either key: only the key and its index go back.
  await db.execute(sql`
    alter function portal.post_to_wallets() reset plan_cache_mode;
    drop index portal.attendance_of_child;
    alter table portal.attendance drop constraint attendance_pkey;
    alter table portal.attendance add primary key (child_id, service_id, day);
    create index attendance_day on portal.attendance (day, school_id);
  `)
}
