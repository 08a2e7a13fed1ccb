import type { Batch } from './batches'
import type { Operator } from './pin'

/** What `GET /api/v1/tablet/roster` answers, and how the screen reads it. Pure: no clock, no network. */

export type Status = 'present' | 'absent'
/** What a mark may add to yes or no. */
export type Detail = 'lateArrival' | 'lightMeal' | 'earlyExit' | 'justified'
/** What is said of a child: `classId` is the class of which it is a guest today. */
export type Said = { status: Status; detail?: Detail | null; classId?: number | null }
export type AdultKind = 'teacherDuty' | 'support' | 'ata' | 'paid'
export type Diet = { code: string; label: string }

export type RosterChild = {
  id: number
  name: string
  /** Codes of the services the child is enrolled in on that day. */
  services: string[]
  diet: Diet | null
  expected: boolean
  /** When the family cancelled the day; such a child is not expected. */
  cancelledAt: string | null
  status: Status | null
  /** The same for each service: a child may ride the bus and not eat. Without it, the fields above hold for all. */
  attendance?: {
    service: string
    expected: boolean
    status: Status | null
    detail?: Detail | null
    wish?: 'cancel' | 'light' | null
    eatsIn?: number
  }[]
  /** Nobody can say yet what the child may eat. */
  dietUnresolved?: boolean
  /** What the e-register says; the tablet decides. */
  suggestion?: { says: 'absent' | 'lateArrival' | 'earlyExit' | 'present'; source: string } | null
}
export type RosterClass = {
  id: number
  name: string
  children: RosterChild[]
  guests?: {
    childId: number
    name: string
    className: string
    service: string
    diet: Diet | null
    dietUnresolved?: boolean
  }[]
  adults?: { service: string; kind: AdultKind; count: number }[]
  /** The services whose meal the class eats out of a bag today. */
  packedLunch?: string[]
}
export type Roster = {
  day: string
  school: { id: number; name: string }
  cutoffAt: string | null
  operators?: Operator[]
  services: {
    code: string
    name: string
    isOpen?: boolean
    kind?: string
    cutoffAt?: string
    afterCutoff?: 'charge' | 'excuse'
    excuseUntil?: string | null
  }[]
  classes: RosterClass[]
}

/** One tap of the tablet, with the id that stays its own until a 200 answers it. */
export type Mark = {
  markId: string
  childId: number
  status: Status
  markedAt: string
  detail?: Detail
  classId?: number
  reason?: string
  operatorId?: number
}

/** Taps of one class and service that were not sent yet, by child. */
export type Draft = Record<number, Said & { at: string }>

/** A child of a class as the roll call shows it. */
export type Row = {
  id: number
  name: string
  diet: Diet | null
  expected: boolean
  cancelledAt: string | null
  /** What the server holds. */
  recorded: Status | null
  /** What was sent and is not answered yet. */
  waiting: Status | null
  /** What the screen says: the tap, else what was sent, else what is recorded, else present when expected. */
  choice: Status | null
  /** The same with what it adds. */
  said: Said | null
  /** What was sent, else what is recorded. */
  standing: Said | null
  dietUnresolved: boolean
  suggestion: RosterChild['suggestion']
}

/** True when two sayings of a child are the same. */
export const isSame = (one: Said | null, other: Said | null): boolean =>
  one?.status === other?.status &&
  (one?.detail ?? null) === (other?.detail ?? null) &&
  (one?.classId ?? null) === (other?.classId ?? null)

/** What an expected child is by default: present, with the light meal that the family asked for. */
const proposedOf = (child: RosterChild, service: string, expected: boolean): Said | null => {
  if (!expected) return null
  const wish = child.attendance?.find((each) => each.service === service)?.wish
  return { status: 'present', detail: wish === 'light' ? 'lightMeal' : null }
}

/** What the server holds of a child for a service, with what it adds. */
const recordedOf = (child: RosterChild, service: string, ownClass: number): Said | null => {
  const own = child.attendance?.find((each) => each.service === service)
  const status = own ? own.status : child.status
  if (status === null) return null
  const eatsIn = own?.eatsIn ?? ownClass
  return { status, detail: own?.detail ?? null, classId: eatsIn === ownClass ? null : eatsIn }
}

/** Identifies the roll call of one class for one service and day. */
export const rollCallKey = (day: string, service: string, classId: number): string =>
  `${day}/${service}/${classId}`

const collator = new Intl.Collator('it', { sensitivity: 'base' })

/** The latest unanswered mark of each child for a service and day. */
const waitingMarks = (batches: readonly Batch[], day: string, service: string): Map<number, Mark> => {
  const latest = new Map<number, Mark>()
  for (const batch of batches) {
    if (batch.kind !== 'marks' || batch.day !== day || batch.service !== service) continue
    for (const mark of batch.marks) {
      const known = latest.get(mark.childId)
      if (!known || known.markedAt < mark.markedAt) latest.set(mark.childId, mark)
    }
  }
  return latest
}

/** Whether a child is expected for one service, and what is recorded. */
const standingOf = (child: RosterChild, service: string): { expected: boolean; status: Status | null } =>
  child.attendance?.find((each) => each.service === service) ?? child

