// Guarantee: a failed batch keeps its marks and ids, waits longer each time, and never less than it was told.
import { expect, test } from 'vitest'
import { halve, idsOf, type MarksBatch } from './batches'
import { type Problem, problemOf, readRetryAfter } from './problem'
import { afterFailure, nextBatch, postponed, retryDelayMs } from './retry'

const SCHOOL = { schoolId: 1 }
const batch = (id: string, more: Partial<MarksBatch> = {}): MarksBatch => ({
  kind: 'marks',
  id,
  schoolId: 1,
  day: '2026-11-24',
  service: 'refezione',
  classId: 7,
  className: '3A',
  marks: [1, 2, 3].map((childId) => ({
    markId: `m${childId}`,
    childId,
    status: 'present',
    markedAt: '2026-11-24T08:00:00Z',
  })),
  createdAt: '2026-11-24T08:00:00Z',
  attempts: 0,
  retryAt: 0,
  failure: null,
  ...more,
})
const problem = (kind: Problem['kind'], retryAfterSeconds: number | null = null): Problem => ({
  kind,
  retryAfterSeconds,
  code: null,
})

test('delays double from two seconds to a minute, and stay within a quarter of that', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempts) => retryDelayMs(attempts, 0.5))).toEqual([
    2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000,
  ])
  expect(retryDelayMs(1, 0)).toBe(1500)
  expect(retryDelayMs(1, 1)).toBe(2500)
})

test('Retry-After wins over a shorter delay, and the marks are untouched', () => {
  const before = batch('a')
  const failed = afterFailure(before, problem('too-many', 120), 1000, 0.5)
  expect(failed.retryAt).toBe(121_000)
  expect(failed).toMatchObject({ marks: before.marks })
  expect(failed.failure).toEqual({ kind: 'too-many', held: false })
})

test('what would fail the same way again waits for a person', () => {
  const held = afterFailure(batch('a'), problem('malformed'), 0, 0.5)
  expect(nextBatch([held], SCHOOL, 10 ** 9)).toEqual({ batch: null, waitMs: null })
})

test('a failure of the whole portal makes the other batches wait too, a refused batch does not', () => {
  const others = [batch('a'), batch('b')]
  const down = afterFailure(batch('a'), problem('unavailable'), 0, 0.5)
  expect(nextBatch(postponed(others, down), SCHOOL, 0)).toEqual({ batch: null, waitMs: 2000 })
  const refused = afterFailure(batch('a'), problem('malformed'), 0, 0.5)
  expect(nextBatch(postponed(others, refused), SCHOOL, 0).batch?.id).toBe('b')
})

test('marks of another school are never sent with this school’s token', () => {
  expect(nextBatch([batch('a', { schoolId: 2 })], SCHOOL, 0)).toEqual({ batch: null, waitMs: null })
})

test('a batch found too large is halved with the same marks; one mark alone stays', () => {
  const halves = halve(batch('a'), () => 'b')
  expect(halves.map(idsOf)).toEqual([['m1', 'm2'], ['m3']])
  expect(halves.map((each) => each.id)).toEqual(['a', 'b'])
})

test.each([
  ['90', 90],
  ['Tue, 24 Nov 2026 08:00:30 GMT', 30],
  ['Tue, 24 Nov 2026 07:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After %j', (header, seconds) => {
  expect(readRetryAfter(header, Date.parse('2026-11-24T08:00:00Z'))).toBe(seconds)
})

test.each([
  [401, 'unauthorised'],
  [404, 'malformed'],
  [408, 'unavailable'],
  [413, 'too-large'],
  [422, 'malformed'],
  [429, 'too-many'],
  [500, 'unavailable'],
  [503, 'unavailable'],
  [200, 'unexpected'],
])('status %i is %s', (status, kind) => {
  expect(problemOf(status, null, null).kind).toBe(kind)
})

test.each([401, 403, 404, 511])(
  '%s said by somebody who is not the portal unpairs and holds nothing',
  (status) => {
    expect(['unexpected', 'unavailable']).toContain(problemOf(status, null, null, false).kind)
  },
)
