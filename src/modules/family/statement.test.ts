// Guarantee: a statement adds up to the cent, and a charge with its reversal is one line that costs nothing.
import { describe, expect, test } from 'vitest'
import { civilDate, Instant } from '@/shared/dates'
import { cents } from '@/shared/money'
import { type LedgerLine, type LineKind, schoolYearUntil, statementOf } from './statement'

let serial = 0
const line = (kind: LineKind, amount: number, day: string): LedgerLine => ({
  id: String(++serial),
  kind,
  cents: cents(amount),
  day: civilDate(day),
  postedAt: Instant.parse(`${day}T08:00:00Z`),
})
const shown = (statement: ReturnType<typeof statementOf>) =>
  statement.lines.map(({ kind, day, cents, cancelledCents, balanceCents }) => [
    kind,
    day,
    cents,
    cancelledCents,
    balanceCents,
  ])

describe('statementOf', () => {
  test('plain lines carry the balance after each', () => {
    const statement = statementOf(cents(1000), [
      line('topUp', 2000, '2026-10-01'),
      line('charge', -590, '2026-10-02'),
      line('charge', -590, '2026-10-05'),
    ])
    expect(shown(statement)).toEqual([
      ['topUp', '2026-10-01', 2000, null, 3000],
      ['charge', '2026-10-02', -590, null, 2410],
      ['charge', '2026-10-05', -590, null, 1820],
    ])
    expect(statement).toMatchObject({ openingCents: 1000, closingCents: 1820, inCents: 2000, outCents: 1180 })
  })

  test('a charge and its reversal are one line without amount, that says what was cancelled', () => {
    const statement = statementOf(cents(1000), [
      line('charge', -590, '2026-10-02'),
      line('topUp', 500, '2026-10-02'),
      line('reversal', 590, '2026-10-02'),
    ])
    expect(shown(statement)).toEqual([
      ['cancelled', '2026-10-02', 0, 590, 1000],
      ['topUp', '2026-10-02', 500, null, 1500],
    ])
    expect(statement).toMatchObject({ inCents: 500, outCents: 0, closingCents: 1500 })
  })

  test('charged, reversed and charged again is one charge', () => {
    expect(
      shown(
        statementOf(cents(0), [
          line('charge', -590, '2026-10-02'),
          line('reversal', 590, '2026-10-02'),
          line('charge', -590, '2026-10-02'),
        ]),
      ),
    ).toEqual([['charge', '2026-10-02', -590, null, -590]])
  })

  test('charges of different days are never folded together', () => {
    expect(
      statementOf(cents(0), [
        line('charge', -590, '2026-10-02'),
        line('reversal', 590, '2026-10-02'),
        line('charge', -590, '2026-10-03'),
      ]).lines,
    ).toHaveLength(2)
  })

  test('no lines: opening and closing are the same', () => {
    expect(statementOf(cents(-300), [])).toEqual({
      openingCents: -300,
      closingCents: -300,
      inCents: 0,
      outCents: 0,
      lines: [],
    })
  })
})

test('the usual period is the school year up to today', () => {
  expect(schoolYearUntil(civilDate('2026-11-24'))).toEqual({ from: '2026-09-01', to: '2026-11-24' })
  expect(schoolYearUntil(civilDate('2027-08-31'))).toEqual({ from: '2026-09-01', to: '2027-08-31' })
})
