import { createHash } from 'node:crypto'
import { type SQL, sql } from '@payloadcms/db-postgres/drizzle'
import { PgDialect } from 'drizzle-orm/pg-core'
import pg from 'pg'
import type { z } from 'zod'
import { env } from '@/env'

export { type SQL, sql }

/** Anything that runs SQL: our pool, our transaction, Payload's transaction inside a hook, `db` inside a migration. */
export type Db = { execute(query: SQL): Promise<{ rows: Record<string, unknown>[] }> }
/** A `Db` inside a transaction. A function that would corrupt data if run alone asks for a `Tx`. */
export type Tx = Db & { readonly [open]: true }
declare const open: unique symbol

// Civil days stay texts: a JS Date would shift them by the machine's zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day)

const dialect = new PgDialect()
const names = new Map<string, string>()
/** One name per statement text, so that each connection plans a statement once. */
const nameOf = (text: string): string => {
  const known = names.get(text)
  if (known) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
  names.set(text, name)
  return name
}

const run = async (on: pg.Pool | pg.PoolClient, query: SQL) => {
  const { sql: text, params } = dialect.sqlToQuery(query)
  return on.query<Record<string, unknown>>({ name: nameOf(text), text, values: params })
}

// One per process, also where the bundler loads this module twice.
const POOL = Symbol.for('portale.pool')
const holder = globalThis as typeof globalThis & { [POOL]?: pg.Pool | undefined }

/** The process's pool, opened at first use; Payload has its own, of the same size. */
export const pool = (): pg.Pool => {
  let shared = holder[POOL]
  if (!shared) {
    shared = new pg.Pool({
      connectionString: env.DATABASE_URL,
      max: env.DB_POOL_MAX,
      // A new connection plans all anew and meets each page of shared memory for the first time: marks cost twice as much.
      idleTimeoutMillis: 10 * 60_000,
      // Also the longest wait for a free connection in a burst.
      connectionTimeoutMillis: 10_000,
      application_name: 'portale',
    })
    // A lost idle connection is replaced at next use; without a listener it would end the process.
    shared.on('error', () => undefined)
    shared.on('connect', (client) => client.on('error', () => undefined))
    holder[POOL] = shared
  }
  return shared
}

export const db: Db = { execute: (query) => run(pool(), query) }

/** Runs `work` in one transaction; a throw rolls everything back. */
export const inTransaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
  const client = await pool().connect()
  const tx = { execute: (query: SQL) => run(client, query) } as unknown as Tx
  try {
    await client.query('begin')
    const result = await work(tx)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    )
    client.release(broken)
    throw error
  }
}

/** Rows of a query, each parsed: a column that is missing or of another shape throws here, not later. */
export const rows = async <Row extends z.ZodType>(on: Db, row: Row, query: SQL): Promise<z.output<Row>[]> =>
  row.array().parse((await on.execute(query)).rows) as z.output<Row>[]

/** The single row of a query, or null; two rows are a bug and throw. */
export const oneRow = async <Row extends z.ZodType>(
  on: Db,
  row: Row,
  query: SQL,
): Promise<z.output<Row> | null> => {
  const found = await rows(on, row, query)
  if (found.length > 1) throw new Error(`Expected one row, got ${found.length}`)
  return found[0] ?? null
}

/** Ends the pool: for the CLI and tests, so that the process can exit. */
export const closePool = async (): Promise<void> => {
  const shared = holder[POOL]
  holder[POOL] = undefined
  await shared?.end()
}

/** True for what node-postgres throws when the database is away, starting or shutting down. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|57P0|08)/.test(code)) return true
  if (/Connection terminated|timeout exceeded when trying to connect|connection timeout/i.test(error.message))
    return true
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true
  return error.cause !== undefined && isDatabaseAway(error.cause)
}
