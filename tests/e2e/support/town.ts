import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoFile } from '@/cli/demo-file'

const root = path.resolve(import.meta.dirname, '../../..')
const READY_MS = 240_000

/** A demo in a folder of its own: what `demo.json` says, and how to end it. */
export type Town = { dataDir: string; demo: DemoFile; stop: () => Promise<void> }

export const readDemoFile = (dataDir: string): DemoFile =>
  JSON.parse(readFileSync(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile

/** Starts `npm run demo` at the small scale, on a free port and an empty data folder. */
export const startTown = async (): Promise<Town> => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'portale-town-'))
  // PostgreSQL may run as another user, who must be able to enter.
  chmodSync(dataDir, 0o755)
  let words = ''
  const child: ChildProcess = spawn(process.execPath, [path.join(root, 'bin/demo.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: '',
      PORT: '0',
      DEMO_SCALE: 'small',
      PORTALE_DATA_DIR: dataDir,
    },
  })
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      words = `${words}${chunk}`.slice(-10_000)
    })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (const until = Date.now() + READY_MS; !existsSync(path.join(dataDir, 'demo.json')); await sleep(200)) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGTERM')
      throw new Error(`La demo non parte:\n${words}`)
    }
  }
  return {
    dataDir,
    demo: readDemoFile(dataDir),
    stop: async () => {
      child.kill('SIGINT')
      await exited
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Playwright's global setup: one town for the run, found by the tests through the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const town = await startTown()
  process.env.PORTALE_E2E_DATA_DIR = town.dataDir
  return town.stop
}
