// Guarantee: a family reads what is known of a ride and no more.
import { expect, test } from 'vitest'
import type { ChildRide } from '@/modules/bus'
import { civilDate, instantInRome } from '@/shared/dates'
import { rideWords } from './rides'

const at = (time: string) => instantInRome(civilDate('2026-11-24'), time)
const ride = (values: Partial<ChildRide> = {}): ChildRide => ({
  run: 'outward',
  line: 'Linea A',
  stop: 'Piazza',
  time: '07:35',
  state: null,
  stateAt: null,
  stateStop: null,
  boardedAt: null,
  boardedStop: null,
  ...values,
})
const left = { state: 'left', stateAt: at('07:55') } as const

test.each<[Partial<ChildRide>, isExpected: boolean, words: string]>([
  [{}, true, 'atteso alle 07:35, fermata Piazza'],
  [{ time: null }, true, 'atteso, fermata Piazza'],
  [{}, false, 'non previsto'],
  [{ state: 'notSeen', stateAt: at('07:36') }, true, 'non visto alle 07:36, fermata Piazza'],
  [
    { state: 'boarded', stateAt: at('07:36'), boardedAt: at('07:36'), boardedStop: 'Via Verdi' },
    true,
    'salito alle 07:36, fermata Via Verdi',
  ],
  [{ ...left, boardedAt: at('07:36') }, true, 'salito alle 07:36, fermata Piazza; sceso alle 07:55'],
  [left, true, 'sceso alle 07:55'],
  [
    { ...left, run: 'return', boardedAt: at('07:36') },
    true,
    'salito alle 07:36; sceso alle 07:55, fermata Piazza',
  ],
])('%j', (values, isExpected, words) => {
  expect(rideWords(ride(values), isExpected)).toBe(words)
})
