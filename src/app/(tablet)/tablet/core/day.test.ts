// Guarantee: a wrong clock is corrected within a few seconds, and an answer that cannot tell corrects nothing.
import { expect, test } from 'vitest'
import { clockSkewMs } from './day'

const PORTAL = Date.parse('2026-11-24T08:00:00Z')
const DATE = new Date(PORTAL).toUTCString()
const YEAR = 365 * 86_400_000

test.each([
  ['right', 0, 200, 0],
  ['a second late', -1_000, 200, 0],
  ['a year ahead', YEAR, 200, 500 - 100 - YEAR],
  ['a year behind, on a slow network', -YEAR, 4_000, 500 - 2_000 + YEAR],
  ['ten seconds ahead', 10_000, 100, 450 - 10_000],
  ['right, on a slow network', 0, 8_000, 0],
  ['a year behind, on a network about to be given up', -YEAR, 19_000, 500 - 9_500 + YEAR],
  ['asleep while the answer came', 0, 7_200_000, null],
  ['set back while the answer came', 0, -YEAR, null],
])('a tablet whose clock is %s', (_, wrongByMs, tookMs, skewMs) => {
  const askedMs = PORTAL + wrongByMs
  expect(clockSkewMs(DATE, askedMs, askedMs + tookMs)).toBe(skewMs)
})

test('without a date, or with one that is none, nothing is known', () => {
  expect(clockSkewMs(null, PORTAL, PORTAL)).toBeNull()
  expect(clockSkewMs('ieri', PORTAL, PORTAL)).toBeNull()
})
