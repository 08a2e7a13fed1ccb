import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import { throttled } from './errors'

/** Five wrong tries close a key for a quarter of an hour. */
export const TRIES_MAX = 5
const LOCK = '15 minutes'

const State = z.object({ failures: z.int(), wait: z.coerce.number().nullable() })

/** Codes and addresses are stored as hashes: the table tells nobody who tried. */
const keyOf = (kind: string, value: string) =>
  createHash('sha256').update(`${kind}:${value}`).digest('base64url')

/**
 * Counts a try before it is judged, so that a hundred at once are a hundred; throws when a key is locked.
 * Call `pardon` when the try was right. Both live outside the caller's transaction: a rolled-back try still counts.
 */
export const countTry = async (
  db: Db,
  keys: readonly (readonly [kind: string, value: string])[],
): Promise<void> => {
  const hashes = keys.map(([kind, value]) => keyOf(kind, value)).sort()
  let wait = 0
  for (const key of hashes) {
    const state = await oneRow(
      db,
      State,
      sql`
      insert into portal.throttle as t (key, failures, window_ends_at) values (${key}, 1, clock_timestamp() + ${LOCK}::interval)
      on conflict (key) do update set
        failures = case when t.locked_until > clock_timestamp() then t.failures
                        when t.window_ends_at < clock_timestamp() or t.locked_until is not null then 1
                        else t.failures + 1 end,
        window_ends_at = case when t.window_ends_at < clock_timestamp() or t.locked_until <= clock_timestamp()
                              then clock_timestamp() + ${LOCK}::interval else t.window_ends_at end,
        locked_until = case when t.locked_until > clock_timestamp() then t.locked_until
                            when t.locked_until is null and t.window_ends_at >= clock_timestamp() and t.failures >= ${TRIES_MAX}::int
                              then clock_timestamp() + ${LOCK}::interval end
      returning failures, ceil(extract(epoch from locked_until - clock_timestamp())) as wait`,
    )
    wait = Math.max(wait, state?.wait ?? 0)
  }
  if (wait > 0) throw throttled(wait)
}

/** Takes back the try just counted; with `forget`, all of the key's tries (the code's owner signed in). */
export const pardon = async (
  db: Db,
  key: readonly [kind: string, value: string],
  forget: boolean,
): Promise<void> => {
  await db.execute(
    forget
      ? sql`delete from portal.throttle where key = ${keyOf(...key)} and (locked_until is null or locked_until <= clock_timestamp())`
      : sql`update portal.throttle set failures = failures - 1 where key = ${keyOf(...key)} and failures > 0 and locked_until is null`,
  )
}
