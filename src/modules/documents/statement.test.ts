// Guarantee: a statement's file has every line, adds up, and cannot start a formula.
import { readPdf } from '@tests/support/pdf'
import { describe, expect, test } from 'vitest'
import type { WalletStatement } from '@/modules/family'
import { csvText } from '@/shared/csv'
import { addDays, civilDate, Instant } from '@/shared/dates'
import { cents } from '@/shared/money'
import { statementCsv } from './statement-csv'
import { statementPdf } from './statement-pdf'

const statementOf = (count: number): WalletStatement => {
  const from = civilDate('2026-09-01')
  const lines = Array.from({ length: count }, (_, index) => ({
    id: String(index),
    kind: index === 1 ? ('cancelled' as const) : ('charge' as const),
    day: addDays(from, index),
    postedAt: Instant.parse('2026-09-01T08:00:00Z'),
    cents: cents(index === 1 ? 0 : -590),
    cancelledCents: index === 1 ? cents(590) : null,
    balanceCents: cents(100_000 - 590 * Math.max(index, 1)),
  }))
  const closingCents = lines.at(-1)?.balanceCents ?? cents(100_000)
  return {
    childName: '=Anna; "Bianchi"',
    serviceName: 'Refezione',
    balanceCents: closingCents,
    priceCents: null,
    from,
    to: addDays(from, Math.max(0, count - 1)),
    openingCents: cents(100_000),
    closingCents,
    inCents: cents(0),
    outCents: cents(100_000 - closingCents),
    lines,
  }
}

test.each([
  ['=1+1', "'=1+1"],
  ['+39', "'+39"],
  ['-1', "'-1"],
  ['@x', "'@x"],
  ['\tx', "'\tx"],
  ['a;b', '"a;b"'],
  ['dice "sì"', '"dice ""sì"""'],
  ['Perché', 'Perché'],
])('the cell %j is written %j', (text, written) => {
  expect(csvText(text)).toBe(written)
})

describe('the CSV', () => {
  test('opens with its mark, has each line, decimals with a comma, opening and closing', () => {
    const csv = statementCsv(statementOf(3)).replaceAll('\u00a0', ' ')
    expect(csv.startsWith('\uFEFFBambino;Servizio;Data;Movimento;Importo;Saldo\r\n')).toBe(true)
    const [, ...lines] = csv.trimEnd().split('\r\n')
    const whose = `"'=Anna; ""Bianchi""";Refezione`
    expect(lines).toEqual([
      `${whose};01/09/2026;Saldo all’inizio del periodo;;1000,00`,
      `${whose};01/09/2026;Giorno di presenza;-5,90;994,10`,
      `${whose};02/09/2026;Addebito annullato (era 5,90 €);0,00;994,10`,
      `${whose};03/09/2026;Giorno di presenza;-5,90;988,20`,
      `${whose};03/09/2026;Saldo alla fine del periodo;;988,20`,
    ])
  })
})

describe('the PDF', () => {
  test('has each line in a table with headings, on as many pages as needed', async () => {
    const { text, tags, pages, title, language } = await readPdf(
      await statementPdf(statementOf(100), 'Comune di Pesaro'),
    )
    expect(pages).toBe(3)
    expect([title, language]).toEqual(['Estratto conto: Refezione', 'it-IT'])
    expect(tags).toContain('TH')
    expect(tags.filter((tag) => tag === 'TR').length).toBeGreaterThanOrEqual(103)
    for (const part of ['01/09/2026', '09/12/2026', '1.000,00 €', '415,90 €', 'Pagina 3'])
      expect(text).toContain(part)
  })

  test('without lines it is one page that says opening and closing', async () => {
    const { text, pages } = await readPdf(await statementPdf(statementOf(0), 'Comune di Pesaro'))
    expect(pages).toBe(1)
    expect(text).toContain('Saldo alla fine del periodo')
  })
})
