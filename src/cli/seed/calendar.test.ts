import { expect, test } from 'vitest'
import { civilDate } from '@/shared/dates'
import { isSchoolDay, lastOpenDays, schoolYearAround } from './calendar'

// Guarantee: the demo's school year closes when the schools of the Marche do.

const year = schoolYearAround(civilDate('2026-11-24'))

test.each([
  ['2026-09-24', false], // the patron
  ['2026-11-24', true],
  ['2026-11-22', false], // a Sunday
  ['2026-12-07', false], // the bridge of the 8th
  ['2026-12-08', false],
  ['2026-12-22', true],
  ['2027-01-06', false],
  ['2027-01-07', true],
  ['2027-03-29', false], // Easter Monday
  ['2027-06-02', false],
])('%s is a school day: %s', (day, expected) => {
  expect(isSchoolDay(year, year.lessons, civilDate(day))).toBe(expected)
})

test('4 October is a holiday again from 2026', () => {
  expect(schoolYearAround(civilDate('2027-10-10')).closures.map(({ from }) => from)).toContain('2027-10-04')
  expect(schoolYearAround(civilDate('2025-10-10')).closures.map(({ from }) => from)).not.toContain(
    '2025-10-04',
  )
})

test('open days are counted back from yesterday, oldest first', () => {
  expect(lastOpenDays(year, year.canteen, civilDate('2026-11-24'), 3)).toEqual([
    '2026-11-19',
    '2026-11-20',
    '2026-11-23',
  ])
  expect(lastOpenDays(year, year.canteen, civilDate('2026-09-10'), 3)).toEqual([])
})
