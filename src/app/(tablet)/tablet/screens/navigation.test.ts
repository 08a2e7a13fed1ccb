// Guarantee: an address the tablet does not know leads to the list of classes.
import { expect, test } from 'vitest'
import { classHref, readRoute, resultHref } from './navigation'

test.each([
  ['', { screen: 'classes', classId: null }],
  ['#/', { screen: 'classes', classId: null }],
  ['#/classe/x', { screen: 'classes', classId: null }],
  ['#/classe/7/altro', { screen: 'classes', classId: null }],
  [classHref(7), { screen: 'roll-call', classId: 7 }],
  [resultHref(7), { screen: 'result', classId: 7 }],
])('%j', (fragment, route) => {
  expect(readRoute(fragment)).toEqual(route)
})
