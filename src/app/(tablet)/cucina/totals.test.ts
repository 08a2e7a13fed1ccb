// Guarantee: the kitchen's totals are the sums of its classes, for any choice of service and school.
import { expect, test } from 'vitest'
import type { KitchenBoard } from '@/modules/kitchen'
import {
  classLines,
  completenessOf,
  dietTotals,
  mealTotals,
  schoolCounts,
  sharesOf,
  totalCounts,
  warningsOf,
} from './totals'

const counts = (present: number, absent: number, missing: number) => ({
  expected: present + absent + missing,
  present,
  absent,
  missing,
})
const GF = { code: 'GF', label: 'Senza glutine' }
const VEG = { code: 'VEG', label: 'Vegetariana' }
const board = {
  schools: [
    {
      id: 1,
      name: 'Collodi',
      classes: [
        {
          id: 1,
          name: '1A',
          services: [
            {
              code: 'refezione',
              ...counts(20, 2, 0),
              diets: [
                { ...VEG, expected: 2, present: 1, quantity: 2 },
                { ...GF, expected: 1, present: 1, quantity: 1 },
              ],
            },
          ],
        },
        {
          id: 2,
          name: '1B',
          services: [
            {
              code: 'refezione',
              ...counts(0, 0, 21),
              diets: [{ ...GF, expected: 2, present: 0, quantity: 2 }],
            },
            { code: 'nido', ...counts(1, 0, 0), diets: [] },
          ],
        },
      ],
    },
    {
      id: 2,
      name: 'Rodari',
      classes: [{ id: 3, name: '2A', services: [{ code: 'refezione', ...counts(10, 0, 0), diets: [] }] }],
    },
  ],
} as unknown as KitchenBoard
const [collodi, rodari] = board.schools as [KitchenBoard['schools'][0], KitchenBoard['schools'][0]]

test('counts add up by school and over schools, each service apart', () => {
  expect(schoolCounts(collodi, 'refezione')).toEqual(counts(20, 2, 21))
  expect(totalCounts(board.schools, 'refezione')).toEqual(counts(30, 2, 21))
  expect(totalCounts(board.schools, 'nido')).toEqual(counts(1, 0, 0))
  expect(totalCounts([rodari], 'nido')).toEqual(counts(0, 0, 0))
})

test('diets add up by code, in the order of their codes', () => {
  expect(dietTotals(board.schools, 'refezione')).toEqual([
    { ...GF, expected: 3, present: 1, quantity: 3 },
    { ...VEG, expected: 2, present: 1, quantity: 2 },
  ])
  expect(dietTotals(board.schools, 'nido')).toEqual([])
})

test('only the classes that use a service are listed', () => {
  expect(classLines(collodi, 'nido').map(({ name }) => name)).toEqual(['1B'])
})

test.each([
  [counts(0, 0, 0), 'none'],
  [counts(0, 0, 3), 'waiting'],
  [counts(1, 0, 2), 'partial'],
  [counts(0, 1, 2), 'partial'],
  [counts(2, 1, 0), 'complete'],
])('%j is %s', (given, completeness) => {
  expect(completenessOf(given)).toBe(completeness)
})

test('shares fill the bar, and an empty bar stays empty', () => {
  const { present, absent, missing } = sharesOf(counts(30, 2, 21))
  expect(present + absent + missing).toBeCloseTo(100)
  expect(sharesOf(counts(0, 0, 0))).toEqual({ present: 0, absent: 0, missing: 0 })
})

const meals = (standard: number, diets: number, unresolved = 0) => ({
  standard,
  light: 1,
  packed: 0,
  diets,
  adults: 2,
  unresolved,
  all: standard + diets + 3,
})
const lunch = {
  schools: [
    {
      id: 1,
      name: 'Collodi',
      kitchen: 'NORD',
      hours: [{ service: 'refezione', cutoffAt: '09:30', isExtended: false, alarm: 'due' }],
      classes: [
        {
          id: 1,
          name: '1A',
          services: [
            {
              code: 'refezione',
              ...counts(20, 2, 0),
              totals: meals(15, 4, 1),
              diets: [],
              isDrop: false,
              usual: 21,
            },
          ],
        },
        {
          id: 2,
          name: '1B',
          services: [
            {
              code: 'refezione',
              ...counts(0, 0, 9),
              totals: meals(8, 0),
              diets: [],
              isDrop: false,
              usual: 9,
            },
          ],
        },
        {
          id: 3,
          name: '1C',
          services: [
            {
              code: 'refezione',
              ...counts(4, 18, 0),
              totals: meals(3, 0),
              diets: [],
              isDrop: true,
              usual: 20,
            },
          ],
        },
      ],
    },
    {
      id: 2,
      name: 'Rodari',
      kitchen: null,
      hours: [{ service: 'refezione', cutoffAt: '10:00', isExtended: true, alarm: null }],
      classes: [
        {
          id: 4,
          name: '2A',
          services: [
            {
              code: 'refezione',
              ...counts(0, 0, 1),
              totals: meals(1, 0),
              diets: [],
              isDrop: false,
              usual: null,
            },
          ],
        },
      ],
    },
  ],
} as unknown as KitchenBoard

test('meals to cook add up, without those of unclear diets', () => {
  expect(mealTotals(lunch.schools, 'refezione')).toEqual({
    standard: 27,
    light: 4,
    packed: 0,
    diets: 4,
    adults: 8,
    unresolved: 1,
    all: 43,
  })
})

test('what must not be overlooked is said in words, the gravest first', () => {
  const said = warningsOf(lunch.schools, 'refezione', (at) => at).map(
    ({ kind, where, what }) => `${kind}: ${where}: ${what}`,
  )
  expect(said).toEqual([
    'unresolved: Collodi, 1A: dieta da chiarire per 1 bambino: telefonare, non servire il pasto comune',
    'due: Collodi: la classe 1B non ha inviato; orario limite passato alle 09:30',
    'drop: Collodi, 1C: calo insolito: 4 presenti, di solito 20',
    'noKitchen: Rodari: nessun centro cottura indicato: avvisare l’ufficio',
  ])
  expect(warningsOf(lunch.schools, 'nido', (at) => at)).toEqual([])
})
