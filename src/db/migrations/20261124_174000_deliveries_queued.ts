import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: with a key, the queue first looks for an older job to put aside, and reads all waiting jobs for it until their
 * number is known to the planner: a burst of payments with 2,800 e-mails waiting spent a millisecond on each. A delivery
 * is queued once, when it is made, so there is none to look for; the key still refuses a second.
 * Locks: nothing; a function's body only.
 * Checked: tests/integration/notifications; npm run bench -- payments.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
create or replace function portal.queue_delivery(p_delivery uuid) returns void language plpgsql as $$
begin
  perform graphile_worker.add_job('deliver', json_build_object('deliveryId', p_delivery),
    max_attempts := 25, job_key := 'deliver:' || p_delivery, job_key_mode := 'unsafe_dedupe');
end $$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
create or replace function portal.queue_delivery(p_delivery uuid) returns void language plpgsql as $$
begin
  perform graphile_worker.add_job('deliver', json_build_object('deliveryId', p_delivery),
    max_attempts := 25, job_key := 'deliver:' || p_delivery);
end $$;
  `)
}
