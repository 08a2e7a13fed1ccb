import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what the portal writes to its own staff (a forgotten password) leaves through the same outbox as the messages to
 * families.
 * Locks: portal.delivery, exclusive, for the instant of adding columns; the check reads the table once.
 * Checked: tests/integration/notifications, migrated from empty.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- A delivery carries a message of a family, or a letter of its own. A letter may hold a link that opens an account: its
-- body is forgotten as soon as it has left, or cannot leave.
alter table portal.delivery
  alter column message_id drop not null,
  alter column guardian_id drop not null,
  add column letter_subject text,
  add column letter_body text,
  add check ((message_id is null) = (guardian_id is null)),
  add check ((message_id is null) = (letter_subject is not null)),
  add check ((letter_body is not null) = (letter_subject is not null and state = 'queued'));
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    delete from portal.delivery where message_id is null;
    alter table portal.delivery drop column letter_subject, drop column letter_body;
    alter table portal.delivery alter column message_id set not null, alter column guardian_id set not null;
  `)
}
