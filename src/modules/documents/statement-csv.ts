import type { WalletStatement } from '@/modules/family'
import { csvDecimal, csvFile, csvText } from '@/shared/csv'
import { formatDay } from '@/shared/dates'
import { movementLabel } from './statement-words'

/**
 * The statement for a spreadsheet: semicolons, UTF-8 with its mark, decimals with a comma. The first line is the opening,
 * the last the closing; amounts between them add up to the difference.
 */
export const statementCsv = (statement: WalletStatement): string => {
  const whose = [csvText(statement.childName), csvText(statement.serviceName)]
  const row = (day: string, what: string, amount: string, balance: string) =>
    [...whose, day, csvText(what), amount, balance].join(';')
  return csvFile([
    'Bambino;Servizio;Data;Movimento;Importo;Saldo',
    row(formatDay(statement.from), 'Saldo all’inizio del periodo', '', csvDecimal(statement.openingCents)),
    ...statement.lines.map((line) =>
      row(formatDay(line.day), movementLabel(line), csvDecimal(line.cents), csvDecimal(line.balanceCents)),
    ),
    row(formatDay(statement.to), 'Saldo alla fine del periodo', '', csvDecimal(statement.closingCents)),
  ])
}
