import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: adults on duty eat with their class and are counted without names; the e-register may say beforehand who is
 * away, and the tablet decides.
 * Locks: none (new tables).
 * Checked: migrated from empty; tests/integration/school-day.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- A count of adults as tapped: how many meals of a kind a class needs for adults on a day. The latest tap decides.
create table portal.adult_count (
  count_id uuid primary key,                       -- made by the tablet before sending
  school_id int not null references public.schools (id),
  class_id int not null references public.classes (id),
  service_id int not null references public.services (id),
  day date not null,
  kind text not null check (kind in ('teacherDuty', 'support', 'ata', 'paid')),
  count int not null check (count between 0 and 99),
  counted_at timestamptz not null,
  received_at timestamptz not null,
  device_id int, staff_id int, operator_id int
);
create index adult_count_of_day on portal.adult_count (day, service_id, class_id, kind, counted_at desc, count_id desc);
create trigger append_only before update or delete or truncate on portal.adult_count
  for each statement execute function portal.refuse_change();

-- What holds of the day's counts: one row per class, service and kind.
create function portal.adult_meals(p_day date, p_school int default null) returns table (
  school_id int, class_id int, service_id int, kind text, count int, counted_at timestamptz
) language sql stable as $$
  select distinct on (a.service_id, a.class_id, a.kind) a.school_id, a.class_id, a.service_id, a.kind, a.count, a.counted_at
  from portal.adult_count a
  where a.day = p_day and (p_school is null or a.school_id = p_school)
  order by a.service_id, a.class_id, a.kind, a.counted_at desc, a.count_id desc
$$;

-- What another system says of a child's day; the newest word replaces the one before. It marks nobody.
create table portal.absence_suggestion (
  child_id int not null references public.children (id),
  day date not null,
  says text not null check (says in ('absent', 'lateArrival', 'earlyExit', 'present')),
  source text not null,
  said_at timestamptz not null,
  primary key (day, child_id)
);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop table portal.absence_suggestion;
    drop function portal.adult_meals(date, int);
    drop table portal.adult_count;
  `)
}
