import { expect, test } from 'vitest'
import { childCodeOf } from './child-code'

// Guarantee: one mistyped digit never makes another child's code.

test('a code has eight digits, the last of which checks the others', () => {
  expect(childCodeOf(2_000_001)).toBe('20000014')
  expect(childCodeOf(1)).toHaveLength(8)
  expect(() => childCodeOf(10_000_000)).toThrow(RangeError)
})

test('no two codes differ in one digit only', () => {
  const codes = new Set(Array.from({ length: 2_000 }, (_, index) => childCodeOf(2_000_001 + index)))
  for (const code of codes) {
    for (let place = 0; place < 8; place++) {
      for (let digit = 0; digit <= 9; digit++) {
        const other = code.slice(0, place) + digit + code.slice(place + 1)
        if (other !== code) expect(codes.has(other)).toBe(false)
      }
    }
  }
})
