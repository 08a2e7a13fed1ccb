import type { RideMark } from './rides'
import type { AdultKind, Mark } from './roster'

/** What the tablet keeps until the portal answered for it: requests in the order they were made, of three kinds. */

/** How many adults eat with a class, of one kind, with the id that stays its own until a 200 answers it. */
export type AdultCount = {
  countId: string
  classId: number
  kind: AdultKind
  count: number
  countedAt: string
  operatorId?: number
}

type Waiting = {
  id: string
  createdAt: string
  attempts: number
  /** Epoch milliseconds before which the batch is not tried again. */
  retryAt: number
  /** Why the last attempt failed; `held` means that only a person can decide to try again. */
  failure: { kind: string; held: boolean } | null
  /** It left the tablet at least once: the portal may have it, whatever was heard back. */
  isTried?: boolean
}
type OfClass = { schoolId: number; day: string; service: string; classId: number; className: string }

/** Marks of one class and service. */
export type MarksBatch = Waiting & OfClass & { kind: 'marks'; marks: Mark[] }
/** Adults' meals of one class and service. */
export type AdultsBatch = Waiting & OfClass & { kind: 'adults'; counts: AdultCount[] }
/** What happened on the rides of a bus line. */
export type RidesBatch = Waiting & { kind: 'rides'; lineId: number; day: string; marks: RideMark[] }

/** One request that was not answered yet. */
export type Batch = MarksBatch | AdultsBatch | RidesBatch

/** Of whom a device or a batch is: a school's tablet never sends what belongs to a bus line, nor to another school. */
export type Owner = { schoolId: number } | { lineId: number }

/** Whether a batch may go out with the token of that owner. */
export const isOf = (batch: Batch, owner: Owner): boolean =>
  batch.kind === 'rides'
    ? 'lineId' in owner && batch.lineId === owner.lineId
    : 'schoolId' in owner && batch.schoolId === owner.schoolId

/** The limit of one request. */
const ITEMS_PER_BATCH = 500

/** The ids of what a batch carries, in order. */
export const idsOf = (batch: Batch): string[] =>
  batch.kind === 'adults'
    ? batch.counts.map(({ countId }) => countId)
    : batch.marks.map(({ markId }) => markId)

export const sizeOf = (batch: Batch): number => idsOf(batch).length

/** The batch with some of what it carries only; null when nothing is left. */
export const keeping = (batch: Batch, keep: (id: string) => boolean): Batch | null => {
  const kept =
    batch.kind === 'adults'
      ? { ...batch, counts: batch.counts.filter(({ countId }) => keep(countId)) }
      : batch.kind === 'rides'
        ? { ...batch, marks: batch.marks.filter(({ markId }) => keep(markId)) }
        : { ...batch, marks: batch.marks.filter(({ markId }) => keep(markId)) }
  return sizeOf(kept) === 0 ? null : kept
}

/** The two halves of a batch the server found too large, with the same ids inside; one item alone cannot be split. */
export const halve = (batch: Batch, uuid: () => string): Batch[] => {
  const ids = idsOf(batch)
  if (ids.length < 2) return [batch]
  const first = new Set(ids.slice(0, Math.ceil(ids.length / 2)))
  const halves = [keeping(batch, (id) => first.has(id)), keeping(batch, (id) => !first.has(id))]
  return halves.flatMap((half, index) =>
    half ? [{ ...half, failure: null, id: index === 0 ? batch.id : uuid() }] : [],
  )
}

/** The later of two instants, one millisecond after `floor` when the clock went back: a correction is never older than what it corrects. */
export const after = (at: string, floor: string | undefined): string =>
  floor === undefined || at > floor ? at : new Date(Date.parse(floor) + 1).toISOString()

const fresh = (uuid: () => string) => ({ id: uuid(), attempts: 0, retryAt: 0, failure: null })

/** Splits what is to be sent into batches that one request may carry. */
export const toBatches = <Item>(
  items: readonly Item[],
  now: string,
  uuid: () => string,
  make: (items: Item[], waiting: Waiting) => Batch,
): Batch[] => {
  const batches: Batch[] = []
  for (let start = 0; start < items.length; start += ITEMS_PER_BATCH)
    batches.push(make(items.slice(start, start + ITEMS_PER_BATCH), { ...fresh(uuid), createdAt: now }))
  return batches
}

/** The queue with new batches at its end: each later than the one before, so that a reload keeps their order. */
export const queued = (outbox: readonly Batch[], batches: readonly Batch[]): Batch[] => {
  const queue = [...outbox]
  for (const batch of batches)
    queue.push({ ...batch, createdAt: after(batch.createdAt, queue.at(-1)?.createdAt) })
  return queue
}

/**
 * Adds what just happened on a ride to the last batch when that never left: a stop's children go in one request.
 * `isFlying` says which batch is on its way, and stays as it is.
 */
export const withRideMarks = (
  outbox: readonly Batch[],
  about: { lineId: number; day: string; marks: RideMark[] },
  flying: string | null,
  now: string,
  uuid: () => string,
): Batch[] => {
  const last = outbox.at(-1)
  const fits =
    last?.kind === 'rides' &&
    last.lineId === about.lineId &&
    last.day === about.day &&
    !last.isTried &&
    last.id !== flying &&
    last.marks.length + about.marks.length <= ITEMS_PER_BATCH
  if (fits) return [...outbox.slice(0, -1), { ...last, marks: [...last.marks, ...about.marks] }]
  return queued(
    outbox,
    toBatches(about.marks, now, uuid, (marks, waiting) => ({ ...waiting, ...about, kind: 'rides', marks })),
  )
}

/** A batch as an earlier version of the app saved it: it knew marks only. */
export const readBatch = (saved: Batch | Omit<MarksBatch, 'kind'>): Batch =>
  'kind' in saved ? saved : { ...saved, kind: 'marks' }
