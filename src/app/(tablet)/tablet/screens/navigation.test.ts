// Guarantee: an address the tablet does not know leads to its first screen.
import { expect, test } from 'vitest'
import { classHref, readRoute, resultHref, runHref } from './navigation'

test.each([
  ['', { screen: 'classes', classId: null }],
  ['#/', { screen: 'classes', classId: null }],
  ['#/classe/x', { screen: 'classes', classId: null }],
  ['#/classe/7/altro', { screen: 'classes', classId: null }],
  [classHref(7), { screen: 'roll-call', classId: 7 }],
  ['#/corsa/altrove', { screen: 'classes', classId: null }],
  [runHref('return'), { screen: 'run', classId: null, run: 'return' }],
  [resultHref(7), { screen: 'result', classId: 7 }],
])('%j', (fragment, route) => {
  expect(readRoute(fragment)).toEqual(route)
})
