import type { Batch, Draft, Mark, Row } from './roster'
import { isUnsent } from './roster'

/** The limit of one request to `POST /api/v1/tablet/marks`. */
const MARKS_PER_BATCH = 500

/** A version 4 UUID; works on plain HTTP too, where `crypto.randomUUID` does not exist. */
export const newUuid = (random: (bytes: Uint8Array) => Uint8Array): string => {
  const bytes = random(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The later of two instants, one millisecond after `floor` when the clock went back: a correction is never older than what it corrects. */
const after = (at: string, floor: string | undefined): string =>
  floor === undefined || at > floor ? at : new Date(Date.parse(floor) + 1).toISOString()

/**
 * The marks that sending now must make: expected children not marked yet (present by default) and every child
 * whose status changed since it was last sent. The others keep the id they were sent with.
 */
export const marksToSend = (
  rows: readonly Row[],
  draft: Draft,
  lastMarkedAt: ReadonlyMap<number, string>,
  now: string,
  uuid: () => string,
  { reason, operatorId }: { reason?: string; operatorId?: number } = {},
): Mark[] =>
  rows.filter(isUnsent).map((row) => ({
    markId: uuid(),
    childId: row.id,
    status: row.choice as Mark['status'],
    markedAt: after(draft[row.id]?.at ?? now, lastMarkedAt.get(row.id)),
    ...(row.said?.detail ? { detail: row.said.detail } : {}),
    ...(row.said?.classId ? { classId: row.said.classId } : {}),
    ...(reason ? { reason } : {}),
    ...(operatorId ? { operatorId } : {}),
  }))

/** Splits marks into batches that one request may carry. */
export const toBatches = (
  about: Pick<Batch, 'schoolId' | 'day' | 'service' | 'classId' | 'className'>,
  marks: readonly Mark[],
  now: string,
  uuid: () => string,
): Batch[] => {
  const batches: Batch[] = []
  for (let start = 0; start < marks.length; start += MARKS_PER_BATCH)
    batches.push({
      ...about,
      id: uuid(),
      marks: marks.slice(start, start + MARKS_PER_BATCH),
      createdAt: now,
      attempts: 0,
      retryAt: 0,
      failure: null,
    })
  return batches
}

/** The two halves of a batch the server found too large, with the same marks; one mark alone cannot be split. */
export const halve = (batch: Batch, uuid: () => string): Batch[] => {
  if (batch.marks.length < 2) return [batch]
  const middle = Math.ceil(batch.marks.length / 2)
  return [
    { ...batch, marks: batch.marks.slice(0, middle), failure: null },
    { ...batch, id: uuid(), marks: batch.marks.slice(middle), failure: null },
  ]
}
