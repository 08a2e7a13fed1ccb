import { ADULT_KINDS } from './adults'
import type { AdultCount, MarksBatch } from './batches'
import { type AdultKind, type Mark, type Roster, withStatus } from './roster'

/** What the server did with a mark. */
export type Outcome =
  | 'recorded'
  | 'already-recorded'
  | 'superseded'
  | 'not-enrolled'
  | 'closed-day'
  | 'other-school'
  | 'other-line'
/** What became of one thing sent, by the id it was born with. */
export type ItemOutcome = { id: string; outcome: Outcome }

/** The last mark sent for each child of a roll call; `outcome` is null until it is answered. */
export type Sent = Record<number, { mark: Mark; name: string; outcome: Outcome | null }>

/** The last count of adults' meals sent of each kind. */
export type SentAdults = Partial<
  Record<AdultKind, { countId: string; count: number; outcome: Outcome | null }>
>

/** What the result screen tells of one roll call. */
export type Result = {
  key: string
  day: string
  sentAt: string
  answeredAt: string | null
  sent: Sent
  adults?: SentAdults
}

const RECORDED: readonly Outcome[] = ['recorded', 'already-recorded']

/** True when the mark stands as it was sent, now or at an earlier attempt. */
export const isRecorded = (outcome: Outcome | null): boolean => outcome !== null && RECORDED.includes(outcome)

/** Adds marks just handed to the network; a new mark of a child takes the place of the earlier one. */
export const withSent = (
  result: Result | undefined,
  key: string,
  day: string,
  marks: readonly Mark[],
  names: ReadonlyMap<number, string>,
  now: string,
  counts: readonly AdultCount[] = [],
): Result => {
  const sent: Sent = { ...result?.sent }
  for (const mark of marks) sent[mark.childId] = { mark, name: names.get(mark.childId) ?? '', outcome: null }
  const adults: SentAdults = { ...result?.adults }
  for (const { kind, count, countId } of counts) adults[kind] = { countId, count, outcome: null }
  return { key, day, sentAt: now, answeredAt: null, sent, adults }
}

/** Fills in the outcomes of an answer; outcomes of marks that were corrected meanwhile are of no interest any more. */
export const withOutcomes = (result: Result, outcomes: readonly ItemOutcome[], now: string): Result => {
  const byId = new Map(outcomes.map((each) => [each.id, each.outcome]))
  const sent: Sent = {}
  for (const [childId, entry] of Object.entries(result.sent))
    sent[Number(childId)] = { ...entry, outcome: byId.get(entry.mark.markId) ?? entry.outcome }
  const adults: SentAdults = {}
  for (const [kind, entry] of Object.entries(result.adults ?? {}))
    adults[kind as AdultKind] = { ...entry, outcome: byId.get(entry.countId) ?? entry.outcome }
  return { ...result, answeredAt: now, sent, adults }
}

/** The result without what was given up, by id; null when nothing is left to tell. */
export const withoutItems = (result: Result, ids: Iterable<string>): Result | null => {
  const gone = new Set(ids)
  const sent = Object.fromEntries(
    Object.entries(result.sent).filter(([, { mark }]) => !gone.has(mark.markId)),
  )
  const adults = Object.fromEntries(
    Object.entries(result.adults ?? {}).filter(([, { countId }]) => !gone.has(countId)),
  )
  const isEmpty = Object.keys(sent).length + Object.keys(adults).length === 0
  return isEmpty ? null : { ...result, sent, adults }
}

/** The ids that stand as they were sent. */
export const recordedIds = (outcomes: readonly ItemOutcome[]): Set<string> =>
  new Set(outcomes.filter((each) => isRecorded(each.outcome)).map((each) => each.id))

/** The roster as the answer leaves it, until the server's own copy is read again. */
export const withRecorded = (
  roster: Roster,
  batch: Pick<MarksBatch, 'day' | 'service' | 'marks'>,
  recorded: ReadonlySet<string>,
): Roster => {
  if (roster.day !== batch.day) return roster
  const standing = new Map<number, Mark>()
  for (const mark of batch.marks) if (recorded.has(mark.markId)) standing.set(mark.childId, mark)
  if (standing.size === 0) return roster
  return {
    ...roster,
    classes: roster.classes.map((group) => ({
      ...group,
      children: group.children.map((child) => {
        const mark = standing.get(child.id)
        if (!mark) return child
        const more = { detail: mark.detail ?? null, eatsIn: mark.classId ?? group.id }
        return withStatus(child, batch.service, mark.status, more)
      }),
    })),
  }
}

/** What the result screen says of a mark that does not stand. */
export const REFUSALS: Record<Exclude<Outcome, 'recorded' | 'already-recorded'>, string> = {
  superseded: 'Non registrata: per questo bambino è già arrivata una segnalazione più recente.',
  'not-enrolled': 'Non registrata: in questa data il bambino non risulta iscritto al servizio.',
  'closed-day': 'Non registrata: in questa data il servizio è chiuso.',
  'other-school': 'Non registrata: il bambino risulta in un’altra scuola.',
  'other-line': 'Non registrata: in questa data il bambino non è su questa linea.',
}

/** The same of a count of adults' meals. */
const COUNT_REFUSALS: Record<keyof typeof REFUSALS, string> = {
  ...REFUSALS,
  superseded: 'Non registrati: è già arrivato un conteggio più recente.',
  'closed-day': 'Non registrati: in questa data il servizio è chiuso.',
  'other-school': 'Non registrati: la classe non risulta in questa scuola.',
}

export type ResultSummary = {
  present: number
  absent: { name: string }[]
  adults: { text: string; count: number }[]
  waiting: number
  refused: { key: string; name: string; text: string }[]
}

const isRefused = (outcome: Outcome | null): outcome is keyof typeof REFUSALS =>
  outcome !== null && outcome in REFUSALS

/** Counts for the result screen: what stands, what still waits, and why the rest was not recorded. */
export const summaryOf = (result: Result): ResultSummary => {
  const entries = Object.values(result.sent).sort((a, b) => a.name.localeCompare(b.name, 'it'))
  const counts = ADULT_KINDS.flatMap(({ kind, text }) => {
    const sent = result.adults?.[kind]
    return sent ? [{ kind, text, ...sent }] : []
  })
  const standing = entries.filter((each) => !isRefused(each.outcome))
  return {
    present: standing.filter((each) => each.mark.status === 'present').length,
    absent: standing.filter((each) => each.mark.status === 'absent').map(({ name }) => ({ name })),
    adults: counts.filter((each) => !isRefused(each.outcome)),
    waiting: [...entries, ...counts].filter((each) => each.outcome === null).length,
    refused: [
      ...entries.flatMap(({ mark, name, outcome }) =>
        isRefused(outcome) ? [{ key: String(mark.childId), name, text: REFUSALS[outcome] }] : [],
      ),
      ...counts.flatMap(({ kind, text, outcome }) =>
        isRefused(outcome) ? [{ key: kind, name: text, text: COUNT_REFUSALS[outcome] }] : [],
      ),
    ],
  }
}
