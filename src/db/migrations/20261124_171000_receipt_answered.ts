import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a settlement announces itself (NOTIFY: to the family's page, to the jobs), and PostgreSQL lets transactions that
 * announce commit one after the other, each waiting for the disk: 190 receipts a second at most. Now the settlement
 * commits without waiting, and the line in the journal, which announces nothing, is a second commit that waits for both,
 * together with everybody else's.
 * Locks: nothing; a new procedure only.
 * Checked: migrated from empty; tests/integration/payments; npm run bench -- payments.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- Settles a payment and notes the message that told of it, with the answer in "answers" that belongs to what was done.
-- When it returns both are on the disk. Killed in between, the payment is settled and was never answered: it comes again,
-- and is a duplicate.
create procedure portal.settle_and_note(p_payment jsonb, p_raw text, inout settlement text default null)
language plpgsql as $$
begin
  set local synchronous_commit = off;
  settlement := portal.settle_receipt(p_payment - 'answers', p_raw);
  commit;
  insert into portal.station_event (at, primitive, notice_number, receipt_id, outcome)
  select now, primitive, reference, "paymentId", p_payment -> 'answers' ->> settlement
  from jsonb_to_record(p_payment) as p (now timestamptz, primitive text, reference text, "paymentId" text);
end $$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`drop procedure portal.settle_and_note(jsonb, text, text);`)
}
