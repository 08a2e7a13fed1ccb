import { type Batch, isOf, type Owner } from './batches'
import type { Problem, ProblemKind } from './problem'

const FIRST_DELAY_MS = 2_000
const LONGEST_DELAY_MS = 60_000

/** Doubles from 2 seconds to a minute, spread by a quarter so that tablets do not come back all together. */
export const retryDelayMs = (attempts: number, random: number): number => {
  const base = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1), LONGEST_DELAY_MS)
  return Math.round(base * (0.75 + random / 2))
}

/** Sending the same thing again would fail the same way: only a person, or a new pairing, can go on. */
const HELD: readonly ProblemKind[] = ['malformed', 'too-large', 'unauthorised']

/** The batch after a failed attempt: same marks, same ids, a later time. `Retry-After` is never cut short. */
export const afterFailure = (batch: Batch, problem: Problem, nowMs: number, random: number): Batch => {
  const attempts = batch.attempts + 1
  const delay = Math.max(retryDelayMs(attempts, random), (problem.retryAfterSeconds ?? 0) * 1000)
  return {
    ...batch,
    attempts,
    retryAt: nowMs + delay,
    failure: { kind: problem.kind, held: HELD.includes(problem.kind) },
  }
}

/** A batch as if it had never been tried: when the network is back, after a new pairing, or when a person asks. */
export const readyNow = (batch: Batch): Batch => ({ ...batch, retryAt: 0, failure: null })

/** The next batch to send, oldest first; `wait` is how long until one is due, null when none ever will be by itself. */
export const nextBatch = (
  batches: readonly Batch[],
  owner: Owner,
  nowMs: number,
): { batch: Batch | null; waitMs: number | null } => {
  const sendable = batches.filter((batch) => isOf(batch, owner) && !batch.failure?.held)
  const due = sendable.find((batch) => batch.retryAt <= nowMs)
  if (due) return { batch: due, waitMs: 0 }
  if (sendable.length === 0) return { batch: null, waitMs: null }
  return { batch: null, waitMs: Math.min(...sendable.map((batch) => batch.retryAt)) - nowMs }
}

/**
 * After a failure that concerns the whole portal, nothing else goes out before the failed batch is due again:
 * the other batches wait with it.
 */
export const postponed = (batches: readonly Batch[], failed: Batch): Batch[] =>
  batches.map((batch) => {
    if (batch.id === failed.id) return failed
    return failed.failure?.held ? batch : { ...batch, retryAt: Math.max(batch.retryAt, failed.retryAt) }
  })
