// Guarantee: a mobile number reaches the provider in international form, and what is not one does not leave.
import { expect, test } from 'vitest'
import { toE164 } from './phone'

test.each([
  ['333 123 4567', '+393331234567'],
  ['333.12.34.567', '+393331234567'],
  ['+39 333-1234567', '+393331234567'],
  ['0039 333 1234567', '+393331234567'],
  ['347/12345', null],
  ['349123456', '+39349123456'],
  ['+40 721 234 567', '+40721234567'],
  ['0721 387111', null],
  ['+39 0721 387111', null],
  ['', null],
  ['chiamare la nonna', null],
])('%s -> %s', (typed, expected) => {
  expect(toE164(typed)).toBe(expected)
})
