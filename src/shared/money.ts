import { z } from 'zod'

/** Whole euro cents; negative means the family owes. Never a float: `cents(4.5)` throws. */
export const Cents = z.int().brand<'Cents'>()
export type Cents = z.infer<typeof Cents>
export const cents = (amount: number): Cents => Cents.parse(amount)

/** Postgres sends bigint as digits; beyond 2^53 it throws rather than round. */
export const DbCents = z
  .union([z.string().regex(/^-?\d+$/), z.int()])
  .transform(Number)
  .pipe(Cents)

const euroFormat = new Intl.NumberFormat('it-IT', {
  style: 'currency',
  currency: 'EUR',
  useGrouping: 'always',
})

/** `123456` -> `1.234,56 €`, as people in Italy read it. */
export const formatEuro = (amount: Cents): string => euroFormat.format(amount / 100)

/** `2050` -> `20.50`: the decimal form of pagoPA's SOAP messages (two decimals, a dot). */
export const centsToDecimal = (amount: Cents): string => {
  const digits = Math.abs(amount).toString().padStart(3, '0')
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `20.50` -> `2050`; throws on anything but digits, a dot and two decimals. */
export const decimalToCents = (text: string): Cents => {
  if (!/^\d{1,9}\.\d{2}$/.test(text))
    throw new RangeError(`Not an amount with two decimals: ${text.slice(0, 20)}`)
  return cents(Number(text.replace('.', '')))
}

export type AmountReading =
  | { ok: true; cents: Cents }
  | { ok: false; reason: 'empty' | 'not-a-number' | 'decimals' }

/**
 * Reads an amount as a person types it: `20`, `20,5`, `20,50`, `1.234,50`, `20.50`, `€ 20`.
 * A dot followed by exactly three digits groups thousands, as in Italian; more than two decimals are refused, not rounded.
 */
export const readEuro = (typed: string): AmountReading => {
  const text = typed.replace(/[\s €]/g, '')
  if (text === '') return { ok: false, reason: 'empty' }
  if (!/^-?[\d.,]+$/.test(text) || !/\d/.test(text)) return { ok: false, reason: 'not-a-number' }
  const grouped = /^-?\d{1,3}(\.\d{3})+(,\d*)?$/.test(text)
  const plain = grouped ? text.replaceAll('.', '').replace(',', '.') : text.replace(',', '.')
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(plain)
  if (!match) return { ok: false, reason: 'not-a-number' }
  const [, sign, whole = '0', fraction = ''] = match
  if (fraction.length > 2) return { ok: false, reason: 'decimals' }
  const amount = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  if (!Number.isSafeInteger(amount)) return { ok: false, reason: 'not-a-number' }
  return { ok: true, cents: cents(sign === '-' ? -amount : amount) }
}
