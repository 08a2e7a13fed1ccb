import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

/*
 * Runs before each integration file: a database of its own, copied from the migrated template. Whatever the file
 * imports from `@/db/client` uses it.
 */
const serverUrl = inject('serverUrl')
const name = `test_${randomBytes(6).toString('hex')}`
const url = new URL(serverUrl)
url.pathname = `/${name}`

const onServer = async (statement: string) => {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}

await onServer(`create database ${name} template ${inject('template')}`)
Object.assign(process.env, {
  DATABASE_URL: url.href,
  PAYLOAD_SECRET: 'integration-tests-payload-secret-0123456789',
  NEXTAUTH_SECRET: 'integration-tests-nextauth-secret-012345678',
  PORTALE_DEMO: '1',
  LOG_LEVEL: 'silent',
})

afterAll(async () => {
  const { closePool } = await import('@/db/client')
  await closePool()
  await onServer(`drop database if exists ${name} with (force)`)
})
