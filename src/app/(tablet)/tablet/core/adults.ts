import { type AdultCount, after, type Batch } from './batches'
import type { AdultKind, Roster } from './roster'

/** Adults' meals of a class, counted by kind and without names. Pure. */

/** The kinds in the order of the screen, in the words of a school. */
export const ADULT_KINDS: { kind: AdultKind; text: string }[] = [
  { kind: 'teacherDuty', text: 'Insegnanti in servizio' },
  { kind: 'support', text: 'Sostegno' },
  { kind: 'ata', text: 'Personale ATA' },
  { kind: 'paid', text: 'Pasti a pagamento' },
]
export const ADULTS_MAX = 99

/** Counts of one class and service that were not sent yet. */
export type AdultDraft = Partial<Record<AdultKind, { count: number; at: string }>>
export type AdultRow = {
  kind: AdultKind
  text: string
  /** What the screen says. */
  count: number
  /** What was sent, else what the portal holds; nobody counted is none. */
  standing: number
  isWaiting: boolean
}

/** The latest count of a class, service and kind that was not answered yet. */
const waitingCount = (
  batches: readonly Batch[],
  day: string,
  service: string,
  classId: number,
  kind: AdultKind,
): AdultCount | undefined =>
  batches
    .flatMap((batch) =>
      batch.kind === 'adults' && batch.day === day && batch.service === service ? batch.counts : [],
    )
    .filter((each) => each.classId === classId && each.kind === kind)
    .sort((one, other) => one.countedAt.localeCompare(other.countedAt))
    .at(-1)

/** The four counts of a class; none where the service is not a meal. */
export const adultRows = (
  roster: Roster,
  classId: number,
  service: string,
  draft: AdultDraft,
  batches: readonly Batch[],
): AdultRow[] => {
  const group = roster.classes.find((each) => each.id === classId)
  const own = roster.services.find((each) => each.code === service)
  if (!group || (own?.kind !== undefined && own.kind !== 'canteen')) return []
  return ADULT_KINDS.map(({ kind, text }) => {
    const waiting = waitingCount(batches, roster.day, service, classId, kind)
    const recorded = group.adults?.find((each) => each.service === service && each.kind === kind)?.count ?? 0
    const standing = waiting?.count ?? recorded
    return { kind, text, standing, count: draft[kind]?.count ?? standing, isWaiting: waiting !== undefined }
  })
}

export const isCountUnsent = (row: AdultRow): boolean => row.count !== row.standing

/** The draft after one more or one less; a count that already stands leaves no trace. */
export const withCount = (draft: AdultDraft, row: AdultRow, count: number, at: string): AdultDraft => {
  const { [row.kind]: _, ...others } = draft
  const bounded = Math.min(Math.max(count, 0), ADULTS_MAX)
  return bounded === row.standing ? others : { ...others, [row.kind]: { count: bounded, at } }
}

/** The counts that sending now must make: those that changed. */
export const countsToSend = (
  rows: readonly AdultRow[],
  draft: AdultDraft,
  classId: number,
  lastCountedAt: (kind: AdultKind) => string | undefined,
  now: string,
  uuid: () => string,
  operatorId: number | undefined,
): AdultCount[] =>
  rows.filter(isCountUnsent).map(({ kind, count }) => ({
    countId: uuid(),
    classId,
    kind,
    count,
    countedAt: after(draft[kind]?.at ?? now, lastCountedAt(kind)),
    ...(operatorId ? { operatorId } : {}),
  }))

/** The roster as an answer leaves it, until the portal's own copy is read again. */
export const withCounted = (
  roster: Roster,
  { day, service, counts }: { day: string; service: string; counts: readonly AdultCount[] },
  recorded: ReadonlySet<string>,
): Roster => {
  const standing = counts.filter(({ countId }) => recorded.has(countId))
  if (roster.day !== day || standing.length === 0) return roster
  return {
    ...roster,
    classes: roster.classes.map((group) => {
      const own = standing.filter(({ classId }) => classId === group.id)
      const kinds = new Set(own.map(({ kind }) => kind))
      const others = (group.adults ?? []).filter((each) => each.service !== service || !kinds.has(each.kind))
      return own.length === 0
        ? group
        : { ...group, adults: [...others, ...own.map(({ kind, count }) => ({ service, kind, count }))] }
    }),
  }
}
