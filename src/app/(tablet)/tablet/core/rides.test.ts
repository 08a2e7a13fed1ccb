// Guarantee: an escort sees at once who is awaited, on board, off or not seen, by the latest tap, sent or not; nobody
// whom the bus has left behind goes unnoticed.
import { describe, expect, test } from 'vitest'
import type { Batch } from './batches'
import {
  likelyRun,
  type RideChild,
  type RideMark,
  type Rides,
  type Run,
  ridersOf,
  runView,
  withRides,
} from './rides'

const DAY = '2026-11-24'
const child = (id: number, more: Partial<RideChild> = {}): RideChild => ({
  id,
  name: `Bambino ${id}`,
  schoolName: 'Collodi',
  expected: true,
  cancelledAt: null,
  state: null,
  stateAt: null,
  boardedAt: null,
  ...more,
})
const rides = (runs: [Run, RideChild[][], string?][]): Rides => ({
  day: DAY,
  line: { id: 4, code: 'L1', name: 'Linea 1' },
  isOpen: true,
  runs: runs.map(([run, stops, time = '07:35']) => ({
    run,
    stops: stops.map((children, index) => ({ id: index + 1, name: `Fermata ${index + 1}`, time, children })),
  })),
})
const mark = (childId: number, state: RideMark['state'], at: string, run: Run = 'outward'): RideMark => ({
  markId: `${childId}-${state}-${at}`,
  childId,
  run,
  state,
  markedAt: `${DAY}T${at}:00.000Z`,
})
const waiting = (...marks: RideMark[]): Batch[] => [
  {
    kind: 'rides',
    id: 'a',
    lineId: 4,
    day: DAY,
    marks,
    createdAt: '',
    attempts: 0,
    retryAt: 0,
    failure: null,
  },
]
const view = (of: Rides, ...marks: RideMark[]) => {
  const found = runView(of, 'outward', waiting(...marks))
  if (!found) throw new Error('No such run')
  return found
}

test('the latest tap decides, whatever the order in the queue; taps of the other run do not count', () => {
  const of = rides([['outward', [[child(1)]]]])
  const shown = view(
    of,
    mark(1, 'left', '07:00'),
    mark(1, 'boarded', '06:40'),
    mark(1, 'notSeen', '09:00', 'return'),
  )
  expect(ridersOf(shown)[0]).toMatchObject({
    state: 'left',
    at: `${DAY}T07:00:00.000Z`,
    boardedAt: `${DAY}T06:40:00.000Z`,
  })
})

test('counts are of who is awaited and unmarked, on board, not seen, off', () => {
  const of = rides([
    [
      'outward',
      [
        [child(1), child(2), child(3)],
        [child(4), child(5, { expected: false })],
      ],
    ],
  ])
  expect(view(of, mark(1, 'boarded', '06:40'), mark(2, 'notSeen', '06:41')).counts).toEqual({
    awaited: 2,
    onBoard: 1,
    notSeen: 1,
    left: 0,
  })
})

describe('overlooked', () => {
  const of = rides([
    [
      'outward',
      [
        [child(1), child(2)],
        [child(3), child(4, { expected: false })],
      ],
    ],
  ])
  const overlooked = (...marks: RideMark[]) =>
    ridersOf(view(of, ...marks)).flatMap(({ id, isOverlooked }) => (isOverlooked ? [id] : []))
  test.each<[string, RideMark[], number[]]>([
    ['nobody while the bus is at their stop', [mark(1, 'boarded', '06:40')], []],
    ['who got no mark once a later stop has one', [mark(3, 'boarded', '06:50')], [1, 2]],
    [
      'nobody who was said not seen',
      [mark(1, 'notSeen', '06:40'), mark(2, 'boarded', '06:40'), mark(3, 'boarded', '06:50')],
      [],
    ],
    ['everybody awaited once the bus is emptied', [mark(1, 'left', '07:00')], [2, 3]],
  ])('%s', (_, marks, ids) => {
    expect(overlooked(...marks)).toEqual(ids)
  })
  test('going home: only once somebody got off', () => {
    const home = rides([['return', [[child(1)], [child(2)]]]])
    const at = (...marks: RideMark[]) => runView(home, 'return', waiting(...marks))
    const ids = (shown: ReturnType<typeof at>) =>
      shown && ridersOf(shown).flatMap(({ id, isOverlooked }) => (isOverlooked ? [id] : []))
    expect(ids(at(mark(2, 'boarded', '11:00', 'return')))).toEqual([])
    expect(ids(at(mark(2, 'left', '11:20', 'return')))).toEqual([1])
  })
})

test('the answer leaves recorded taps standing and forgets refused ones; a take-back clears', () => {
  const of = rides([['outward', [[child(1), child(2)]]]])
  const marks = [mark(1, 'boarded', '06:40'), mark(2, 'boarded', '06:40'), mark(1, 'waiting', '06:41')]
  const after = withRides(
    of,
    DAY,
    marks,
    new Set(marks.filter(({ childId }) => childId === 1).map(({ markId }) => markId)),
  )
  expect(after.runs[0]?.stops[0]?.children.map(({ state, boardedAt }) => [state, boardedAt])).toEqual([
    [null, null],
    [null, null],
  ])
})

test('back on board after a mistaken "off" keeps when the child got on', () => {
  const of = rides([['outward', [[child(1)]]]])
  const shown = view(of, mark(1, 'boarded', '06:40'), mark(1, 'left', '06:41'), mark(1, 'boarded', '06:42'))
  expect(ridersOf(shown)[0]?.boardedAt).toBe(`${DAY}T06:40:00.000Z`)
})

test.each<[string, Rides, string, Run | null]>([
  [
    'outward before its end',
    rides([
      ['outward', [[child(1)]], '07:50'],
      ['return', [[child(1)]], '13:20'],
    ]),
    '08:40',
    'outward',
  ],
  [
    'return after',
    rides([
      ['outward', [[child(1)]], '07:50'],
      ['return', [[child(1)]], '13:20'],
    ]),
    '08:51',
    'return',
  ],
  ['the only one', rides([['return', [[child(1)]], '13:20']]), '07:00', 'return'],
  ['none', rides([]), '07:00', null],
])('likely run: %s', (_, of, time, run) => {
  expect(likelyRun(of, time)).toBe(run)
})
