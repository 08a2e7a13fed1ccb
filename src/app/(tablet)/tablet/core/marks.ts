import { after } from './batches'
import { type Draft, isUnsent, type Mark, type Row } from './roster'

/** A version 4 UUID; works on plain HTTP too, where `crypto.randomUUID` does not exist. */
export const newUuid = (random: (bytes: Uint8Array) => Uint8Array): string => {
  const bytes = random(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

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
