/*
 * What the commands need before the project's own code can run. Plain JavaScript without dependencies, for any Node
 * from 20 on: on a bare clone there is nothing else. The rest runs on the Node pinned in package.json.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { buildServiceWorkers } from './service-workers.mjs'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const at = (...parts) => path.join(root, ...parts)
export const say = (text) => console.log(`· ${text}`)

/** The Node of package.json: every script of the project runs on it, whatever the machine has. */
export const projectNode = at('node_modules/node/bin/node')
const binaries = at('node_modules/.bin')

/** The environment of the project's programs: its own binaries first. */
export const environment = (extra = {}) => ({
  ...process.env,
  PATH: `${binaries}${path.delimiter}${process.env.PATH ?? ''}`,
  NEXT_TELEMETRY_DISABLED: '1',
  ...extra,
})

/** Runs a program to its end; resolves with its exit code. A signal to this process is passed on, and waited for. */
export const run = (command, args, { env = {}, stdio = ['ignore', 'inherit', 'inherit'], onSpawn } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment(env), stdio })
    onSpawn?.(child)
    const pass = (signal) => child.kill(signal)
    process.on('SIGINT', pass)
    process.on('SIGTERM', pass)
    const end = () => {
      process.off('SIGINT', pass)
      process.off('SIGTERM', pass)
    }
    child.once('error', (error) => {
      end()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      end()
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })

/** Runs a program whose output matters only if it fails; a line says how long it has been going. */
const runQuietly = async (what, command, args, env = {}) => {
  say(`${what}…`)
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const beat = setInterval(() => say(`${what}: ${seconds()} s`), 20_000)
  let output = ''
  const code = await run(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    onSpawn: (child) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          output = `${output}${chunk}`.slice(-20_000)
        })
    },
  }).finally(() => clearInterval(beat))
  if (code !== 0) {
    console.error(output)
    throw new Error(`${what}: non riuscito (uscita ${code})`)
  }
  say(`${what}: fatto in ${seconds()} s`)
}

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null)

/** True when every package the lock file asks for is there, in its version. Optional ones depend on the platform. */
export const isInstalled = () => {
  const wanted = readJson(at('package-lock.json'))?.packages
  const present = readJson(at('node_modules/.package-lock.json'))?.packages
  if (!wanted || !present || !existsSync(projectNode)) return false
  return Object.entries(wanted).every(
    ([name, { version, optional, devOptional, peer }]) =>
      name === '' || optional || devOptional || peer || present[name]?.version === version,
  )
}

const ensureInstalled = async () => {
  if (isInstalled()) return
  const npm = process.env.npm_execpath
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  // Under an older node_modules/.bin/node, npm would remove the program it runs on: the machine's Node does it.
  const env = {
    PATH: (process.env.PATH ?? '')
      .split(path.delimiter)
      .filter((folder) => folder !== binaries)
      .join(path.delimiter),
  }
  const [command, first] = npm?.endsWith('.js')
    ? [process.execPath.startsWith(root) ? 'node' : process.execPath, [npm]]
    : ['npm', []]
  await runQuietly('Installazione delle dipendenze', command, [...first, ...args], env)
  if (!isInstalled()) throw new Error('Le dipendenze installate non corrispondono a package-lock.json')
}

const SOURCES = [
  'src',
  'public',
  'bin/service-workers.mjs',
  'package-lock.json',
  'next.config.ts',
  'payload.config.ts',
  'tsconfig.json',
]
const isBuilt = (file) =>
  !/\.test\.tsx?$/.test(file) &&
  !file.startsWith(path.join('src', 'cli')) &&
  !/^public.(tablet|family)-worker\.js$/.test(file)

const filesOf = (name) => {
  const full = at(name)
  if (!existsSync(full)) return []
  if (path.extname(name)) return [name]
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
}

/** One figure of everything that goes into a build. */
const sourcesHash = () => {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesOf).filter(isBuilt).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(at(file)))
      .update('\0')
  }
  return hash.digest('hex')
}

const stamp = at('.next/portale-stamp')

/** Builds the site unless the build at hand is of exactly these sources. */
const ensureBuilt = async () => {
  const wanted = sourcesHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  rmSync(stamp, { force: true })
  await runQuietly('Costruzione del sito', projectNode, [at('node_modules/next/dist/bin/next'), 'build'], {
    NODE_ENV: 'production',
  })
  await buildServiceWorkers(root)
  writeFileSync(stamp, wanted)
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two commands started together in one clone install and build once: the second waits for the first. */
const taking = async (work) => {
  const file = at('.prepare-lock')
  for (let told = false; ; ) {
    try {
      const handle = openSync(file, 'wx')
      writeSync(handle, String(process.pid))
      closeSync(handle)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
      if (owner && !isAlive(owner)) rmSync(file, { force: true })
      else if (!told) {
        say('Un altro comando sta preparando il progetto: attesa')
        told = true
      }
      await sleep(500)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** Dependencies, and with `build` the built site: there after this, or a throw that says why. */
export const prepare = async ({ build = false, forceBuild = false } = {}) => {
  mkdirSync(root, { recursive: true })
  await taking(async () => {
    await ensureInstalled()
    if (forceBuild) rmSync(stamp, { force: true })
    if (build || forceBuild) await ensureBuilt()
  })
}

/**
 * Hands over to a TypeScript program of the project, on the project's Node; resolves with its exit code. The program
 * learns from its closed channel when this process is gone.
 */
export const handOver = (script, args = [], env = {}) =>
  run(projectNode, ['--import', 'tsx', at(script), ...args], {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })

/** The frame of every command: a refusal is one clear line and exit code 2. */
export const command = async (work) => {
  try {
    process.exitCode = await work()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
