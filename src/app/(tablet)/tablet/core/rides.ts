import type { Batch } from './batches'
import type { Operator } from './pin'

/** What `GET /api/v1/tablet/rides` answers, and how the escort's screens read it. Pure: no clock, no network. */

export type Run = 'outward' | 'return'
/** Where a child is on a run: on board, got off, awaited and not there. */
export type RideState = 'boarded' | 'left' | 'notSeen'

export type RideChild = {
  id: number
  name: string
  schoolName: string
  expected: boolean
  /** When the family cancelled the day. */
  cancelledAt: string | null
  state: RideState | null
  stateAt: string | null
  boardedAt: string | null
}
export type Stop = { id: number; name: string; time: string | null; children: RideChild[] }
export type Rides = {
  day: string
  line: { id: number; code: string; name: string }
  isOpen: boolean
  operators?: Operator[]
  runs: { run: Run; stops: Stop[] }[]
}

/** One tap of an escort; `waiting` takes back what was said. */
export type RideMark = {
  markId: string
  childId: number
  run: Run
  state: RideState | 'waiting'
  markedAt: string
  stopId?: number
  operatorId?: number
}

/** A child of a run as the screen shows it: what was tapped here, else what the portal holds. */
export type Rider = Omit<RideChild, 'stateAt' | 'boardedAt'> & {
  stopId: number
  stopName: string
  /** When the state was tapped, and when the child got on. */
  at: string | null
  boardedAt: string | null
  /** Tapped here and not answered yet. */
  isWaiting: boolean
  /** Nothing was said of it although the run is past its stop. */
  isOverlooked: boolean
}
export type RunStop = { id: number; name: string; time: string | null; riders: Rider[] }
export type RunView = {
  run: Run
  stops: RunStop[]
  /** Awaited and nothing said, on board, not seen, got off. */
  counts: { awaited: number; onBoard: number; notSeen: number; left: number }
}

export const RUN_WORDS: Record<Run, string> = { outward: 'Andata', return: 'Ritorno' }

/** The same state a mark leaves behind. */
const stateOf = (mark: RideMark): RideState | null => (mark.state === 'waiting' ? null : mark.state)

const isLater = (one: RideMark, other: RideMark) =>
  one.markedAt > other.markedAt || (one.markedAt === other.markedAt && one.markId > other.markId)

/** All marks of one run of a day that were not answered yet, oldest first. */
const waitingOn = (outbox: readonly Batch[], day: string, run: Run): RideMark[] =>
  outbox
    .flatMap((batch) => (batch.kind === 'rides' && batch.day === day ? batch.marks : []))
    .filter((mark) => mark.run === run)
    .sort((one, other) => (isLater(one, other) ? 1 : -1))

/** The child after a mark. */
const afterMark = <Child extends { state: RideState | null; boardedAt: string | null }>(
  child: Child,
  mark: RideMark,
): Child & { at: string } => ({
  ...child,
  state: stateOf(mark),
  at: mark.markedAt,
  boardedAt:
    mark.state === 'boarded'
      ? // Back on board after a mistaken "got off": the child did not get on a second time.
        child.state === 'left'
        ? (child.boardedAt ?? mark.markedAt)
        : mark.markedAt
      : mark.state === 'left'
        ? child.boardedAt
        : null,
})

/**
 * Which stops the bus has left behind. Going to school, children get on: a stop is past when a later one has marks, or
 * somebody got off. Going home all get on at school: who was said nothing of is overlooked once anybody got off.
 */
const isPast = (run: Run, stops: readonly RunStop[], index: number): boolean => {
  const hasMarks = (stop: RunStop) => stop.riders.some(({ state }) => state !== null)
  const anyLeft = stops.some((stop) => stop.riders.some(({ state }) => state === 'left'))
  return anyLeft || (run === 'outward' && stops.slice(index + 1).some(hasMarks))
}

/** A run with what was tapped here laid over what the portal holds; null when the line has none such. */
export const runView = (rides: Rides, run: Run, outbox: readonly Batch[]): RunView | null => {
  const found = rides.runs.find((each) => each.run === run)
  if (!found) return null
  const waiting = waitingOn(outbox, rides.day, run)
  const stops = found.stops.map(
    (stop): RunStop => ({
      id: stop.id,
      name: stop.name,
      time: stop.time,
      riders: stop.children.map((child) => {
        const marks = waiting.filter((mark) => mark.childId === child.id)
        const { stateAt, ...known } = child
        const start: Rider = {
          ...known,
          at: stateAt,
          stopId: stop.id,
          stopName: stop.name,
          isWaiting: marks.length > 0,
          isOverlooked: false,
        }
        return marks.reduce((rider, mark) => afterMark(rider, mark), start)
      }),
    }),
  )
  const judged = stops.map((stop, index) => ({
    ...stop,
    riders: stop.riders.map((rider) => ({
      ...rider,
      isOverlooked: rider.expected && rider.state === null && isPast(run, stops, index),
    })),
  }))
  const all = judged.flatMap(({ riders }) => riders)
  const counting = (state: RideState) => all.filter((rider) => rider.state === state).length
  return {
    run,
    stops: judged,
    counts: {
      awaited: all.filter((rider) => rider.expected && rider.state === null).length,
      onBoard: counting('boarded'),
      notSeen: counting('notSeen'),
      left: counting('left'),
    },
  }
}

export const ridersOf = (view: RunView): Rider[] => view.stops.flatMap(({ riders }) => riders)

/** The rides as an answer leaves them, until the portal's own copy is read again. */
export const withRides = (
  rides: Rides,
  day: string,
  marks: readonly RideMark[],
  recorded: ReadonlySet<string>,
): Rides => {
  if (rides.day !== day) return rides
  const standing = marks
    .filter(({ markId }) => recorded.has(markId))
    .sort((one, other) => (isLater(one, other) ? 1 : -1))
  return {
    ...rides,
    runs: rides.runs.map(({ run, stops }) => ({
      run,
      stops: stops.map((stop) => ({
        ...stop,
        children: stop.children.map((child) =>
          standing
            .filter((mark) => mark.run === run && mark.childId === child.id)
            .reduce((known, mark) => {
              const { at, ...rest } = afterMark(known, mark)
              return { ...rest, stateAt: at }
            }, child),
        ),
      })),
    })),
  }
}

/** Minutes of a day, of "07:35". */
const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/**
 * The run that an escort most likely wants at an hour ("13:05"): the outward until an hour after its last stop (noon when
 * no stop has a time), then the return; the only one there is, if so.
 */
export const likelyRun = (rides: Rides, time: string): Run | null => {
  const [first, second] = rides.runs
  if (!first || !second) return first?.run ?? null
  const times = first.stops.flatMap((stop) => (stop.time ? [minutesOf(stop.time)] : []))
  const until = times.length > 0 ? Math.max(...times) + 60 : 12 * 60
  return minutesOf(time) <= until ? first.run : second.run
}
