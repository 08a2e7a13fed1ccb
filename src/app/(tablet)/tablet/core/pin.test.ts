// Guarantee: a tablet checks a PIN without a network exactly as the office stored it, and slows down who guesses.
import { expect, test } from 'vitest'
import { hashPin } from '@/modules/identity/operator-pin'
import { verifyPin, waitAfterWrongMs } from './pin'

test('the right PIN opens, any other does not, nor does a broken verifier', async () => {
  const verifier = hashPin('4711')
  expect(await verifyPin('4711', verifier)).toBe(true)
  expect(await verifyPin('4712', verifier)).toBe(false)
  expect(await verifyPin('4711', 'x')).toBe(false)
})

test('the wait grows from the third wrong PIN on, up to five minutes', () => {
  expect([0, 2, 3, 4, 20].map(waitAfterWrongMs)).toEqual([0, 0, 5_000, 10_000, 300_000])
})
