// Guarantee: what the result screen says of a child is the outcome of the last mark sent for that child.
import { expect, test } from 'vitest'
import { newUuid } from './marks'
import { type Result, summaryOf, withOutcomes, withoutItems, withSent } from './outcomes'
import type { Mark } from './roster'

const mark = (markId: string, childId: number, status: Mark['status']): Mark => ({
  markId,
  childId,
  status,
  markedAt: '2026-11-24T08:00:00Z',
})
const names = new Map([
  [1, 'Rossi Ada'],
  [2, 'Bianchi Carlo'],
])
const send = (marks: Mark[], before?: Result) => withSent(before, 'key', '2026-11-24', marks, names, 't1')

test('recorded and already recorded both stand; refusals say why', () => {
  const sent = send([mark('a', 1, 'present'), mark('b', 2, 'absent')])
  const answered = withOutcomes(
    sent,
    [
      { id: 'a', outcome: 'already-recorded' },
      { id: 'b', outcome: 'other-school' },
    ],
    't2',
  )
  const summary = summaryOf(answered)
  expect(summary).toMatchObject({ present: 1, absent: [], waiting: 0 })
  expect(summary.refused).toMatchObject([
    { name: 'Bianchi Carlo', text: expect.stringContaining('altra scuola') },
  ])
})

test('the answer to a mark that was corrected meanwhile changes nothing', () => {
  const corrected = send([mark('b', 1, 'absent')], send([mark('a', 1, 'present')]))
  const answered = withOutcomes(corrected, [{ id: 'a', outcome: 'recorded' }], 't2')
  expect(summaryOf(answered)).toMatchObject({ present: 0, absent: [{ name: 'Rossi Ada' }], waiting: 1 })
})

test('giving up the last marks leaves no result', () => {
  const sent = send([mark('a', 1, 'present'), mark('b', 2, 'absent')])
  expect(withoutItems(sent, ['a'])?.sent).toHaveProperty('2')
  expect(withoutItems(sent, ['a', 'b'])).toBeNull()
})

test('mark ids are version 4 UUIDs, and distinct', () => {
  const make = () => newUuid((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
  const ids = new Set(Array.from({ length: 1000 }, make))
  expect(ids.size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})
