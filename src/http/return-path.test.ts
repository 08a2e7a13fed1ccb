// Guarantee: signing in leads to a page of this site and nowhere else.

import { expect, test } from 'vitest'
import { returnPath } from './return-path'

test.each([
  '/',
  '/presenze',
  '/presenze?mese=2026-11&figlio=3',
  '/pagamenti/ricarica#importo',
  '/news/un-titolo%20con%20spazio',
  '/accedito',
])('%s is kept', (path) => {
  expect(returnPath(path)).toBe(path)
})

test.each([
  undefined,
  null,
  ['/presenze', '/pagamenti'],
  '',
  'presenze',
  'https://example.org',
  '//example.org',
  '/\\example.org',
  '\\/example.org',
  '/presenze\\..\\//example.org',
  '/\t/example.org',
  '/\n/example.org',
  ' /presenze',
  '/.//example.org',
  '/presenze/..//example.org',
  'javascript:alert(1)',
  '/accedi',
  '/accedi?ritorno=/accedi',
  '/esci',
  '/api/auth/signout',
  `/${'a'.repeat(600)}`,
])('%s leads to the home page', (asked) => {
  expect(returnPath(asked)).toBe('/')
})
