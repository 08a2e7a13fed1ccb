// Guarantee: each day of a calendar tells its state in words and in a letter, with its price, and today is marked once.
import { describe, expect, test } from 'vitest'
import { civilDate } from '@/shared/dates'
import { cents } from '@/shared/money'
import { monthCalendar } from './month-calendar'

const november = (marks: Parameters<typeof monthCalendar>[0]['days'], from?: string) =>
  monthCalendar({
    month: civilDate('2026-11-01'),
    today: civilDate('2026-11-24'),
    days: marks,
    hrefOf: (month) => `/presenze?mese=${month.slice(0, 7)}`,
    to: civilDate('2026-11-01'),
    ...(from && { from: civilDate(from) }),
  }).markup

describe('monthCalendar', () => {
  const markup = november(
    new Map([
      [civilDate('2026-11-23'), [{ state: 'present', priceCents: cents(590) }]],
      [civilDate('2026-11-24'), [{ state: 'absent', note: 'uscita <anticipata>' }]],
    ]),
  )

  test('says state and price of a day, without colour', () => {
    expect(markup).toMatch(/<time datetime="2026-11-23">23<\/time>.*?>P<.*?presente.*?5,90\s€/)
    expect(markup).toMatch(
      /<time datetime="2026-11-24">24<\/time>.*?>A<.*?assente, uscita &lt;anticipata&gt;/,
    )
  })

  test('marks today, and only today', () => {
    expect(markup.match(/aria-current="date"/g)).toHaveLength(1)
    expect(markup).toMatch(/aria-current="date"><time datetime="2026-11-24">/)
  })

  test('its legend explains the states shown and no others', () => {
    expect(markup).toMatch(/Presente<\/li>.*Assente<\/li>/)
    expect(markup).not.toContain('Disdetto')
  })

  test('leads to the month before, not beyond the last nor before the first', () => {
    expect(markup).toContain('href="/presenze?mese=2026-10"')
    expect(markup).not.toContain('mese=2026-12')
    expect(november(new Map(), '2026-11-01')).not.toContain('mese=2026-10')
  })
})
