import type { WalletStatement } from '@/modules/family'
import { formatDay } from '@/shared/dates'
import { type Cents, centsToDecimal } from '@/shared/money'
import { movementLabel } from './statement-words'

/** `-590` -> `-5,90`: a number for a spreadsheet that speaks Italian. */
const decimal = (amount: Cents): string => centsToDecimal(amount).replace('.', ',')

/** A text as a cell: quoted where it must be, and never taken for a formula. */
export const csvText = (text: string): string => {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * The statement for a spreadsheet: semicolons, UTF-8 with its mark, decimals with a comma. The first line is the opening,
 * the last the closing; amounts between them add up to the difference.
 */
export const statementCsv = (statement: WalletStatement): string => {
  const whose = [csvText(statement.childName), csvText(statement.serviceName)]
  const row = (day: string, what: string, amount: string, balance: string) =>
    [...whose, day, csvText(what), amount, balance].join(';')
  return `\uFEFF${[
    'Bambino;Servizio;Data;Movimento;Importo;Saldo',
    row(formatDay(statement.from), 'Saldo all’inizio del periodo', '', decimal(statement.openingCents)),
    ...statement.lines.map((line) =>
      row(formatDay(line.day), movementLabel(line), decimal(line.cents), decimal(line.balanceCents)),
    ),
    row(formatDay(statement.to), 'Saldo alla fine del periodo', '', decimal(statement.closingCents)),
    '',
  ].join('\r\n')}`
}
