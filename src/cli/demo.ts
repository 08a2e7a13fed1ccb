import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { env, provideEnv } from '@/env'
import { CommandError, describe } from './command'
import type { DemoCredentials, DemoFile } from './demo-file'
import { withDatabase } from './environment'
import { step } from './progress'
import { freeWebPort, startWebServer, type WebServer } from './web-server'

/*
 * `npm run demo` after bin/demo.mjs has installed and built: database, schema, demo town, site with its worker, until
 * Ctrl-C. With --dev, `next dev` instead of the build.
 */
const isDev = process.argv.includes('--dev')
const REFRESH_MS = 8 * 60_000
const FAMILIES_SHOWN = 8

let isStopping = false
const stopRequest = new Promise<void>((resolve) => {
  const ask = () => {
    if (!isStopping) console.log('\n· Chiusura in corso: sito, lavori, base dati…')
    isStopping = true
    resolve()
  }
  process.on('SIGINT', ask)
  process.on('SIGTERM', ask)
  process.on('SIGHUP', ask)
  // The command that started this one is gone.
  process.on('disconnect', ask)
})

const choosePort = async (): Promise<number> => {
  const port = await freeWebPort(env.PORT)
  if (port) return port
  throw new CommandError(
    `La porta ${env.PORT} è occupata: sceglierne un’altra, ad esempio PORT=${env.PORT + 1} npm run demo (PORT=0: la prima libera)`,
  )
}

/** One demo per data folder: a second one would start its jobs and rewrite its files. */
const claimDataDir = (): (() => void) => {
  mkdirSync(env.PORTALE_DATA_DIR, { recursive: true })
  const file = path.join(env.PORTALE_DATA_DIR, 'demo.pid')
  const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (owner && owner !== process.pid) {
    try {
      process.kill(owner, 0)
    } catch {
      rmSync(file, { force: true })
    }
    if (existsSync(file)) {
      throw new CommandError(
        `In ${env.PORTALE_DATA_DIR} gira già una demo (processo ${owner}): per una seconda, indicare un’altra cartella con PORTALE_DATA_DIR`,
      )
    }
  }
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
}

/** A command of the operator's CLI, to its end. */
const portale = (...args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./portale.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let lastWords = ''
    child.stderr.on('data', (chunk: Buffer) => {
      lastWords = `${lastWords}${chunk}`.slice(-4_000)
    })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(lastWords))))
  })

