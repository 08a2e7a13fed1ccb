import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { openEmbeddedDatabase } from '@/cli/embedded-database'
import { provideEnv } from '@/env'
import { say } from './say'

/** A seeded database of its own for one run, and what it takes to start a server on it. */
export type BenchDatabase = { url: string; drop: () => Promise<void> }

/**
 * A server in `.data-bench` with one seeded template per number of children, made at the first run and kept: every
 * run then measures the same data, in a fresh copy.
 */
export const openBenchServer = async (settings: readonly string[] = []) => {
  const dataDir = path.resolve('.data-bench')
  const server = await openEmbeddedDatabase(dataDir, 'postgres', settings)
  const secret = () => randomBytes(32).toString('hex')
  provideEnv({
    PORTALE_DATA_DIR: dataDir,
    DATABASE_URL: server.url,
    PAYLOAD_SECRET: secret(),
    NEXTAUTH_SECRET: secret(),
  })
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()

  const urlOf = (name: string) => {
    const url = new URL(server.url)
    url.pathname = `/${name}`
    return url.href
  }

  const ensureTemplate = async (scale: BenchScale): Promise<string> => {
    const { migrations } = await import('@/db/migrations')
    const name = `bench_${scale}`
    const today = new Date().toISOString().slice(0, 10)
    const mark = path.join(dataDir, `${name}.seeded`)
    const wanted = `${today} ${migrations.at(-1)?.name}`
    if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return name
    say(`dati per ${scale} (una volta al giorno)…`)
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(`create database ${name}`)
    provideEnv({ DATABASE_URL: urlOf(name) })
    await (await import('@/cli/migrate')).migrate()
    const { seed } = await import('@/cli/seed')
    await seed(scale, { step: (what) => say(`  ${what}`) })
    await (await import('@/db/client')).closePool()
    const inside = new pg.Client({ connectionString: urlOf(name) })
    await inside.connect()
    await inside.query('vacuum analyze')
    await inside.end()
    writeFileSync(mark, wanted)
    return name
  }

  /** A fresh copy of the seeded data; `env.DATABASE_URL` points to it until the next one. */
  const fresh = async (scale: BenchScale): Promise<BenchDatabase> => {
    const template = await ensureTemplate(scale)
    const name = `${template}_run_${process.pid}`
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(`create database ${name} template ${template} strategy file_copy`)
    const url = urlOf(name)
    await readWhole(url)
    // Its files reach the disk now, not while something is measured.
    await admin.query('checkpoint')
    provideEnv({ DATABASE_URL: url })
    return { url, drop: async () => void (await admin.query(`drop database if exists ${name} with (force)`)) }
  }

  const stop = async () => {
    await (await import('@/db/client')).closePool()
    await admin.end()
    await server.stop()
  }
  return { fresh, stop }
}

/** A portal that has run since this morning has today's tables and indexes in memory; so has the copy. */
const readWhole = async (url: string): Promise<void> => {
  const inside = new pg.Client({ connectionString: url })
  await inside.connect()
  await inside.query('create extension if not exists pg_prewarm')
  await inside.query(`
    select sum(pg_prewarm(oid)) from pg_class
    where relkind in ('r', 'i') and relnamespace in ('portal'::regnamespace, 'public'::regnamespace)`)
  await inside.end()
}

export type BenchScale = 'thousand' | 'town' | 'city'
