import { type Batch, type Mark, type Roster, type Status, withStatus } from './roster'

/** What the server did with a mark. */
export type Outcome =
  | 'recorded'
  | 'already-recorded'
  | 'superseded'
  | 'not-enrolled'
  | 'closed-day'
  | 'other-school'
export type MarkOutcome = { markId: string; outcome: Outcome; chargeCents: number | null }

/** The last mark sent for each child of a roll call; `outcome` is null until it is answered. */
export type Sent = Record<number, { mark: Mark; name: string; outcome: Outcome | null }>

/** What the result screen tells of one roll call. */
export type Result = { key: string; day: string; sentAt: string; answeredAt: string | null; sent: Sent }

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
): Result => {
  const sent: Sent = { ...result?.sent }
  for (const mark of marks) sent[mark.childId] = { mark, name: names.get(mark.childId) ?? '', outcome: null }
  return { key, day, sentAt: now, answeredAt: null, sent }
}

/** Fills in the outcomes of an answer; outcomes of marks that were corrected meanwhile are of no interest any more. */
export const withOutcomes = (result: Result, outcomes: readonly MarkOutcome[], now: string): Result => {
  const byId = new Map(outcomes.map((each) => [each.markId, each.outcome]))
  const sent: Sent = {}
  for (const [childId, entry] of Object.entries(result.sent))
    sent[Number(childId)] = { ...entry, outcome: byId.get(entry.mark.markId) ?? entry.outcome }
  return { ...result, answeredAt: now, sent }
}

/** The result without marks that were given up; null when nothing is left to tell. */
export const withoutMarks = (result: Result, marks: readonly Mark[]): Result | null => {
  const gone = new Set(marks.map((mark) => mark.markId))
  const sent = Object.fromEntries(
    Object.entries(result.sent).filter(([, { mark }]) => !gone.has(mark.markId)),
  )
  return Object.keys(sent).length === 0 ? null : { ...result, sent }
}

/** The marks of a batch that a 200 did not mention: they are not answered and keep their ids. */
export const unanswered = (batch: Batch, outcomes: readonly MarkOutcome[]): Mark[] => {
  const answered = new Set(outcomes.map((each) => each.markId))
  return batch.marks.filter((mark) => !answered.has(mark.markId))
}

/** The roster as the answer leaves it, until the server's own copy is read again. */
export const withRecorded = (roster: Roster, batch: Batch, outcomes: readonly MarkOutcome[]): Roster => {
  if (roster.day !== batch.day) return roster
  const recorded = new Set(outcomes.filter((each) => isRecorded(each.outcome)).map((each) => each.markId))
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
}

export type ResultSummary = {
  present: number
  absent: { name: string }[]
  waiting: number
  refused: { childId: number; name: string; status: Status; text: string }[]
}

/** Counts for the result screen: what stands, what still waits, and why the rest was not recorded. */
export const summaryOf = (result: Result): ResultSummary => {
  const entries = Object.values(result.sent).sort((a, b) => a.name.localeCompare(b.name, 'it'))
  const standing = entries.filter((each) => each.outcome === null || isRecorded(each.outcome))
  return {
    present: standing.filter((each) => each.mark.status === 'present').length,
    absent: standing.filter((each) => each.mark.status === 'absent').map(({ name }) => ({ name })),
    waiting: entries.filter((each) => each.outcome === null).length,
    refused: entries.flatMap(({ mark, name, outcome }) =>
      outcome !== null && outcome in REFUSALS
        ? [
            {
              childId: mark.childId,
              name,
              status: mark.status,
              text: REFUSALS[outcome as keyof typeof REFUSALS],
            },
          ]
        : [],
    ),
  }
}
