// Guarantee: a family reads when its request came, what the cut-off was and what an absence marked now costs.
import { expect, test } from 'vitest'
import type { TooLate } from '@/modules/family'
import { lateWords } from './late-words'

const late = { arrivedAt: '2026-11-30T08:52:00Z', cutoffAt: '2026-11-30T09:30:00+01:00' }

test.each<[Pick<TooLate, 'afterCutoff' | 'excuseUntil'>, string]>([
  [{ afterCutoff: 'charge', excuseUntil: null }, 'segnata adesso può essere addebitata lo stesso.'],
  [{ afterCutoff: 'excuse', excuseUntil: '11:00' }, 'segnata entro le 11:00 non è addebitata.'],
  [{ afterCutoff: 'excuse', excuseUntil: null }, 'segnata oggi non è addebitata.'],
])('%j', (policy, end) => {
  const words = lateWords({ ...late, ...policy })
  expect(words).toMatch(/^La richiesta è arrivata alle 09:52, dopo l’orario limite delle 09:30: /)
  expect(words.endsWith(end)).toBe(true)
})
