import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql, type Tx } from '@/db/client'
import { throttled } from './errors'

/** Five wrong tries close a key for a quarter of an hour. */
const TRIES_MAX = 5
const LOCK = '15 minutes'
/** A try whose process died gives its place back after this time. */
const JUDGING = '20 seconds'
/** How long a try waits for its turn when others of the same key are being judged. */
const QUEUE_MS_MAX = 8_000

/** What a try is counted against: a code, an address. `forgetWhenRight`: a right try clears earlier failures. */
export type ThrottleKey = { kind: string; value: string; forgetWhenRight?: boolean }

/** Codes and addresses are stored as hashes: the table tells nobody who tried. */
const hashOf = ({ kind, value }: ThrottleKey) =>
  createHash('sha256').update(`${kind}:${value}`).digest('base64url')

/**
 * The network a caller is counted by: an IPv4 address, or the /64 of an IPv6 one, where a single home can pick
 * any of 2^64 addresses.
 */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%')[0]?.toLowerCase().split('::') ?? []
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/**
 * Runs one try under the limits of its keys. `judge` answers null for a wrong try; five wrong ones lock a key, and a
 * locked key refuses with `throttled` whatever is asked. Tries that are being judged count as wrong until they are
 * known to be right: a hundred at once never get more than five guesses, while a hundred right ones only queue.
 * All is counted in the database, outside the caller's transaction, so a rolled-back try still counts.
 */
export const attempt = async <T>(
  keys: readonly ThrottleKey[],
  judge: () => Promise<T | null>,
  /** Runs with the transaction that locks a key, for the audit. */
  onLock: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<T | null> => {
  const tryId = randomUUID()
  await takePlace(tryId, keys)
  let answer: T | null
  try {
    answer = await judge()
  } catch (error) {
    // Neither right nor wrong: the try was not judged.
    await giveBack(tryId, [])
    throw error
  }
  if (answer !== null) {
    await giveBack(tryId, keys)
    return answer
  }
  await countWrong(tryId, keys, onLock)
  return null
}

const takePlace = async (tryId: string, keys: readonly ThrottleKey[]): Promise<void> => {
  const until = performance.now() + QUEUE_MS_MAX
  for (let wait = 25; ; wait = Math.min(wait * 1.5, 400)) {
    if (await inTransaction((tx) => reserve(tx, tryId, keys))) return
    if (performance.now() > until) throw throttled(Math.ceil(QUEUE_MS_MAX / 1000))
    await pause(wait * (0.75 + Math.random() / 2))
  }
}

const Held = z.object({ wait: z.coerce.number().nullable() })
const Key = z.object({ key: z.string() })

const keysOf = (keys: readonly ThrottleKey[]) => JSON.stringify(keys.map(hashOf))

const reserve = async (tx: Tx, tryId: string, keys: readonly ThrottleKey[]): Promise<boolean> => {
  // Holds the rows of the keys, in one order for everybody, and starts afresh those whose time is over.
  const held = await rows(
    tx,
    Held,
    sql`
    insert into portal.throttle as t (key, failures, window_ends_at)
    select key, 0, clock_timestamp() + ${LOCK}::interval from jsonb_array_elements_text(${keysOf(keys)}::jsonb) as key order by key
    on conflict (key) do update set
      failures = case when coalesce(t.locked_until, t.window_ends_at) <= clock_timestamp() then 0 else t.failures end,
      locked_until = case when t.locked_until > clock_timestamp() then t.locked_until end
    returning ceil(extract(epoch from locked_until - clock_timestamp())) as wait`,
  )
  const wait = Math.max(0, ...held.map((row) => row.wait ?? 0))
  if (wait > 0) throw throttled(wait)
  // A statement of its own: it must see what others wrote while this one waited for the rows.
  const places = await rows(
    tx,
    Key,
    sql`
    with asked as (select key from jsonb_array_elements_text(${keysOf(keys)}::jsonb) as key),
    taken as (
      select t.key, t.failures + (select count(*) from portal.throttle_try y
                                  where y.key = t.key and y.expires_at > clock_timestamp()) as count
      from portal.throttle t join asked using (key)
    )
    insert into portal.throttle_try (try_id, key, expires_at)
    select ${tryId}::uuid, key, clock_timestamp() + ${JUDGING}::interval from asked
    where not exists (select from taken where count >= ${TRIES_MAX}::int)
    returning key`,
  )
  return places.length > 0
}

/** Ends a try that was not wrong; `right` are the keys to clear if they ask for it. */
const giveBack = async (tryId: string, right: readonly ThrottleKey[]): Promise<void> => {
  await db.execute(sql`
    with ended as (delete from portal.throttle_try where try_id = ${tryId}::uuid)
    update portal.throttle set failures = 0, locked_until = null
    where key in (select jsonb_array_elements_text(${keysOf(right.filter((key) => key.forgetWhenRight))}::jsonb))`)
}

const countWrong = (
  tryId: string,
  keys: readonly ThrottleKey[],
  onLock: (tx: Tx) => Promise<void>,
): Promise<void> =>
  inTransaction(async (tx) => {
    const locked = await oneRow(
      tx,
      z.object({ count: z.coerce.number() }),
      sql`
      with ended as (delete from portal.throttle_try where try_id = ${tryId}::uuid),
      held as (
        select key from portal.throttle where key in (select jsonb_array_elements_text(${keysOf(keys)}::jsonb))
        order by key for update
      ), counted as (
        update portal.throttle t set
          failures = t.failures + 1,
          window_ends_at = case when t.failures = 0 then clock_timestamp() + ${LOCK}::interval else t.window_ends_at end,
          locked_until = case when t.failures + 1 >= ${TRIES_MAX}::int then clock_timestamp() + ${LOCK}::interval end
        from held where t.key = held.key returning t.locked_until
      )
      select count(*) from counted where locked_until is not null`,
    )
    if (locked && locked.count > 0) await onLock(tx)
  })

/** Drops counts whose time is over; for a periodic job. */
export const sweepThrottle = async (): Promise<void> => {
  await db.execute(
    sql`delete from portal.throttle_try where expires_at < clock_timestamp() - interval '1 hour'`,
  )
  await db.execute(sql`
    delete from portal.throttle
    where coalesce(locked_until, window_ends_at) < clock_timestamp() - interval '1 hour'`)
}
