// Guarantee: a child to be looked for is on the board as such, at the minute it becomes true and not before.
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { civilDate, instantInRome } from '@/shared/dates'
import { ChildId, LineId, SchoolId, StopId } from '@/shared/ids'
import { boardOf, boardOfSchool, type Line, type Rider } from './board'

const day = civilDate('2026-11-24')
const at = (time: string) => instantInRome(day, time)
const line: Line = {
  id: LineId.parse(1),
  code: 'A',
  name: 'Linea A',
  alarmMinutes: 15,
  runs: [
    { run: 'outward', first: '07:30', last: '08:00' },
    { run: 'return', first: '13:00', last: '13:30' },
  ],
}
let serial = 0
const rider = (values: Partial<Rider> = {}): Rider => ({
  lineId: line.id,
  run: 'outward',
  stopId: StopId.parse(1),
  stop: 'Piazza',
  time: '07:30',
  childId: ChildId.parse(++serial),
  name: `Bambino ${serial}`,
  schoolId: SchoolId.parse(1),
  school: 'Primaria',
  isOpen: true,
  isExpected: true,
  cancelledAt: null,
  isAwayFromSchool: false,
  state: null,
  stateAt: null,
  boardedAt: null,
  ...values,
})
const alarmsAt = (time: string, ...riders: Rider[]) =>
  boardOf({ day, lines: [line], riders }, at(time)).lines[0]?.runs.flatMap(({ children }) =>
    children.map(({ alarm }) => alarm),
  )
const boarded = { state: 'boarded', stateAt: at('07:31'), boardedAt: at('07:31') } as const

test.each<[what: string, values: Partial<Rider>, before: string, from: string, alarm: string]>([
  ['awaited, no news', {}, '07:44', '07:45', 'noNews'],
  [
    'awaited on the way home, where all get on at school',
    { run: 'return', time: '13:30' },
    '13:14',
    '13:15',
    'noNews',
  ],
  ['awaited where the run has no time', { time: null }, '08:14', '08:15', 'noNews'],
  ['on board after the last stop', boarded, '08:14', '08:15', 'onBoard'],
  ['on board though cancelled', { ...boarded, isExpected: false }, '08:14', '08:15', 'onBoard'],
])('%s', (_, values, before, from, alarm) => {
  expect(alarmsAt(before, rider(values))).toEqual([null])
  expect(alarmsAt(from, rider(values))).toEqual([alarm])
})

test('not seen is an alarm at once, of an awaited child alone; who got off or is not awaited is none', () => {
  expect(alarmsAt('07:31', rider({ state: 'notSeen' }))).toEqual(['notSeen'])
  expect(alarmsAt('23:00', rider({ state: 'notSeen', isExpected: false }))).toEqual([null])
  expect(alarmsAt('23:00', rider({ state: 'left' }))).toEqual([null])
  expect(alarmsAt('23:00', rider({ isExpected: false }))).toEqual([null])
})

test('a child that is away from school is looked for on the way there, not on the way home, unless it got on', () => {
  const away = { isAwayFromSchool: true }
  expect(alarmsAt('23:00', rider({ ...away, state: 'notSeen' }))).toEqual(['notSeen'])
  for (const state of [null, 'notSeen'] as const)
    expect(alarmsAt('23:00', rider({ ...away, run: 'return', state }))).toEqual([null])
  expect(alarmsAt('23:00', rider({ ...away, ...boarded, run: 'return' }))).toEqual(['onBoard'])
})

test('a run of which nothing was said is silent as soon as it is late, and no longer after one word', () => {
  const silentAt = (time: string, ...riders: Rider[]) =>
    boardOf({ day, lines: [line], riders }, at(time)).lines[0]?.runs.map(({ isSilent }) => isSilent)
  expect(silentAt('07:44', rider(), rider())).toEqual([false])
  expect(silentAt('07:45', rider(), rider())).toEqual([true])
  expect(silentAt('07:45', rider(), rider(boarded))).toEqual([false])
})

test('stops come in the order of their times, and every child is counted once', () => {
  const riders = [
    rider({ time: null, stop: 'Fuori orario' }),
    rider({ time: '07:40', stop: 'Seconda', ...boarded }),
    rider({ time: '07:30', stop: 'Prima', state: 'notSeen' }),
    rider({ time: '07:30', stop: 'Prima', isExpected: false, cancelledAt: at('06:00') }),
  ]
  const [run] = boardOf({ day, lines: [line], riders }, at('07:41')).lines[0]?.runs ?? []
  expect(run?.children.map(({ stop }) => stop)).toEqual(['Prima', 'Prima', 'Seconda', 'Fuori orario'])
  expect(run?.counts).toEqual({ expected: 3, onBoard: 1, left: 0, notSeen: 1, waiting: 1 })
})

test('a closed day has no runs; a school sees its own children and the lines on which they ride', () => {
  const closed = boardOf({ day, lines: [line], riders: [rider({ isOpen: false })] }, at('09:00'))
  expect([closed.isOpen, closed.lines[0]?.runs]).toEqual([false, []])
  const other = { ...line, id: LineId.parse(2) }
  const riders = [
    rider(),
    rider({ schoolId: SchoolId.parse(2) }),
    rider({ lineId: other.id, schoolId: SchoolId.parse(2) }),
  ]
  const board = boardOf({ day, lines: [line, other], riders }, Temporal.Instant.from('2026-11-24T05:00:00Z'))
  expect(boardOfSchool(board, null)).toBe(board)
  const own = boardOfSchool(board, SchoolId.parse(1))
  expect(own.lines.map(({ id, runs }) => [id, runs[0]?.counts.expected])).toEqual([[line.id, 1]])
})
