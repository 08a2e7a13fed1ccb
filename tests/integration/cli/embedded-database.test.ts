// Guarantee: a command never takes the database from under another; the one that started it, or the last out, stops it.
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { openEmbeddedDatabase, stopEmbeddedDatabase } from '@/cli/embedded-database'

// Each test starts servers and processes of its own, on whatever disk there is.
vi.setConfig({ testTimeout: 120_000 })

const dataDir = mkdtempSync(path.join(tmpdir(), 'portale-embedded-'))
chmodSync(dataDir, 0o755)
afterEach(async () => void (await stopEmbeddedDatabase(dataDir)))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** A command of the operator in a process of its own, to its end. */
const portale = async (...args: string[]) => {
  const { DATABASE_URL: _, ...environment } = process.env
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/cli/portale.ts', ...args], {
    env: { ...environment, PORTALE_DATA_DIR: dataDir },
  })
}
const isRunning = () => existsSync(path.join(dataDir, 'postgres/postmaster.pid'))
const open = () => openEmbeddedDatabase(dataDir, 'portale', ['fsync=off'])

test('a command that starts the server stops it at its end', async () => {
  await portale('migrate')
  expect(isRunning()).toBe(false)
})

test('a command that finds the server running leaves it so', async () => {
  const demo = await open()
  await portale('migrate')
  expect(isRunning()).toBe(true)
  await demo.stop()
  expect(isRunning()).toBe(false)
})

test('also after the server was away and came back under a running demo', async () => {
  const demo = await open()
  await portale('database', 'stop')
  await portale('database', 'start')
  await portale('migrate')
  expect(isRunning()).toBe(true)
  await sleep(1_000)
  const other = await open()
  await other.stop()
  expect(isRunning()).toBe(true)
  await demo.stop()
  expect(isRunning()).toBe(false)
})

test('also when the server cannot be asked who is there', async () => {
  const demo = await open()
  const joined = await open()
  const client = new pg.Client({ connectionString: demo.url })
  await client.connect()
  await client.query('alter database postgres with allow_connections false')
  await demo.stop()
  expect(isRunning()).toBe(true)
  await client.query('alter database postgres with allow_connections true')
  await client.end()
  await joined.stop()
})

test('a server started by hand stays until it is stopped by hand', async () => {
  await portale('database', 'start')
  await portale('migrate')
  expect(isRunning()).toBe(true)
  await portale('database', 'stop')
  expect(isRunning()).toBe(false)
})

test('who started it leaves it to those who joined meanwhile, and the last of them stops it', async () => {
  const starter = await open()
  const joined = await open()
  await starter.stop()
  await portale('migrate')
  expect(isRunning()).toBe(true)
  await joined.stop()
  expect(isRunning()).toBe(false)
})

test('when the starter is killed, the last one out stops the server', async () => {
  // A process that starts the server and dies without a word.
  const script = `const { openEmbeddedDatabase } = await import('./src/cli/embedded-database.ts')
    await openEmbeddedDatabase(${JSON.stringify(dataDir)}); process.kill(process.pid, 'SIGKILL')`
  const node = ['--import', 'tsx', '--input-type=module', '-e', script]
  await promisify(execFile)(process.execPath, node).catch(() => undefined)
  expect(isRunning()).toBe(true)
  const [one, two] = [await open(), await open()]
  await one.stop()
  expect(isRunning()).toBe(true)
  await two.stop()
  expect(isRunning()).toBe(false)
})
