// Guarantee: a database migrated from empty is the one that the office's program expects; nothing is left to generate.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import config from '@payload-config'
import { getPayload } from 'payload'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { migrations } from '@/db/migrations'

/** What Payload's adapter offers beyond its published type: the pieces of `payload migrate:create`. */
type Generator = {
  schema: object
  requireDrizzleKit(): {
    generateDrizzleJson(schema: object): Promise<object>
    generateMigration(before: object, after: object): Promise<string[]>
  }
}

const payload = await getPayload({ config, disableOnInit: true })
const generator = payload.db as unknown as Generator
const folder = path.resolve(import.meta.dirname, '../../../src/db/migrations')
const latestSnapshot = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .at(-1)
const snapshot = JSON.parse(readFileSync(path.join(folder, String(latestSnapshot)), 'utf8')) as {
  tables: Record<
    string,
    { name: string; schema: string; columns: Record<string, { name: string; notNull: boolean }> }
  >
}

afterAll(() => payload.destroy())

test('the collections need no migration that is not there', async () => {
  const { generateDrizzleJson, generateMigration } = generator.requireDrizzleKit()
  const statements = await generateMigration(snapshot, await generateDrizzleJson(generator.schema))
  expect(statements).toEqual([])
})

test('every table and column of the collections is in the migrated database', async () => {
  const Column = z.object({ column: z.string() })
  const found = await rows(
    db,
    Column,
    sql`select table_name || '.' || column_name || case is_nullable when 'NO' then ' not null' else '' end as column
        from information_schema.columns where table_schema = 'public'`,
  )
  const wanted = Object.values(snapshot.tables).flatMap((table) =>
    Object.values(table.columns).map(
      (column) => `${table.name}.${column.name}${column.notNull ? ' not null' : ''}`,
    ),
  )
  expect(wanted.length).toBeGreaterThan(100)
  expect(wanted.filter((column) => !found.some((row) => row.column === column))).toEqual([])
})

test('every migration of the folder is listed once, in the order of its name, and is applied', async () => {
  const files = readdirSync(folder)
    .filter((file) => /^\d{8}_\d{6}_\w+\.ts$/.test(file))
    .map((file) => file.replace('.ts', ''))
    .sort()
  expect(migrations.map(({ name }) => name)).toEqual(files)
  const applied = await rows(
    db,
    z.object({ name: z.string() }),
    sql`select name from public.payload_migrations order by name`,
  )
  expect(applied.map(({ name }) => name)).toEqual(files)
})
