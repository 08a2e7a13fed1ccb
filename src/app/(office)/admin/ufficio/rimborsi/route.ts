import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Asked } from '@/http/asked'
import { pageForm } from '@/http/page'
import {
  makeRefundFile,
  maskIban,
  type OfficeRefund,
  refundBatches,
  refundsByStatus,
} from '@/modules/office-money'
import { dayInRome, formatDay, formatMoment } from '@/shared/dates'
import { cents, formatEuro } from '@/shared/money'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import { form, hiddenField, submitButton } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { officePage } from '../../../office-page'

const PATH = '/admin/ufficio/rimborsi'

const submitFile = pageForm(
  { allow: 'staff', form: z.object({ chiave: z.uuid() }) },
  async (ctx, { chiave }) => {
    await makeRefundFile(ctx, chiave)
    return `${PATH}?esito=file`
  },
)

const table = (caption: string, refunds: readonly OfficeRefund[]): Html =>
  dataTable(
    caption,
    [
      { label: 'Richiesta del' },
      { label: 'Bambino' },
      { label: 'Servizio' },
      { label: 'Conto' },
      { label: 'Credito', align: 'end' },
      { label: 'Rimborso', align: 'end' },
    ],
    refunds.map((refund) => [
      html`<a href="${PATH}/${refund.id}">${formatDay(dayInRome(refund.requestedAt))}<span class="visually-hidden">, rimborso di ${refund.childName}</span></a>`,
      refund.childName,
      refund.serviceName,
      maskIban(refund.iban),
      formatEuro(refund.balanceCents),
      formatEuro(refund.cents),
    ]),
  )

/** Requests of families, what is approved, and the files for the bank. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ esito: Asked.esito }), forms: { file: submitFile } },
  async (ctx, { asked, refused }) => {
    const [{ requested, approved, sent, returned, refused: refusals }, batches] = await Promise.all([
      refundsByStatus(ctx),
      refundBatches(ctx),
    ])
    const total = formatEuro(cents(approved.reduce((sum, refund) => sum + refund.cents, 0)))
    const older = [...sent, ...returned, ...refusals]
    return {
      title: 'Rimborsi',
      lead: 'Le famiglie chiedono di riavere il credito su un conto; l’ufficio decide e prepara i bonifici.',
      content: html`${asked.esito === 'file' && !refused && alert('success', html`<p class="mb-0">Il file è pronto: scaricalo qui sotto e caricalo nell’home banking del Comune.</p>`, { announce: true })}${
        asked.esito === 'deciso' &&
        alert('success', html`<p class="mb-0">La decisione è stata registrata e la famiglia avvisata.</p>`, {
          announce: true,
        })
      }
<h2 class="h4">Da decidere</h2>${requested.length === 0 ? emptyState('Nessuna richiesta da decidere', null) : table('Richieste da decidere', requested)}
<h2 class="h4 mt-5">Approvati, da mandare in banca</h2>${
        approved.length === 0
          ? emptyState('Nessun rimborso da mandare in banca', null)
          : html`${table('Rimborsi approvati', approved)}<p>Totale: <strong>${total}</strong></p>${form(
              [
                hiddenField('chiave', refused?.values.chiave ?? randomUUID()),
                submitButton('Crea il file per la banca', { pending: 'Attendere…' }),
              ],
              { name: 'file', refused },
            )}`
      }
<h2 class="h4 mt-5">File per la banca</h2>${
        batches.length === 0
          ? emptyState('Nessun file', null)
          : dataTable(
              'File per la banca',
              [
                { label: 'Creato il' },
                { label: 'Bonifici', align: 'end' },
                { label: 'Totale', align: 'end' },
                { label: 'Esecuzione' },
                { label: 'File' },
              ],
              batches.map((batch) => [
                formatMoment(batch.madeAt),
                batch.refunds,
                formatEuro(batch.cents),
                formatDay(batch.executionDay),
                html`<a href="${PATH}/file/${batch.id}">Scarica<span class="visually-hidden"> il file del ${formatMoment(batch.madeAt)}</span> (pain.001)</a>`,
              ]),
            )
      }
${older.length > 0 && html`<h2 class="h4 mt-5">Conclusi</h2>${table('Rimborsi conclusi', older)}`}`,
    }
  },
)
