import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    serverUrl: string
    template: string
  }
}

const ROOT = path.resolve(import.meta.dirname, '../..')

/** Another set of migrations is another template. */
const templateName = (): string => {
  const folder = path.join(ROOT, 'src/db/migrations')
  const hash = createHash('sha256')
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()) {
    hash.update(file).update(readFileSync(path.join(folder, file)))
  }
  return `template_${hash.digest('hex').slice(0, 16)}`
}

/** One PostgreSQL and one migrated template database for the run; every test file gets a copy of its own. */
export default async function setup(project: TestProject) {
  process.env.PAYLOAD_SECRET ||= 'integration-tests-payload-secret-0123456789'
  process.env.NEXTAUTH_SECRET ||= 'integration-tests-nextauth-secret-012345678'
  const { openEmbeddedDatabase } = await import('@/cli/embedded-database')
  const server = await openEmbeddedDatabase(path.join(ROOT, '.data-test'), 'postgres', [
    'fsync=off',
    'shared_buffers=128MB',
  ])
  const template = templateName()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const stale = await client.query<{ datname: string }>(
    String.raw`select datname from pg_database where datname like 'template\_%' and datname <> $1 or datname like 'test\_%'`,
    [template],
  )
  for (const { datname } of stale.rows)
    await client.query(`drop database if exists ${client.escapeIdentifier(datname)} with (force)`)
  const known = await client.query('select from pg_database where datname = $1', [template])
  if (known.rowCount === 0) {
    const building = `${template}_building`
    await client.query(`create database ${building}`)
    const { provideEnv } = await import('@/env')
    const url = new URL(server.url)
    url.pathname = `/${building}`
    provideEnv({ DATABASE_URL: url.href })
    await (await import('@/cli/migrate')).migrate()
    await client.query(`alter database ${building} rename to ${template}`)
  }
  await client.end()
  project.provide('serverUrl', server.url)
  project.provide('template', template)
  return () => server.stop()
}
