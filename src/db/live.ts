import pg from 'pg'
import { env } from '@/env'
import { pool } from './client'

/** What is told between processes: the day or the thing that changed, never data. */
type Handler = (payload: string) => void

type Live = {
  handlers: Map<string, Set<Handler>>
  client: pg.Client | null
  connecting: Promise<void> | null
  retryMs: number
  waiting: Map<string, Set<string>>
  timer: NodeJS.Timeout | null
}

const RETRY_MS_MAX = 5_000
const ANNOUNCE_EVERY_MS = 50

// One per process, also where the bundler loads this module twice.
const KEY = Symbol.for('portale.live')
const holder = globalThis as typeof globalThis & { [KEY]?: Live }
holder[KEY] ??= {
  handlers: new Map(),
  client: null,
  connecting: null,
  retryMs: 100,
  waiting: new Map(),
  timer: null,
}
const live: Live = holder[KEY]

const CHANNEL = /^[a-z_]{1,40}$/

const connect = async (): Promise<void> => {
  const client = new pg.Client({
    connectionString: env.DATABASE_URL,
    application_name: 'portale-live',
    keepAlive: true,
  })
  client.on('notification', ({ channel, payload }) => {
    for (const handler of live.handlers.get(channel) ?? []) handler(payload ?? '')
  })
  const lost = () => {
    if (live.client !== client) return
    live.client = null
    retry()
  }
  client.on('error', lost)
  client.on('end', lost)
  await client.connect()
  live.client = client
  live.retryMs = 100
  for (const channel of live.handlers.keys()) await client.query(`listen ${channel}`)
  // While the line was down something may have been missed: everybody looks again.
  for (const handlers of live.handlers.values()) for (const handler of handlers) handler('')
}

const ensureConnected = (): void => {
  if (live.client || live.connecting || live.handlers.size === 0) return
  live.connecting = connect()
    .catch(() => retry())
    .finally(() => {
      live.connecting = null
    })
}

const retry = (): void => {
  setTimeout(ensureConnected, live.retryMs).unref()
  live.retryMs = Math.min(live.retryMs * 2, RETRY_MS_MAX)
}

/**
 * Calls `handler` with the payload of each notification on a channel, from any process; with '' after a lost
 * connection came back, when anything may have changed. Returns how to stop. All listeners of a process share one
 * connection.
 */
export const listen = (channel: string, handler: Handler): (() => void) => {
  if (!CHANNEL.test(channel)) throw new Error(`Not a channel: ${channel}`)
  const known = live.handlers.get(channel)
  if (known) known.add(handler)
  else {
    live.handlers.set(channel, new Set([handler]))
    live.client?.query(`listen ${channel}`).catch(() => undefined)
  }
  ensureConnected()
  return () => {
    const handlers = live.handlers.get(channel)
    handlers?.delete(handler)
    if (handlers?.size !== 0) return
    live.handlers.delete(channel)
    live.client?.query(`unlisten ${channel}`).catch(() => undefined)
  }
}

/**
 * Tells every process that something changed, at most once in 50 ms per channel and payload, outside the caller's
 * transaction: NOTIFY at commit would make all committing transactions wait in one line. Best effort, for displays
 * that also look by themselves from time to time; where the news must not be lost, call pg_notify in the transaction.
 */
export const announce = (channel: string, payload: string): void => {
  const payloads = live.waiting.get(channel)
  if (payloads) payloads.add(payload)
  else live.waiting.set(channel, new Set([payload]))
  live.timer ??= setTimeout(() => {
    const due = [...live.waiting].flatMap(([name, texts]) => [...texts].map((text) => ({ name, text })))
    live.waiting.clear()
    live.timer = null
    pool()
      .query({
        name: 'portale-announce',
        text: "select pg_notify(m ->> 'name', m ->> 'text') from jsonb_array_elements($1::jsonb) m",
        values: [JSON.stringify(due)],
      })
      .catch(() => undefined)
  }, ANNOUNCE_EVERY_MS)
}

/** Ends the shared connection: for tests and the end of a process. */
export const closeLive = async (): Promise<void> => {
  live.handlers.clear()
  const { client } = live
  live.client = null
  await client?.end()
}
