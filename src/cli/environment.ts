import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { env, provideEnv } from '@/env'
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded-database'

/** Secrets of a demo: made once, kept in its data folder. */
const demoSecrets = (): { PAYLOAD_SECRET: string; NEXTAUTH_SECRET: string } => {
  mkdirSync(env.PORTALE_DATA_DIR, { recursive: true })
  const file = path.join(env.PORTALE_DATA_DIR, 'secrets.json')
  if (!existsSync(file)) {
    const secret = () => randomBytes(32).toString('hex')
    writeFileSync(file, JSON.stringify({ PAYLOAD_SECRET: secret(), NEXTAUTH_SECRET: secret() }), {
      mode: 0o600,
    })
  }
  return JSON.parse(readFileSync(file, 'utf8')) as { PAYLOAD_SECRET: string; NEXTAUTH_SECRET: string }
}

/**
 * Gives a command its database: the one of DATABASE_URL, else the embedded one of the data folder. Call it before
 * importing anything that connects. The answer's `stop` must be awaited before the process ends.
 */
export const withDatabase = async (): Promise<Pick<EmbeddedDatabase, 'stop'>> => {
  if (!env.PAYLOAD_SECRET || !env.NEXTAUTH_SECRET) provideEnv({ ...demoSecrets() })
  if (env.DATABASE_URL) return { stop: async () => undefined }
  const database = await openEmbeddedDatabase(env.PORTALE_DATA_DIR)
  provideEnv({ DATABASE_URL: database.url })
  return database
}
