import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { reconcileDay } from '@/modules/reconciliation'
import { csvDecimal, csvFile, csvQuoted } from '@/shared/csv'
import { CivilDate, dayInRome } from '@/shared/dates'
import type { Cents } from '@/shared/money'
import { officePage } from '../../../../office-page'
import { FLOW_WORDS, LINE_WORDS } from '../words'

/** Texts are quoted and guarded; amounts are numbers, also those below zero. */
const cell = (value: string | Cents): string =>
  typeof value === 'number' ? csvDecimal(value) : csvQuoted(value)

/** The day's flows and what is to be cleared, for a spreadsheet. */
export const { GET } = officePage(
  { allow: 'staff', address: z.object({ giorno: CivilDate }) },
  async (_visitor, { asked: { giorno } }) => {
    const report = await reconcileDay(giorno, dayInRome(Temporal.Now.instant()))
    const table: (string | Cents)[][] = [
      ['tipo', 'flusso', 'iuv', 'importo', 'banca', 'stato'],
      ...report.flows.map((flow) => [
        'flusso',
        flow.fdr,
        '',
        flow.declaredCents,
        flow.bankCents,
        flow.issues.map((issue) => FLOW_WORDS[issue].label).join(', ') ||
          (flow.isAwaited ? 'In attesa dell’accredito' : 'Riconciliato'),
      ]),
      ...report.lines.map((line) => [
        'riga',
        line.fdr,
        line.iuv,
        line.cents,
        '',
        LINE_WORDS[line.outcome].label,
      ]),
      ...report.overdue.map((receipt) => ['ricevuta', '', receipt.iuv, receipt.cents, '', 'Senza flusso']),
      ...report.credits.map((credit) => [
        'accredito',
        credit.fdr,
        '',
        '',
        credit.cents,
        credit.isAwaited ? 'In attesa del flusso' : 'Senza flusso',
      ]),
    ]
    return fileResponse({
      name: `riconciliazione-${giorno}.csv`,
      type: 'text/csv; charset=utf-8',
      bytes: new TextEncoder().encode(csvFile(table.map((line) => line.map(cell).join(';')))),
    })
  },
)