const table = (header: string[], lines: string[][]): string => {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  const row = (line: string[]) =>
    `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()
  return [row(header), row(widths.map((width) => '─'.repeat(width))), ...lines.map(row)].join('\n')
}

const STAFF = {
  admin: 'amministratore',
  office: 'ufficio',
  editor: 'redazione',
  kitchen: 'cucina',
  school: 'scuola',
} as const

const describeDemo = (demo: DemoFile, { families: known }: DemoCredentials): string => {
  const families = known.slice(0, FAMILIES_SHOWN)
  return `
Portale Genitori: ${demo.url}

Famiglie (${demo.url}/accedi)
${table(
  ['Codice utente', 'Password', 'Bambino', ''],
  families.map((family) => [family.childCode, family.password, family.childName, family.label ?? '']),
)}

Personale (${demo.url}/admin, la cucina anche ${demo.url}/cucina)
${table(
  ['Ruolo', 'E-mail', 'Password'],
  Object.entries(STAFF).map(([role, title]) => {
    const { email, password } = demo.staff[role as keyof typeof STAFF]
    return [title, email, password]
  }),
)}

Tablet (${demo.url}/tablet)
${table(
  ['Scuola', 'Numero', 'Codice di abbinamento'],
  demo.tablets.map((tablet) => [tablet.schoolName, String(tablet.schoolId), tablet.pairingCode]),
)}
${table(
  ['Linea dello scuolabus', 'Codice di abbinamento'],
  demo.busTablets.map((tablet) => [tablet.lineName, tablet.pairingCode]),
)}
${table(
  ['Tablet con PIN', 'Codice di abbinamento', 'Operatore', 'PIN'],
  demo.lockedTablets.flatMap(({ name, pairingCode, operators }) =>
    operators.map((operator) => [name, pairingCode, operator.name, operator.pin]),
  ),
)}
  Un codice vale 15 minuti e una volta; quelli buoni sono sempre in ${path.join(env.PORTALE_DATA_DIR, 'demo.json')}.
  Un altro: npm run portale -- tablet pairing-code --school <numero>, o --line <codice>

Ctrl-C per chiudere; i dati restano in ${env.PORTALE_DATA_DIR}.
`
}

/** Keeps `demo.json` good: new codes before they expire and as soon as one is spent; says when the database is away. */
const keepPublished = async (url: string): Promise<void> => {
  const { lastPairing, publishDemo, readDemoCredentials } = await import('./demo-file')
  let publishedAt = Date.now()
  let seen = await lastPairing()
  let isAway = false
  while (!isStopping) {
    await Promise.race([stopRequest, sleep(2_000, undefined, { ref: false })])
    if (isStopping) return
    try {
      const latest = await lastPairing()
      if (isAway) console.log('· La base dati risponde di nuovo')
      isAway = false
      if (latest === seen && Date.now() - publishedAt < REFRESH_MS) continue
      const credentials = readDemoCredentials()
      if (credentials) await publishDemo(url, credentials)
      publishedAt = Date.now()
      seen = latest
    } catch {
      if (!isAway) console.log('· La base dati non risponde: il sito lo dice, e riprende con lei')
      isAway = true
    }
  }
}

/** Starts the site again when it ends without being asked: a demo survives even a kill. */
const keepServing = async (start: () => WebServer, first: WebServer, current: (web: WebServer) => void) => {
  for (let web = first; ; ) {
    const why = await web.exited
    if (isStopping) return
    console.log(`· Il sito si è fermato (${why}): riparte`)
    await sleep(500)
    if (isStopping) return
    web = start()
    current(web)
    await web.ready().then(
      () => console.log('· Il sito risponde di nuovo'),
      () => undefined,
    )
  }
}

const main = async (): Promise<void> => {
  const port = await choosePort()
  const url = `http://localhost:${port}`
  const release = claimDataDir()
  let web: WebServer | null = null
  let stopDatabase: () => Promise<void> = async () => undefined
  try {
    provideEnv({
      PORT: String(port),
      PORTALE_URL: url,
      PORTALE_DEMO: '1',
      PAGOPA_CBILL_CODE: env.PAGOPA_CBILL_CODE ?? 'A0EDT',
      REFUND_DEBTOR_IBAN: env.REFUND_DEBTOR_IBAN ?? 'IT60X0542811101000000123456',
      NODE_ENV: isDev ? 'development' : 'production',
    })
    const database = await step('Base dati', withDatabase)
    stopDatabase = database.stop
    await step('Schema della base dati', async () => (await import('./migrate')).migrate())
    const { publishDemo, readDemoCredentials } = await import('./demo-file')
    if (isStopping) return
    if (!readDemoCredentials()) await step(`Città di prova (${env.DEMO_SCALE})`, () => portale('seed'))
    const credentials = readDemoCredentials()
    await (await import('./seed')).ensureTodayOpen((await import('@/db/client')).db)
    if (!credentials) throw new Error('La città di prova non ha lasciato le sue credenziali')
    if (isStopping) return
    const start = () => startWebServer({ mode: isDev ? 'dev' : 'start', port })
    web = start()
    const { ready } = web
    await step('Sito', () => Promise.race([ready(), stopRequest]))
    if (isStopping) return
    console.log(describeDemo(await publishDemo(url, credentials), credentials))
    const serving = keepServing(start, web, (next) => {
      web = next
    })
    await Promise.all([
      stopRequest,
      keepPublished(url),
      serving.catch(() => undefined),
      stopRequest.then(() => web?.stop()),
    ])
  } finally {
    await web?.stop()
    await (await import('@/db/client')).closePool()
    await stopDatabase()
    release()
  }
}

try {
  await main()
  console.log('· Chiuso')
  process.exit(0)
} catch (error) {
  console.error(describe(error))
  process.exit(2)
}
