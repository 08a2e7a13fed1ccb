// Guarantee: a new password is long, is not the code, and is not what everybody tries first.

import { expect, test } from 'vitest'
import { weaknessOf } from './password-rules'

const code = '10-234567 89'

test.each([
  ['', 'too-short'],
  ['girasole9', 'too-short'],
  ['🌻🌻🌻🌻🌻🌻🌻🌻🌻', 'too-short'],
  ['x'.repeat(201), 'too-long'],
  ['1023456789', 'code'],
  ['10 23.45-6789', 'code'],
  ['9876543201', 'code'],
  ['password123', 'common'],
  ['Password2026!', 'common'],
  ['P@ssw0rd!!', 'common'],
  ['1234567890', 'common'],
  ['0987654321', 'common'],
  ['aaaaaaaaaaaa', 'common'],
  ['abcabcabcabc', 'common'],
  ['qwertyuiop', 'common'],
  ['juventus1897', 'common'],
  ['ForzaInter10', 'common'],
  ['Francesca2016', 'common'],
  ['comune di pesaro', 'common'],
  ['12ciaociao12', 'common'],
])('%s is refused as %s', (password, weakness) => {
  expect(weaknessOf(password, code)).toBe(weakness)
})

test.each([
  'girasole-arancio-7',
  'quattro gatti neri',
  'pwgen: 7hQz!k2v',
  '19-ottobre-ore-sette',
  'ΑΒΓΔ αβγδ 12',
  `${'x'.repeat(9)}pqmznvbt`,
])('%s is accepted', (password) => {
  expect(weaknessOf(password, code)).toBeNull()
})