/** The children of a class enrolled in a service, in alphabetical order. */
export const rowsOf = (
  roster: Roster,
  classId: number,
  service: string,
  draft: Draft,
  batches: readonly Batch[],
): Row[] => {
  const group = roster.classes.find((each) => each.id === classId)
  if (!group) return []
  const waiting = waitingMarks(batches, roster.day, service)
  return group.children
    .filter((child) => child.services.includes(service))
    .map((child): Row => {
      const mark = waiting.get(child.id)
      const sent = mark?.status ?? null
      const { expected, status } = standingOf(child, service)
      const standing: Said | null = mark ?? recordedOf(child, service, classId)
      const said = draft[child.id] ?? standing ?? proposedOf(child, service, expected)
      return {
        id: child.id,
        name: child.name,
        diet: child.diet,
        expected,
        cancelledAt: child.cancelledAt,
        recorded: status,
        waiting: sent,
        choice: said?.status ?? null,
        said,
        standing,
        dietUnresolved: child.dietUnresolved ?? false,
        suggestion: child.suggestion ?? null,
      }
    })
    .sort((a, b) => collator.compare(a.name, b.name))
}

/** Children of the main list: expected, already marked, or cancelled by the family; the others are added by hand. */
export const isListed = (row: Row): boolean =>
  row.expected || row.cancelledAt !== null || row.recorded !== null || row.waiting !== null

const sentStatus = (row: Row): Status | null => row.waiting ?? row.recorded

/** True when sending now would make a mark for this child. */
export const isUnsent = (row: Row): boolean => row.said !== null && !isSame(row.said, row.standing)

/**
 * What a tap does: present and absent alternate; a child nobody expected becomes present,
 * and goes back to unmarked when nothing was sent about it.
 */
export const tapped = (row: Row): Status | null => {
  if (row.choice !== 'present') return 'present'
  return row.expected || sentStatus(row) !== null ? 'absent' : null
}

/** The draft after a tap on a row; a tap that only restores what stands leaves no trace. */
export const tap = (draft: Draft, row: Row, at: string): Draft => {
  const { [row.id]: _, ...others } = draft
  const status = tapped(row)
  const standing = sentStatus(row) ?? (row.expected ? 'present' : null)
  return status === null || status === standing ? others : { ...others, [row.id]: { status, at } }
}

/** The draft after something was said of a child; what already stands leaves no trace. */
export const say = (draft: Draft, row: Row, said: Said, at: string): Draft => {
  const { [row.id]: _, ...others } = draft
  return isSame(said, row.standing) ? others : { ...others, [row.id]: { ...said, at } }
}

/** How many who may eat with a class have a diet that nobody can say: its own children unless absent, and its guests. */
export const unresolvedDiets = (
  roster: Roster,
  group: RosterClass,
  service: string,
  rows: readonly Row[],
): number => {
  const kind = roster.services.find((each) => each.code === service)?.kind
  if (kind !== undefined && kind !== 'canteen') return 0
  const own = rows.filter((row) => row.dietUnresolved && row.choice === 'present')
  const guests = (group.guests ?? []).filter((guest) => guest.service === service && guest.dietUnresolved)
  return own.length + guests.length
}

/** Whether a class is on a trip today and takes the meal of a service with it. */
export const isOnTrip = (group: RosterClass, service: string | null): boolean =>
  service !== null && (group.packedLunch ?? []).includes(service)

/** Where a class stands: nobody expected, nothing sent, some children missing, waiting for the network, all sent. */
export type ProgressState = 'none' | 'to-do' | 'partial' | 'waiting' | 'sent'
export type Progress = {
  state: ProgressState
  expected: number
  present: number
  absent: number
  /** Expected children about whom nothing was sent. */
  missing: number
  /** Taps that were made and not sent. */
  taps: number
}

/** Progress of a class from its rows. */
export const progressOf = (rows: readonly Row[], draft: Draft): Progress => {
  const expected = rows.filter((row) => row.expected)
  const missing = expected.filter((row) => sentStatus(row) === null).length
  const present = rows.filter((row) => sentStatus(row) === 'present').length
  const absent = rows.filter((row) => sentStatus(row) === 'absent').length
  const taps = rows.filter((row) => draft[row.id] !== undefined && isUnsent(row)).length
  const state = ((): ProgressState => {
    if (rows.some((row) => row.waiting !== null)) return 'waiting'
    if (expected.length === 0 && present + absent === 0) return 'none'
    if (missing === 0) return 'sent'
    return present + absent === 0 ? 'to-do' : 'partial'
  })()
  return { state, expected: expected.length, present, absent, missing, taps }
}

/** The child with a status recorded for one service. */
export const withStatus = (
  child: RosterChild,
  service: string,
  status: Status,
  more: { detail?: Detail | null; eatsIn?: number } = {},
): RosterChild => ({
  ...child,
  status,
  attendance: child.attendance?.map((each) =>
    each.service === service ? { ...each, ...more, status } : each,
  ),
})

/**
 * Why a service has no roll call in the whole school: closed on that day, or nobody expected, cancelled or marked.
 * Null when there is something to do or to see.
 */
export const idleReason = (roster: Roster, service: string): 'closed' | 'nobody' | null => {
  const concerned = roster.classes
    .flatMap((group) => group.children)
    .filter((child) => child.services.includes(service))
    .map((child) => ({ ...standingOf(child, service), cancelledAt: child.cancelledAt }))
  if (concerned.some((each) => each.expected || each.status)) return null
  if (roster.services.find((each) => each.code === service)?.isOpen === false) return 'closed'
  return concerned.some((each) => each.cancelledAt) ? null : 'nobody'
}
