import type { Temporal } from 'temporal-polyfill'
import { type CivilDate, instantInRome } from '@/shared/dates'
import type { ChildId, LineId, SchoolId, StopId } from '@/shared/ids'
import { type RideState, RUNS, type Run } from './ride'

/** A child on a run of the day, as the lists know it. */
export type Rider = {
  lineId: LineId
  run: Run
  stopId: StopId
  stop: string
  /** When the bus comes by; null when the run does not stop there. */
  time: string | null
  childId: ChildId
  name: string
  schoolId: SchoolId
  school: string
  isOpen: boolean
  isExpected: boolean
  cancelledAt: Temporal.Instant | null
  /** The school marked it absent from another service: it has no reason to be on the way home. */
  isAwayFromSchool: boolean
  state: RideState | null
  stateAt: Temporal.Instant | null
  boardedAt: Temporal.Instant | null
}

export type Line = {
  id: LineId
  code: string
  name: string
  alarmMinutes: number
  /** Of each run on which the line stops somewhere: its first and its last stop. */
  runs: { run: Run; first: string; last: string }[]
}

/**
 * What must be looked into at once. `notSeen`: the escort did not see an awaited child. `noNews`: nothing was said of an
 * awaited child long after the bus came by. `onBoard`: a child got on and was not said to have got off long after the
 * last stop.
 */
export type RideAlarm = 'notSeen' | 'noNews' | 'onBoard'

export type BoardChild = Rider & { alarm: RideAlarm | null }

export type BoardRun = {
  run: Run
  counts: { expected: number; onBoard: number; left: number; notSeen: number; waiting: number }
  /** Nothing at all was said of the run, and it is late: the tablet, not the children. */
  isSilent: boolean
  children: BoardChild[]
}

export type BusBoard = {
  day: CivilDate
  /** The bus service is open for somebody. */
  isOpen: boolean
  lines: (Omit<Line, 'runs'> & { runs: BoardRun[] })[]
}

const minutesAfter = (day: CivilDate, time: string | undefined, minutes: number) =>
  time ? instantInRome(day, time).add({ minutes }) : null

const alarmOf = (
  rider: Rider,
  {
    day,
    now,
    line,
    hours,
  }: { day: CivilDate; now: Temporal.Instant; line: Line; hours: Line['runs'][number] | undefined },
): RideAlarm | null => {
  const isPast = (at: Temporal.Instant | null) => at !== null && now.epochMilliseconds >= at.epochMilliseconds
  if (rider.state === 'boarded')
    return isPast(minutesAfter(day, hours?.last, line.alarmMinutes)) ? 'onBoard' : null
  if (rider.state === 'left' || !rider.isExpected) return null
  if (rider.run === 'return' && rider.isAwayFromSchool) return null
  if (rider.state === 'notSeen') return 'notSeen'
  // On the way home all get on at school, before the first stop.
  const at = rider.run === 'outward' ? (rider.time ?? hours?.last) : hours?.first
  return isPast(minutesAfter(day, at, line.alarmMinutes)) ? 'noNews' : null
}

const countsOf = (children: readonly Rider[]): BoardRun['counts'] => {
  const count = (is: (child: Rider) => boolean) => children.filter(is).length
  return {
    expected: count(({ isExpected }) => isExpected),
    onBoard: count(({ state }) => state === 'boarded'),
    left: count(({ state }) => state === 'left'),
    notSeen: count(({ state }) => state === 'notSeen'),
    waiting: count(({ state, isExpected }) => state === null && isExpected),
  }
}

const byPlace = (a: Rider, b: Rider) =>
  (a.time ?? '99').localeCompare(b.time ?? '99') ||
  a.stop.localeCompare(b.stop, 'it') ||
  a.name.localeCompare(b.name, 'it') ||
  a.childId - b.childId

/** The board of a day at a moment. A line without children that day is there, without runs. */
export const boardOf = (
  { day, lines, riders }: { day: CivilDate; lines: readonly Line[]; riders: readonly Rider[] },
  now: Temporal.Instant,
): BusBoard => {
  const byRun = Map.groupBy(
    riders.filter(({ isOpen }) => isOpen),
    ({ lineId, run }) => `${lineId}/${run}`,
  )
  return {
    day,
    isOpen: riders.some(({ isOpen }) => isOpen),
    lines: lines.map((line) => {
      const { runs: hoursOf, ...about } = line
      return {
        ...about,
        runs: RUNS.flatMap((run): BoardRun[] => {
          const riding = byRun.get(`${line.id}/${run}`)
          if (!riding) return []
          const hours = hoursOf.find((one) => one.run === run)
          const children = riding
            .toSorted(byPlace)
            .map((rider) => ({ ...rider, alarm: alarmOf(rider, { day, now, line, hours }) }))
          const isSilent =
            children.every(({ state }) => state === null) && children.some(({ alarm }) => alarm === 'noNews')
          return [{ run, counts: countsOf(riding), isSilent, children }]
        }),
      }
    }),
  }
}

/** The board without the children of other schools, and without the lines on which none is left; null: of every school. */
export const boardOfSchool = (board: BusBoard, schoolId: SchoolId | null): BusBoard => {
  if (schoolId === null) return board
  const lines = board.lines.map((line) => ({
    ...line,
    runs: line.runs
      .map((run) => ({ ...run, children: run.children.filter((child) => child.schoolId === schoolId) }))
      .filter(({ children }) => children.length > 0)
      .map((run) => ({ ...run, counts: countsOf(run.children) })),
  }))
  return { ...board, lines: lines.filter(({ runs }) => runs.length > 0) }
}
