// Guarantee: a month's calendar holds each of its days once, under the right weekday.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { civilDate, weekdayOf } from '@/shared/dates'
import { neighbourMonth, weeksOf } from './month-grid'

const months = fc
  .tuple(fc.integer({ min: 1990, max: 2090 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => civilDate(`${year}-${String(month).padStart(2, '0')}-01`))

describe('weeksOf', () => {
  test('November 2026 starts on a Sunday and has 30 days', () => {
    const weeks = weeksOf(civilDate('2026-11-24'))
    expect(weeks).toHaveLength(6)
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
    expect(weeks[5]).toEqual(['2026-11-30', null, null, null, null, null, null])
  })

  test('February 2026 and 2027 fill four and five weeks', () => {
    expect(weeksOf(civilDate('2026-02-01')).flat().filter(Boolean)).toHaveLength(28)
    expect(weeksOf(civilDate('2028-02-01')).flat().filter(Boolean)).toHaveLength(29)
  })

  test('every month: days in order, in the column of their weekday', () => {
    fc.assert(
      fc.property(months, (month) => {
        const weeks = weeksOf(month)
        const days = weeks.flat().filter((day) => day !== null)
        expect(days).toEqual([...new Set(days)].sort())
        for (const week of weeks) {
          expect(week).toHaveLength(7)
          week.forEach((day, index) => {
            if (day) expect(weekdayOf(day)).toBe(index + 1)
          })
        }
      }),
    )
  })
})

describe('neighbourMonth', () => {
  test.each([
    ['2026-01-31', -1, '2025-12-01'],
    ['2026-01-31', 1, '2026-02-01'],
    ['2026-02-01', 1, '2026-03-01'],
    ['2026-12-15', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-01'],
  ] as const)('%s by %i is %s', (month, by, expected) => {
    expect(neighbourMonth(civilDate(month), by)).toBe(expected)
  })
})
