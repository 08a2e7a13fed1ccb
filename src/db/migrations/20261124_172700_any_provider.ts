import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a further payment provider is its adapter and a line in the list of providers; the database asks only that its id
 * looks like one.
 * Locks: portal.top_up while the check is read anew (one pass).
 * Checked: migrated from empty; tests/integration/payments/provider-contract.test.ts makes top-ups of a provider that only
 * the test knows.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table portal.top_up
  drop constraint top_up_provider_check,
  add constraint top_up_provider_check check (provider ~ '^[a-z][a-z0-9-]{1,19}$');
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    alter table portal.top_up
      drop constraint top_up_provider_check,
      add constraint top_up_provider_check check (provider in ('pagopa', 'stripe', 'fake', 'counter'));
  `)
}
