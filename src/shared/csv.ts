import { type Cents, centsToDecimal } from './money'

/** `-590` -> `-5,90`: a number for a spreadsheet that speaks Italian. */
export const csvDecimal = (amount: Cents): string => centsToDecimal(amount).replace('.', ',')

/** The text in quotes, whatever it holds. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** The text as no spreadsheet takes it for a formula. */
const harmless = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)

/** A text as a cell: quoted where it must be, and never taken for a formula. */
export const csvText = (text: string): string => {
  const safe = harmless(text)
  return /[";\r\n]/.test(safe) ? quoted(safe) : safe
}

/** A cell that is always quoted, and never taken for a formula. */
export const csvQuoted = (text: string): string => quoted(harmless(text))

/** A file of lines for a spreadsheet: UTF-8 with its mark, every line ended. */
export const csvFile = (lines: readonly string[]): string =>
  `\ufeff${lines.map((line) => `${line}\r\n`).join('')}`
