// Guarantee: what people type in the office's and the refund's forms is read, or explained.
import { expect, test } from 'vitest'
import { ReceiptNumber } from './counter-top-up'
import { EuroAmount, SignedEuroAmount } from './euro'
import { Iban, maskIban } from './iban'

test.each([
  ['IT60 X054 2811 1010 0000 0123 456', 'IT60X0542811101000000123456'],
  ['it60x0542811101000000123456', 'IT60X0542811101000000123456'],
  ['DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
])('IBAN %s', (typed, iban) => expect(Iban.parse(typed)).toBe(iban))

test.each([
  '',
  'IT61X0542811101000000123456',
  'IT60X05428111010000001234',
  'BR1800360305000010009795493C1',
  'ciao',
])('no IBAN for us: %s', (typed) => expect(Iban.safeParse(typed).success).toBe(false))

test('an IBAN shown is not one to use', () =>
  expect(maskIban('IT60X0542811101000000123456')).toBe('IT60 **** 3456'))

test.each([
  ['20', 20_00],
  ['20,50', 20_50],
  ['1.234,50', 1_234_50],
])('amount %s', (typed, amount) => expect(EuroAmount.parse(typed)).toBe(amount))

test.each(['', '0', '-5', 'venti', '20,505', '10000,01'])('no amount: %s', (typed) =>
  expect(EuroAmount.safeParse(typed).success).toBe(false),
)

test('a sign only where it is asked', () => {
  expect(SignedEuroAmount.parse('-5')).toBe(-5_00)
  expect(SignedEuroAmount.safeParse('0').success).toBe(false)
})

test.each([
  ['', null],
  [' a/12 ', 'A/12'],
  ['123', '123'],
])('receipt number "%s"', (typed, number) => expect(ReceiptNumber.parse(typed)).toBe(number))

test.each(['S000012', 's123456', 'A B', 'x'.repeat(21)])('no receipt number of the paper book: %s', (typed) =>
  expect(ReceiptNumber.safeParse(typed).success).toBe(false),
)
