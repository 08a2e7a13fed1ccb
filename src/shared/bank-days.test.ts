// Guarantee: banks' days are known for any year: weekends, holidays of Italy, closing days of TARGET, Easter.
import { expect, test } from 'vitest'
import { bankDaysAfter, bankDaysBefore, easterOf, isBankDay } from './bank-days'
import { civilDate } from './dates'

test.each([
  [1961, '1961-04-02'],
  [2000, '2000-04-23'],
  [2024, '2024-03-31'],
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2027, '2027-03-28'],
  [2038, '2038-04-25'],
  [2285, '2285-03-22'],
])('Easter of %i is %s', (year, day) => expect(easterOf(year)).toBe(day))

test.each([
  ['2026-11-24', true],
  ['2026-11-28', false], // Saturday
  ['2026-11-29', false], // Sunday
  ['2026-04-03', false], // Good Friday, no holiday in Italy: TARGET is closed
  ['2026-04-06', false], // Easter Monday
  ['2026-06-02', false], // TARGET is open, Italy is not
  ['2026-12-08', false],
  ['2027-10-04', false], // Saint Francis, a Monday
  ['2023-10-04', true], // no holiday yet
])('%s is a day of banks: %s', (day, is) => expect(isBankDay(civilDate(day))).toBe(is))

test.each([
  ['2026-11-24', 1, '2026-11-25'],
  ['2026-11-27', 1, '2026-11-30'],
  ['2026-11-26', 2, '2026-11-30'],
  ['2026-12-24', 1, '2026-12-28'],
  ['2026-12-31', 1, '2027-01-04'],
  ['2027-03-25', 1, '2027-03-30'],
  ['2026-04-02', 1, '2026-04-07'],
  ['2026-04-30', 1, '2026-05-04'],
  ['2026-05-29', 2, '2026-06-03'],
])('%s and %i days of banks is %s', (day, count, then) => {
  expect(bankDaysAfter(civilDate(day), count)).toBe(then)
  expect(bankDaysBefore(civilDate(then), count) <= civilDate(day)).toBe(true)
})

test('counting back lands on a day of banks', () => {
  expect(bankDaysBefore(civilDate('2026-04-08'), 3)).toBe('2026-04-01')
})
