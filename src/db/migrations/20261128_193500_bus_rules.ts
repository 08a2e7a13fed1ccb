import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a child at a stop where its bus does not come by would wait in vain: whoever writes, form or import, the database
 * refuses it. The office reads why (src/payload/refusals.ts).
 * Locks: public.bus_riders and public.bus_stops for an instant (triggers). Rows that are there are not looked at.
 * Checked: tests/integration/bus.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
create function portal.check_bus_rider() returns trigger language plpgsql as $$
declare v_outward public.bus_stops; v_return public.bus_stops;
begin
  -- Kept as they are until the end: a stop cannot change meanwhile.
  select * into v_outward from public.bus_stops where id = new.outward_stop_id for share;
  select * into v_return from public.bus_stops where id = new.return_stop_id for share;
  if v_outward.line_id <> v_return.line_id then
    raise exception 'the two stops are of two lines' using errcode = 'check_violation', constraint = 'bus_riders_one_line';
  end if;
  if v_outward.id is not null and coalesce(v_outward.outward_time, '') = '' then
    raise exception 'the way out does not stop there' using errcode = 'check_violation', constraint = 'bus_riders_stop_on_run', detail = 'outward';
  end if;
  if v_return.id is not null and coalesce(v_return.return_time, '') = '' then
    raise exception 'the way home does not stop there' using errcode = 'check_violation', constraint = 'bus_riders_stop_on_run', detail = 'return';
  end if;
  return null;
end $$;
create trigger check_bus_rider after insert or update of outward_stop_id, return_stop_id on public.bus_riders
  for each row execute function portal.check_bus_rider();

-- A stop keeps its line, and the run of those who use it from now on.
create function portal.check_bus_stop() returns trigger language plpgsql as $$
begin
  if new.line_id is distinct from old.line_id and exists (
    select from public.bus_riders r where new.id in (r.outward_stop_id, r.return_stop_id)) then
    raise exception 'children ride from this stop of the line' using errcode = 'restrict_violation', constraint = 'bus_stops_keep_line';
  end if;
  if exists (
    select from public.bus_riders r
    where (r.outward_stop_id = new.id and coalesce(new.outward_time, '') = '' or r.return_stop_id = new.id and coalesce(new.return_time, '') = '')
      and (r.valid_to is null or portal.day_of(r.valid_to) >= portal.day_of(now()))) then
    raise exception 'children use this run of the stop' using errcode = 'restrict_violation', constraint = 'bus_stops_keep_runs';
  end if;
  return null;
end $$;
create trigger check_bus_stop after update of line_id, outward_time, return_time on public.bus_stops
  for each row execute function portal.check_bus_stop();
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop trigger check_bus_stop on public.bus_stops;
    drop function portal.check_bus_stop();
    drop trigger check_bus_rider on public.bus_riders;
    drop function portal.check_bus_rider();
  `)
}
