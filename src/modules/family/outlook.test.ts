// Guarantee: "the credit lasts until" counts whole days of the child's own calendar at today's price, never one too many.
import { describe, expect, test } from 'vitest'
import { addDays, civilDate, eachDay } from '@/shared/dates'
import { cents } from '@/shared/money'
import { daysOfChild, lastsUntil, lowBalance } from './outlook'

const monday = civilDate('2026-11-23')
/** Open Monday to Friday, for two weeks. */
const openDays = [...eachDay(monday, addDays(monday, 13))].filter(({ weekday }) => weekday <= 5)
const everyDay = { weekdays: null, after: null, until: null }

describe('lastsUntil', () => {
  test.each([
    ['four meals, weekend skipped', 4 * 590, '2026-11-26'],
    ['a cent short of four', 4 * 590 - 1, '2026-11-25'],
    ['exactly one', 590, '2026-11-23'],
    ['less than one', 589, null],
    ['nothing', 0, null],
    ['a debt', -590, null],
    ['more than the calendar holds', 100 * 590, '2026-12-04'],
  ])('%s', (_, balance, expected) => {
    expect(lastsUntil(cents(balance), cents(590), daysOfChild(openDays, everyDay))).toBe(expected)
  })

  test('without a price by use, or with a free one, there is no such day', () => {
    expect(lastsUntil(cents(5000), null, daysOfChild(openDays, everyDay))).toBeNull()
    expect(lastsUntil(cents(5000), cents(0), daysOfChild(openDays, everyDay))).toBeNull()
  })
})

describe('daysOfChild', () => {
  test.each([
    [
      'only the weekdays of the class',
      { ...everyDay, weekdays: [2, 4] },
      ['2026-11-24', '2026-11-26', '2026-12-01', '2026-12-03'],
    ],
    ['from tomorrow when today is marked', { ...everyDay, weekdays: [1], after: monday }, ['2026-11-30']],
    [
      'while the enrolment holds',
      { ...everyDay, until: civilDate('2026-11-24') },
      ['2026-11-23', '2026-11-24'],
    ],
    ['a class that never eats', { ...everyDay, weekdays: [] }, []],
  ])('%s', (_, child, expected) => {
    expect([...daysOfChild(openDays, child)]).toEqual(expected)
  })
})

test('a wallet is low below five days of use', () => {
  expect(lowBalance(cents(590))).toBe(2950)
  expect(lowBalance(null)).toBeNull()
  expect(lowBalance(cents(0))).toBeNull()
})
