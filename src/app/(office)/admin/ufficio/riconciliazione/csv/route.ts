import { z } from 'zod'
import { reconcileDay } from '@/modules/reconciliation'
import { CivilDate } from '@/shared/dates'
import { centsToDecimal } from '@/shared/money'
import { officePage } from '../../../../office-page'
import { FLOW_WORDS, LINE_WORDS } from '../words'

/** A cell that no spreadsheet takes for a formula. */
const cell = (text: string) => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`

/** The day's flows and what is to be cleared, for a spreadsheet. */
export const { GET } = officePage(
  { allow: 'staff', address: z.object({ giorno: CivilDate }) },
  async (_visitor, { asked: { giorno } }) => {
    const report = await reconcileDay(giorno)
    const euro = (amount: Parameters<typeof centsToDecimal>[0]) => centsToDecimal(amount).replace('.', ',')
    const table = [
      ['tipo', 'flusso', 'iuv', 'importo', 'banca', 'stato'],
      ...report.flows.map((flow) => [
        'flusso',
        flow.fdr,
        '',
        euro(flow.declaredCents),
        euro(flow.bankCents),
        flow.issues.map((issue) => FLOW_WORDS[issue].label).join(', ') || 'Riconciliato',
      ]),
      ...report.lines.map((line) => [
        'riga',
        line.fdr,
        line.iuv,
        euro(line.cents),
        '',
        LINE_WORDS[line.outcome].label,
      ]),
      ...report.overdue.map((receipt) => [
        'ricevuta',
        '',
        receipt.iuv,
        euro(receipt.cents),
        '',
        'Senza flusso',
      ]),
      ...report.credits.map((credit) => [
        'accredito',
        credit.fdr,
        '',
        '',
        euro(credit.cents),
        'Senza flusso',
      ]),
    ]
    return new Response(`\ufeff${table.map((line) => line.map(cell).join(';')).join('\r\n')}\r\n`, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'cache-control': 'private, no-store',
        'content-disposition': `attachment; filename="riconciliazione-${giorno}.csv"`,
      },
    })
  },
)
