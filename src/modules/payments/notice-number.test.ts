// Guarantee: notice numbers follow pagoPA's structure to the digit, and stay texts.
import { describe, expect, test } from 'vitest'
import { checkDigits, formatNoticeNumber, iuvOf, noticeNumber } from './notice-number'

describe('notice numbers of auxDigit 3', () => {
  test.each([
    ['01', 2026000000123n, '301202600000012332', '01202600000012332'],
    ['01', 1n, '301000000000000144', '01000000000000144'],
    ['02', 1234567890123n, '302123456789012356', '02123456789012356'],
    ['00', 0n, '300000000000000003', '00000000000000003'],
  ])('segregation %s, base %s -> %s', (segregation, base, number, iuv) => {
    expect(noticeNumber(segregation, base)).toBe(number)
    expect(iuvOf(noticeNumber(segregation, base))).toBe(iuv)
  })

  test.each([
    ['0012026000000123', '29'],
    ['2123456789012345', '44'],
    ['3012026000000123', '32'],
  ])('the check digits of %s are %s', (digits, expected) => {
    expect(checkDigits(digits)).toBe(expected)
  })

  test.each([
    ['47x', 1n],
    ['50', 1n],
    ['1', 1n],
    ['01', 10_000_000_000_000n],
    ['01', -1n],
  ])('refuses segregation %s with base %s', (segregation, base) => {
    expect(() => noticeNumber(segregation, base)).toThrow(RangeError)
  })

  test('is printed in groups of four', () => {
    expect(formatNoticeNumber(noticeNumber('01', 2026000000123n))).toBe('3012 0260 0000 0123 32')
  })
})
