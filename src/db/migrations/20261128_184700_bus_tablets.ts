import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a tablet, its pairing code and its operators belong to a school or to a bus line, never to both; a line says whom
 * to alarm and after how many minutes.
 * Locks: public.devices, public.tablet_operators, public.bus_lines and portal.pairing_code for an instant.
 * Checked: migrated from empty; tests/integration/db, tests/integration/bus.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "devices" ALTER COLUMN "school_id" DROP NOT NULL;
  ALTER TABLE "tablet_operators" ALTER COLUMN "school_id" DROP NOT NULL;
  ALTER TABLE "devices" ADD COLUMN "line_id" integer;
  ALTER TABLE "tablet_operators" ADD COLUMN "line_id" integer;
  ALTER TABLE "bus_lines" ADD COLUMN "alarm_minutes" numeric DEFAULT 15 NOT NULL;
  ALTER TABLE "bus_lines" ADD COLUMN "alert_emails" varchar;
  ALTER TABLE "devices" ADD CONSTRAINT "devices_line_id_bus_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."bus_lines"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "tablet_operators" ADD CONSTRAINT "tablet_operators_line_id_bus_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."bus_lines"("id") ON DELETE set null ON UPDATE no action;
  CREATE INDEX "devices_line_idx" ON "devices" USING btree ("line_id");
  CREATE INDEX "tablet_operators_line_idx" ON "tablet_operators" USING btree ("line_id");`)
  await db.execute(sql`
alter table public.devices add constraint devices_school_or_line check ((school_id is null) <> (line_id is null));
alter table public.tablet_operators add constraint tablet_operators_school_or_line check ((school_id is null) <> (line_id is null));

alter table portal.pairing_code
  alter column school_id drop not null,
  add column line_id int references public.bus_lines (id),
  add constraint pairing_code_school_or_line check ((school_id is null) <> (line_id is null));

create or replace view portal.device as
  select id as device_id, school_id, name, token_hash, coalesce(revoked, false) as is_revoked, line_id from public.devices;

-- Who may unlock the tablets of a school or of a line; the hash is checked on the tablet, without a network.
create or replace view portal.tablet_operator as
  select id as operator_id, school_id, name, pin_hash, coalesce(active, true) as is_active, line_id from public.tablet_operators;

create or replace view portal.bus_line as
  select id as line_id, code, name, coalesce(active, true) as is_active, alarm_minutes::int as alarm_minutes, alert_emails
  from public.bus_lines;
  `)
}

export async function down(_: MigrateDownArgs): Promise<void> {
  throw new Error('Tablets of bus lines have no place in the former tables: restore a backup instead')
}
