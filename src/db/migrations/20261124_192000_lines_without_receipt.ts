import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a line that payment services report as paid without a receipt is looked up by IUV, and only such a line.
 * Locks: portal.flow_line while the index is made (few lines are in it).
 * Checked: migrated from empty; tests/integration/reconciliation.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(
    sql`create index flow_line_without_receipt on portal.flow_line (iuv) where status in (8, 9)`,
  )
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`drop index portal.flow_line_without_receipt`)
}
