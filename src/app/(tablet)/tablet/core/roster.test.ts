// Guarantee: the screen proposes everybody expected as present, and taps change only the child that was touched.
import { describe, expect, test } from 'vitest'
import {
  idleReason,
  isListed,
  isOnTrip,
  progressOf,
  type Roster,
  type RosterChild,
  rowsOf,
  say,
  tap,
  withStatus,
} from './roster'

const child = (id: number, name: string, more: Partial<RosterChild> = {}): RosterChild => ({
  id,
  name,
  services: ['refezione'],
  diet: null,
  expected: true,
  cancelledAt: null,
  status: null,
  ...more,
})
const rosterOf = (...children: RosterChild[]): Roster => ({
  day: '2026-11-24',
  school: { id: 1, name: 'Collodi' },
  cutoffAt: null,
  services: [{ code: 'refezione', name: 'Refezione' }],
  classes: [{ id: 7, name: '3A', children }],
})
const AT = '2026-11-24T08:00:00.000Z'
const rows = (roster: Roster, draft = {}) => rowsOf(roster, 7, 'refezione', draft, [])

test('expected children are present by default, in Italian alphabetical order, others unmarked', () => {
  const roster = rosterOf(
    child(1, 'Rossi Ada'),
    child(2, 'Èvoli Bea', { expected: false }),
    child(3, 'bianchi Carlo'),
    child(4, 'Neri Dino', { services: ['scuolabus'] }),
  )
  expect(rows(roster).map((row) => [row.name, row.choice])).toEqual([
    ['bianchi Carlo', 'present'],
    ['Èvoli Bea', null],
    ['Rossi Ada', 'present'],
  ])
})

test('a second tap takes the first back and leaves no draft', () => {
  const roster = rosterOf(child(1, 'Rossi Ada'))
  const once = tap({}, rows(roster)[0] as never, AT)
  expect(once).toEqual({ 1: { status: 'absent', at: AT } })
  expect(tap(once, rows(roster, once)[0] as never, AT)).toEqual({})
})

test('a child nobody expected is added by a tap, and taken off by the next as long as nothing was sent', () => {
  const roster = rosterOf(child(1, 'Rossi Ada', { expected: false, cancelledAt: AT }))
  const added = tap({}, rows(roster)[0] as never, AT)
  expect(added).toEqual({ 1: { status: 'present', at: AT } })
  expect(tap(added, rows(roster, added)[0] as never, AT)).toEqual({})
})

test('a child added and sent can only become absent: the mark must be corrected, not forgotten', () => {
  const roster = rosterOf(child(1, 'Rossi Ada', { expected: false, status: 'present' }))
  expect(tap({}, rows(roster)[0] as never, AT)).toEqual({ 1: { status: 'absent', at: AT } })
})

test('cancelled and marked children are listed with the class, the rest is apart', () => {
  const roster = rosterOf(
    child(1, 'A', { expected: false, cancelledAt: AT }),
    child(2, 'B', { expected: false, status: 'present' }),
    child(3, 'C', { expected: false }),
  )
  expect(rows(roster).map(isListed)).toEqual([true, true, false])
})

describe('progress', () => {
  const cases: [string, Partial<RosterChild>[], string][] = [
    ['nobody expected', [{ expected: false }], 'none'],
    ['nothing sent', [{}, {}], 'to-do'],
    ['some sent', [{ status: 'present' }, {}], 'partial'],
    ['all sent', [{ status: 'present' }, { status: 'absent' }, { expected: false }], 'sent'],
  ]
  test.each(cases)('%s', (_, children, state) => {
    const roster = rosterOf(...children.map((more, index) => child(index + 1, `N${index}`, more)))
    expect(progressOf(rows(roster), {}).state).toBe(state)
  })
})

test('a service is idle when it is closed, or when nobody is expected, cancelled or marked', () => {
  const closed = rosterOf(child(1, 'A', { expected: false }))
  closed.services = [{ code: 'refezione', name: 'Refezione', isOpen: false }]
  expect(idleReason(closed, 'refezione')).toBe('closed')
  expect(idleReason(rosterOf(child(1, 'A', { expected: false })), 'refezione')).toBe('nobody')
  expect(idleReason(rosterOf(child(1, 'A', { expected: false, cancelledAt: AT })), 'refezione')).toBeNull()
  expect(idleReason(rosterOf(child(1, 'A', { expected: false, status: 'present' })), 'refezione')).toBeNull()
  expect(idleReason(rosterOf(child(1, 'A')), 'refezione')).toBeNull()
})

test('a child on the bus and not at table is expected for the one and not for the other', () => {
  const both = child(1, 'Rossi Ada', {
    services: ['refezione', 'scuolabus'],
    status: 'present',
    attendance: [
      { service: 'refezione', expected: false, status: null },
      { service: 'scuolabus', expected: true, status: 'present' },
    ],
  })
  const roster = rosterOf(both)
  expect(rowsOf(roster, 7, 'refezione', {}, [])[0]).toMatchObject({ expected: false, recorded: null })
  expect(rowsOf(roster, 7, 'scuolabus', {}, [])[0]).toMatchObject({ expected: true, recorded: 'present' })
  expect(withStatus(both, 'refezione', 'absent').attendance).toEqual([
    { service: 'refezione', expected: false, status: 'absent' },
    { service: 'scuolabus', expected: true, status: 'present' },
  ])
})

test('a wish for a light meal is proposed; what is said replaces it, and what stands leaves no draft', () => {
  const attendance = [{ service: 'refezione', expected: true, status: null, wish: 'light' as const }]
  const roster = rosterOf(child(1, 'Rossi Ada', { attendance }))
  const [row] = rows(roster)
  expect(row?.said).toEqual({ status: 'present', detail: 'lightMeal' })
  const late = say({}, row as never, { status: 'present', detail: 'lateArrival' }, AT)
  expect(rows(roster, late)[0]).toMatchObject({ choice: 'present', said: { detail: 'lateArrival' } })
  const sent = rosterOf(
    child(1, 'Rossi Ada', {
      attendance: [
        { service: 'refezione', expected: true, status: 'present', detail: 'lateArrival', eatsIn: 9 },
      ],
    }),
  )
  const [standing] = rows(sent)
  expect(standing?.said).toEqual({ status: 'present', detail: 'lateArrival', classId: 9 })
  expect(say({}, standing as never, { status: 'present', detail: 'lateArrival', classId: 9 }, AT)).toEqual({})
  expect(say({}, standing as never, { status: 'absent', detail: 'justified' }, AT)).toMatchObject({
    1: { detail: 'justified' },
  })
})

test('a class is on a trip for the meals that it takes along, not for the bus; older lists say nothing of it', () => {
  const group = { id: 7, name: '3A', children: [] }
  expect(isOnTrip({ ...group, packedLunch: ['refezione'] }, 'refezione')).toBe(true)
  expect(isOnTrip({ ...group, packedLunch: ['refezione'] }, 'scuolabus')).toBe(false)
  expect(isOnTrip({ ...group, packedLunch: ['refezione'] }, null)).toBe(false)
  expect(isOnTrip(group, 'refezione')).toBe(false)
})
