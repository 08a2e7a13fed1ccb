import type { ChildRide } from '@/modules/bus'
import { formatTime } from '@/shared/dates'
import { definitionList } from '@/ui/definition-list'
import { type Html, html } from '@/ui/html'

const RUNS = { outward: 'Andata', return: 'Ritorno' } as const

const atStop = (stop: string | null) => (stop ? `, fermata ${stop}` : '')

/** "salito alle 07:41, fermata Via Rossi; sceso alle 07:55", "non visto alle 07:40", "atteso alle 07:35, ...". */
export const rideWords = (ride: ChildRide, isExpected: boolean): string => {
  const { run, state, stateAt, stateStop, boardedAt, boardedStop, stop, time } = ride
  const at = stateAt ? ` alle ${formatTime(stateAt)}` : ''
  const boarded =
    boardedAt &&
    // On the way home all get on at school.
    `salito alle ${formatTime(boardedAt)}${atStop(boardedStop ?? (run === 'outward' ? stop : null))}`
  switch (state) {
    case 'boarded':
      return boarded ?? `salito${at}`
    case 'left': {
      const left = `sceso${at}${atStop(stateStop ?? (run === 'return' ? stop : null))}`
      return boarded ? `${boarded}; ${left}` : left
    }
    case 'notSeen':
      return `non visto${at}${atStop(stateStop ?? stop)}`
    case null:
      return `${isExpected ? 'atteso' : 'non previsto'}${isExpected && time ? ` alle ${time}` : ''}${isExpected ? atStop(stop) : ''}`
  }
}

/** The runs of a day; nothing for a child without a stop. */
export const ridesPart = (
  rides: readonly ChildRide[],
  { isExpected, level }: { isExpected: boolean; level: 'h2' | 'none' },
): Html | null =>
  rides.length === 0
    ? null
    : html`${level === 'h2' && html`<h2 class="h4 mt-4">Corse</h2>`}${definitionList(
        rides.map((ride) => ({
          term: `${RUNS[ride.run]}, ${ride.line}`,
          value: rideWords(ride, isExpected),
        })),
      )}`
