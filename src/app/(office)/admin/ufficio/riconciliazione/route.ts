import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { pageForm, refusedOf } from '@/http/page'
import { malformed } from '@/http/problem'
import { fetchFlows, importBankFile, reconcileDay, recoverReceipts } from '@/modules/reconciliation'
import { addDays, CivilDate, dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { definitionList } from '@/ui/definition-list'
import { alert, emptyState } from '@/ui/feedback'
import { fieldOf, fileField, form, hiddenField, submitButton, textArea, textField } from '@/ui/forms'
import { html } from '@/ui/html'
import { officePage } from '../../../office-page'
import { FLOW_WORDS, LINE_WORDS } from './words'

const PATH = '/admin/ufficio/riconciliazione'

/** Downloads the new flows and asks for lost receipts. */
const submitFetch = pageForm(
  { allow: 'staff', form: z.object({ giorno: CivilDate }) },
  async (ctx, { giorno }) => {
    try {
      const taken = await fetchFlows(ctx)
      const credited = await recoverReceipts(ctx)
      return `${PATH}?giorno=${giorno}&flussi=${taken}&recuperate=${credited}`
    } catch {
      return `${PATH}?giorno=${giorno}&pagopa=assente`
    }
  },
)

const STATEMENT_BYTES_MAX = 5 * 1024 * 1024

/** Takes in the bank's statement, as a file or pasted. */
const submitBank = pageForm(
  {
    allow: 'staff',
    form: z
      .object({
        giorno: CivilDate,
        estratto: z.string().default(''),
        file: z
          .file()
          .max(STATEMENT_BYTES_MAX, 'Il file supera 5 MB: scegli un periodo più breve')
          .optional(),
      })
      .superRefine(({ estratto, file }, context) => {
        const isPasted = estratto.trim() !== ''
        if (isPasted === (file !== undefined))
          context.addIssue({
            code: 'custom',
            path: ['file'],
            message: isPasted
              ? 'Scegli un file oppure incolla il contenuto, non tutti e due'
              : 'Scegli il file della banca, oppure incolla il suo contenuto',
          })
      }),
    refusals: {
      malformed: ({ errors }) => {
        const [error] = errors as [{ path: string; message: string }]
        return { field: error.path, message: error.message }
      },
    },
  },
  async (ctx, { giorno, estratto, file }) => {
    const source = file ? new Uint8Array(await file.arrayBuffer()) : estratto
    const { taken, already, errors } = await importBankFile(ctx, source)
    if (errors.length > 0)
      throw malformed([
        {
          path: file ? 'file' : 'estratto',
          message: `Non è stato caricato nulla: ${errors
            .slice(0, 5)
            .map(({ line, message }) => `riga ${line}: ${message}`)
            .join('; ')}`,
        },
      ])
    return `${PATH}?giorno=${giorno}&nuovi=${taken}&noti=${already}`
  },
)

const Count = z.coerce.number().int().min(0).optional().catch(undefined)

/** Receipts, flows and bank of a day, side by side. */
export const { GET, POST } = officePage(
  {
    allow: 'staff',
    address: z.object({
      giorno: CivilDate.optional().catch(undefined),
      flussi: Count,
      recuperate: Count,
      nuovi: Count,
      noti: Count,
      pagopa: z.string().optional(),
    }),
    forms: { scarica: submitFetch, banca: submitBank },
  },
  async (_visitor, { asked, refused }) => {
    const today = dayInRome(Temporal.Now.instant())
    const day = asked.giorno ?? addDays(today, -1)
    const report = await reconcileDay(day, today)
    const until = formatDay(report.awaitedUntil)
    const { totals } = report
    const isEmpty = report.flows.length + report.overdue.length + report.credits.length === 0
    return {
      title: 'Riconciliazione',
      lead: `Ricevute, flussi e accrediti con data di regolamento ${formatDay(day)}.`,
      content: html`
${asked.flussi !== undefined && alert('success', html`<p class="mb-0">Flussi nuovi: ${asked.flussi}. Ricevute recuperate: ${asked.recuperate ?? 0}.</p>`, { announce: true })}
${asked.pagopa && alert('danger', html`<p class="mb-0">pagoPA non risponde, o manda un flusso che non si può leggere: i flussi già scaricati restano. Riprova più tardi.</p>`, { announce: true })}
${asked.nuovi !== undefined && alert('success', html`<p class="mb-0">Movimenti nuovi: ${asked.nuovi}. Già presenti: ${asked.noti ?? 0}.</p>`, { announce: true })}
${form([textField({ name: 'giorno', label: 'Giorno', type: 'date', value: day }), submitButton('Mostra')], { method: 'get' })}
<p class="mt-4">${isEmpty ? badge('Nessun movimento') : report.isMatched ? badge('Tutto riconciliato', 'success') : report.hasFaults ? badge('Da chiarire', 'danger') : badge('In attesa', 'warning')} <a href="${PATH}/csv?giorno=${day}">Scarica il CSV del giorno</a></p>
${definitionList([
  { term: 'Ricevute nei flussi', value: formatEuro(totals.receiptsCents) },
  { term: 'Flussi', value: formatEuro(totals.flowsCents) },
  { term: 'Banca', value: formatEuro(totals.bankCents) },
  { term: 'Differenza tra flussi e banca', value: formatEuro(totals.differenceCents) },
])}
<h2 class="h4">Flussi</h2>
${
  report.flows.length === 0
    ? emptyState('Nessun flusso in questo giorno', null)
    : dataTable(
        'Flussi del giorno',
        [
          { label: 'Flusso' },
          { label: 'Prestatore' },
          { label: 'Righe', align: 'end' },
          { label: 'Totale', align: 'end' },
          { label: 'Banca', align: 'end' },
          { label: 'Stato' },
        ],
        report.flows.map((flow) => [
          `${flow.fdr} (revisione ${flow.revision})`,
          flow.pspName,
          flow.lineCount,
          formatEuro(flow.declaredCents),
          formatEuro(flow.bankCents),
          flow.issues.length === 0
            ? flow.isAwaited
              ? html`${badge('In attesa', 'warning')} L’accredito può arrivare fino al ${until}.`
              : badge('Riconciliato', 'success')
            : flow.issues.map(
                (issue) =>
                  html`<p class="mb-1">${badge(FLOW_WORDS[issue].label, 'danger')} ${FLOW_WORDS[issue].what}</p>`,
              ),
        ]),
      )
}
${
  report.lines.length > 0 &&
  html`<h2 class="h4">Righe da chiarire</h2>${dataTable(
    'Righe da chiarire',
    [
      { label: 'IUV' },
      { label: 'Flusso e riga' },
      { label: 'Importo', align: 'end' },
      { label: 'Ricevuta', align: 'end' },
      { label: 'Stato' },
    ],
    report.lines.map((line) => [
      line.iuv,
      `${line.fdr}, riga ${line.lineNo}`,
      formatEuro(line.cents),
      line.receiptCents === null ? 'nessuna' : formatEuro(line.receiptCents),
      html`${badge(LINE_WORDS[line.outcome].label, 'danger')} ${LINE_WORDS[line.outcome].what}`,
    ]),
  )}`
}
${
  report.overdue.length > 0 &&
  html`<h2 class="h4">Ricevute senza flusso</h2><p>Pagate da più di tre giorni lavorativi e in nessun flusso: chiedi al prestatore di servizi.</p>${dataTable(
    'Ricevute senza flusso',
    [{ label: 'IUV' }, { label: 'Pagata il' }, { label: 'Prestatore' }, { label: 'Importo', align: 'end' }],
    report.overdue.map((receipt) => [
      receipt.iuv,
      formatDay(receipt.paidOn),
      receipt.pspName,
      formatEuro(receipt.cents),
    ]),
  )}`
}
${
  report.credits.length > 0 &&
  html`<h2 class="h4">Accrediti senza flusso</h2><p>Scarica i flussi; se il flusso non arriva, chiedi al prestatore di servizi.</p>${dataTable(
    'Accrediti senza flusso',
    [
      { label: 'Riferimento' },
      { label: 'Flusso indicato' },
      { label: 'Importo', align: 'end' },
      { label: 'Stato' },
    ],
    report.credits.map((credit) => [
      credit.reference,
      credit.fdr,
      formatEuro(credit.cents),
      credit.isAwaited
        ? html`${badge('In attesa', 'warning')} Il flusso può arrivare fino al ${until}.`
        : badge('Flusso mancante', 'danger'),
    ]),
  )}`
}
<h2 class="h4 mt-4">Aggiorna</h2>
${form([hiddenField('giorno', day), submitButton('Scarica ora i flussi')], { name: 'scarica', refused: refusedOf(refused, 'scarica') })}
${form(
  [
    hiddenField('giorno', day),
    fileField({
      name: 'file',
      error: refused?.errors.file,
      label: 'Estratto conto del tesoriere',
      accept: '.xml,.csv,.txt,text/csv,text/xml,application/xml',
      hint: 'File camt.053 o CSV (riferimento;data;importo;causale), fino a 5 MB. Caricato due volte non cambia nulla.',
    }),
    textArea({
      ...fieldOf(refused, 'estratto'),
      label: 'Oppure incolla il suo contenuto',
      rows: 4,
    }),
    submitButton('Carica l’estratto conto'),
  ],
  { name: 'banca', refused: refusedOf(refused, 'banca'), isUpload: true },
)}`,
    }
  },
)
