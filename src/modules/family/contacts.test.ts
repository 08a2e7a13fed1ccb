// Guarantee: only numbers and addresses that can be reached are kept, in one form, and the sentence says which field.
import { expect, test } from 'vitest'
import { ContactsForm } from './contacts'

test.each([
  ['333 1234567', 'anna@esempio.it', { mobile: '+393331234567', email: 'anna@esempio.it' }],
  ['+40 721 234 567', '', { mobile: '+40721234567', email: null }],
  [
    '',
    '  anna.bianchi+scuola@comune.esempio.it ',
    { mobile: null, email: 'anna.bianchi+scuola@comune.esempio.it' },
  ],
])('%s and %s are kept', (mobile, email, kept) => {
  expect(ContactsForm.parse({ mobile, email })).toEqual(kept)
})

test.each([
  ['0721 387111', '', 'mobile'],
  ['33312', '', 'mobile'],
  ['chiamare la nonna', 'anna@esempio.it', 'mobile'],
  ['3'.repeat(60), '', 'mobile'],
  ['333 1234567', 'anna@esempio', 'email'],
  ['333 1234567', 'anna esempio.it', 'email'],
  ['333 1234567', `${'a'.repeat(250)}@esempio.it`, 'email'],
  ['', '', 'mobile'],
  [' ', ' ', 'mobile'],
])('%s and %s are refused beside %s', (mobile, email, field) => {
  const read = ContactsForm.safeParse({ mobile, email })
  expect(read.success).toBe(false)
  expect(read.error?.issues[0]?.path).toEqual([field])
})
