import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what the office decides of a school day for families: the patron's day, calendars that hold on holidays too, trips
 * with a packed lunch, for how long a charge may be contested.
 * Locks: the four tables for an instant (columns with a constant default).
 * Checked: migrated from empty; tests/integration/db.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "services" ADD COLUMN "contest_days" numeric DEFAULT 7 NOT NULL;
  ALTER TABLE "service_calendars" ADD COLUMN "on_holidays" boolean DEFAULT false;
  ALTER TABLE "calendar_exceptions" ADD COLUMN "packed_lunch" boolean DEFAULT false;
  ALTER TABLE "site_settings" ADD COLUMN "patron_name" varchar DEFAULT 'San Terenzio, patrono di Pesaro';
  ALTER TABLE "site_settings" ADD COLUMN "patron_day" varchar DEFAULT '24/09';`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "services" DROP COLUMN "contest_days";
  ALTER TABLE "service_calendars" DROP COLUMN "on_holidays";
  ALTER TABLE "calendar_exceptions" DROP COLUMN "packed_lunch";
  ALTER TABLE "site_settings" DROP COLUMN "patron_name";
  ALTER TABLE "site_settings" DROP COLUMN "patron_day";`)
}
