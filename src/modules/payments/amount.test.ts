// Guarantee: an amount is read as people type it, or refused with a sentence that says what to write.
import { expect, test } from 'vitest'
import { cents } from '@/shared/money'
import { readTopUpAmount } from './amount'

const limits = { minCents: cents(5_00), maxCents: cents(1_000_00) }

test.each([
  ['20', 20_00],
  ['20,5', 20_50],
  ['20,50', 20_50],
  ['20.50', 20_50],
  ['€ 20', 20_00],
  [' 20 ', 20_00],
  ['1.000', 1_000_00],
  ['1.000,00', 1_000_00],
  ['5', 5_00],
])('%j is accepted', (typed, expected) => {
  expect(readTopUpAmount(typed, limits)).toEqual({ ok: true, cents: expected })
})

test.each([
  ['', /Inserisci l’importo/],
  ['   ', /Inserisci l’importo/],
  ['0', /maggiore di zero/],
  ['0,00', /maggiore di zero/],
  ['-5', /maggiore di zero/],
  ['12,345', /due cifre dopo la virgola/],
  ['0,001', /due cifre dopo la virgola/],
  ['1000001', /massimo.*1\.000,00/],
  ['1.000.001', /massimo/],
  ['1000,01', /massimo/],
  ['4,99', /minimo.*5,00/],
  ['venti', /in cifre/],
  ['20 euro', /in cifre/],
  ['1e3', /in cifre/],
  ['٢٠', /in cifre/],
  ['20,50,10', /in cifre/],
  ['9'.repeat(60), /in cifre|massimo/],
  ['<script>', /in cifre/],
])('%j is refused', (typed, message) => {
  const read = readTopUpAmount(typed, limits)
  expect(read).toEqual({ ok: false, message: expect.stringMatching(message) })
})
