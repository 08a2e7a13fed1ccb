// Guarantee: the bank's file holds what was approved, in the letters and to the cent that banks accept.
import { departuresOf } from '@tests/support/iso-20022'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { civilDate } from '@/shared/dates'
import { cents } from '@/shared/money'
import { pain001, sepaText } from './pain-001'

const file = (transfers: number, bic: string | null = null) =>
  pain001({
    id: '0b9f7d0e-1111-4222-8333-444455556666',
    madeAt: Temporal.Instant.from('2026-11-24T09:30:00.123Z'),
    executionDay: civilDate('2026-11-25'),
    debtor: { name: 'Comune di Pesaro', iban: 'IT60X0542811101000000123456', bic },
    transfers: Array.from({ length: transfers }, (_, index) => ({
      id: `0b9f7d0e-0000-4000-8000-${String(index).padStart(12, '0')}`,
      cents: cents(10_05),
      iban: 'DE89370400440532013000',
      holder: 'Nicolò D’Amico & Søn <b>',
      text: 'Rimborso credito Refezione',
    })),
  })

const valuesOf = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map(([, value]) => value)

describe('pain.001.001.09', () => {
  test('totals stand in the head and in the order, to the cent', () => {
    const xml = file(3)
    expect(valuesOf(xml, 'NbOfTxs')).toEqual(['3', '3'])
    expect(valuesOf(xml, 'CtrlSum')).toEqual(['30.15', '30.15'])
    expect(valuesOf(xml, 'InstdAmt')).toEqual(['10.05', '10.05', '10.05'])
  })

  test('identifiers have at most 35 signs and are unique', () => {
    const xml = file(3)
    const ids = valuesOf(xml, 'EndToEndId')
    expect(new Set(ids).size).toBe(3)
    for (const id of [...ids, ...valuesOf(xml, 'MsgId'), ...valuesOf(xml, 'PmtInfId')])
      expect(id).toMatch(/^[0-9a-f]{32}$/)
  })

  test('elements stand in the order of the message definition (its XSD is not beside the project)', () => {
    for (const bic of [null, 'PROVITMMXXX']) expect(departuresOf(file(2, bic))).toEqual([])
    expect(departuresOf(file(1).replace('<PmtMtd>TRF</PmtMtd>', ''))).toHaveLength(1)
  })

  test('the same input gives the same bytes; nothing to pay is no file', () => {
    expect(file(2)).toBe(file(2))
    expect(() => file(0)).toThrow(RangeError)
  })
})

test.each([
  ['Nicolò D’Amico & Søn', "Nicolo D'Amico + Son"],
  ['Müller/Straße', 'Muller/Strasse'],
  ['/a//b/', 'a/b'],
  ['Иван', '....'],
  ['  ', '.'],
  ['<b>"x"</b>', '.b..x../b.'],
])('a text for banks: %s', (typed, plain) => expect(sepaText(typed, 70)).toBe(plain))

test('a text for banks is no longer than asked', () =>
  expect(sepaText('à'.repeat(100), 70)).toBe('a'.repeat(70)))
