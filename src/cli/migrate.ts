import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Logger, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { migrations } from '@/db/migrations'
import { env } from '@/env'

const silent = new Logger(() => () => undefined)
/** Any number; two processes that migrate at once take turns on it. */
const MIGRATION_LOCK = 7_283_001

const applied = async (client: pg.Client): Promise<Set<string>> => {
  const table = await client.query("select to_regclass('public.payload_migrations') as name")
  if (!table.rows[0]?.name) return new Set()
  const names = await client.query<{ name: string }>('select name from public.payload_migrations')
  return new Set(names.rows.map((row) => row.name))
}

const applyWithPayload = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./payload-migrate.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let lastWords = ''
    child.stderr.on('data', (chunk: Buffer) => {
      lastWords = `${lastWords}${chunk}`.slice(-4_000)
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`Migrazione non riuscita: ${lastWords}`)),
    )
  })

/**
 * Brings the database to this version: Payload's and our migrations in one order, then the job queue's own.
 * Already there, it costs one query; two processes at once migrate once.
 */
export const migrate = async (): Promise<void> => {
  const client = new pg.Client({ connectionString: env.DATABASE_URL })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await runMigrations({ connectionString: env.DATABASE_URL, logger: silent })
    const done = await applied(client)
    if (!migrations.every((migration) => done.has(migration.name))) await applyWithPayload()
  } finally {
    await client.end()
  }
}
