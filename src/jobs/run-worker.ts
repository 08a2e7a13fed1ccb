import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { pool } from '@/db/client'
import { env } from '@/env'
import { log } from '@/http/log'
import { crontab } from './crontab'
import { tasks } from './tasks'

/** A worker that runs until it is stopped. */
export type Worker = {
  /** Takes no new job, waits for those in hand, and resolves. */
  stop: () => Promise<void>
}

const CONCURRENT_JOBS = 4
const RETRY_MS_MAX = 15_000
const SWEEP_MS = 30_000
/** First key of the locks that say "this worker lives"; the second is the hash of its name. */
const LIVES = 7_283_002
/** A job just taken may belong to a worker whose lock is on its way. */
const GRACE = '20 seconds'

/** Job names, ids and error codes; never a message, which may quote a person's data. */
const placeOf = (error: unknown) => {
  const { name, code, stack } = (error ?? {}) as { name?: string; code?: string; stack?: string }
  return {
    error: name,
    code,
    at: stack
      ?.split('\n')
      .find((line) => line.trimStart().startsWith('at '))
      ?.trim(),
  }
}

/**
 * The workers of this process, as advisory locks of one connection: the locks end with the process, however it ends,
 * so any other process can tell a job in hand from one whose worker was killed, and set the latter free at once.
 */
const watchOver = (names: ReadonlySet<string>) => {
  let client: pg.Client | null = null
  const held = new Set<string>()

  const connected = async (): Promise<pg.Client> => {
    if (client) return client
    const fresh = new pg.Client({ connectionString: env.DATABASE_URL, application_name: 'portale-worker' })
    const lose = () => {
      if (client === fresh) client = null
      held.clear()
    }
    fresh.on('error', lose)
    fresh.on('end', lose)
    await fresh.connect()
    client = fresh
    return fresh
  }

  const sweep = async (): Promise<void> => {
    const on = await connected()
    for (const name of names) {
      if (held.has(name)) continue
      await on.query('select pg_advisory_lock_shared($1, hashtext($2))', [LIVES, name])
      held.add(name)
    }
    for (const name of held) {
      if (names.has(name)) continue
      await on.query('select pg_advisory_unlock_shared($1, hashtext($2))', [LIVES, name])
      held.delete(name)
    }
    const { rows } = await on.query<{ locked_by: string }>(
      `select distinct locked_by from graphile_worker.jobs where locked_at < now() - $1::interval`,
      [GRACE],
    )
    const dead: string[] = []
    for (const { locked_by: name } of rows) {
      if (names.has(name)) continue
      const { rows: tries } = await on.query<{ isFree: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as "isFree"',
        [LIVES, name],
      )
      if (!tries[0]?.isFree) continue
      dead.push(name)
      await on.query('select pg_advisory_unlock($1, hashtext($2))', [LIVES, name])
    }
    if (dead.length === 0) return
    await on.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
    log.warn({ workers: dead.length }, 'jobs of dead workers set free')
  }

  return { sweep, end: async () => void (await client?.end().catch(() => undefined)) }
}

/**
 * Starts the jobs in this process, and starts them again whenever the database comes back from being away. Any number
 * of processes can do so: each job is run by one of them.
 */
export const startWorker = (): Worker => {
  const stopping = new AbortController()
  const names = new Set<string>()
  const presence = watchOver(names)
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  const events = new EventEmitter() as WorkerEvents
  events.on('worker:create', ({ worker }) => names.add(worker.workerId))
  events.on('job:error', ({ job, error }) => {
    const facts = { jobId: job.id, task: job.task_identifier, attempt: job.attempts, ...placeOf(error) }
    if (job.attempts >= job.max_attempts) log.error(facts, 'job failed for good')
    else log.warn(facts, 'job failed, will be tried again')
  })

  const sweeping = async () => {
    while (!stopping.signal.aborted) {
      await presence.sweep().catch(() => undefined)
      await pause(SWEEP_MS)
    }
  }

  const working = async () => {
    for (let wait = 500; !stopping.signal.aborted; wait = Math.min(wait * 2, RETRY_MS_MAX)) {
      try {
        const runner = await run({
          pgPool: pool(),
          taskList: tasks,
          crontab,
          concurrency: CONCURRENT_JOBS,
          noHandleSignals: true,
          events,
          // The library's own lines quote what jobs threw; ours, above, do not.
          logger: new Logger(() => () => undefined),
        })
        wait = 500
        const stop = () => void runner.stop().catch(() => undefined)
        if (stopping.signal.aborted) stop()
        stopping.signal.addEventListener('abort', stop, { once: true })
        await runner.promise.finally(() => {
          stopping.signal.removeEventListener('abort', stop)
          // What was in hand is done or lost: these names no longer stand for anybody.
          names.clear()
        })
      } catch (error) {
        if (!stopping.signal.aborted)
          log.warn({ ...placeOf(error), retryInMs: wait }, 'worker lost its database')
      }
      await pause(wait)
    }
  }

  const running = Promise.all([working(), sweeping()])
  return {
    stop: async () => {
      stopping.abort()
      await running
      await presence.end()
    },
  }
}
