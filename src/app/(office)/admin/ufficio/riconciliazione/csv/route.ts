import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { reconcileDay } from '@/modules/reconciliation'
import { csvDecimal, csvQuoted } from '@/shared/csv'
import { CivilDate } from '@/shared/dates'
import { officePage } from '../../../../office-page'
import { FLOW_WORDS, LINE_WORDS } from '../words'

/** The day's flows and what is to be cleared, for a spreadsheet. */
export const { GET } = officePage(
  { allow: 'staff', address: z.object({ giorno: CivilDate }) },
  async (_visitor, { asked: { giorno } }) => {
    const report = await reconcileDay(giorno)
    const table = [
      ['tipo', 'flusso', 'iuv', 'importo', 'banca', 'stato'],
      ...report.flows.map((flow) => [
        'flusso',
        flow.fdr,
        '',
        csvDecimal(flow.declaredCents),
        csvDecimal(flow.bankCents),
        flow.issues.map((issue) => FLOW_WORDS[issue].label).join(', ') || 'Riconciliato',
      ]),
      ...report.lines.map((line) => [
        'riga',
        line.fdr,
        line.iuv,
        csvDecimal(line.cents),
        '',
        LINE_WORDS[line.outcome].label,
      ]),
      ...report.overdue.map((receipt) => [
        'ricevuta',
        '',
        receipt.iuv,
        csvDecimal(receipt.cents),
        '',
        'Senza flusso',
      ]),
      ...report.credits.map((credit) => [
        'accredito',
        credit.fdr,
        '',
        '',
        csvDecimal(credit.cents),
        'Senza flusso',
      ]),
    ]
    return fileResponse({
      name: `riconciliazione-${giorno}.csv`,
      type: 'text/csv; charset=utf-8',
      bytes: new TextEncoder().encode(
        `\ufeff${table.map((line) => line.map(csvQuoted).join(';')).join('\r\n')}\r\n`,
      ),
    })
  },
)
