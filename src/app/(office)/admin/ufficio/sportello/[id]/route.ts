import { z } from 'zod'
import { notFound } from '@/http/problem'
import { counterReceipt } from '@/modules/office-money'
import { formatMoment } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { definitionList } from '@/ui/definition-list'
import { html } from '@/ui/html'
import { officePage } from '../../../../office-page'
import { METHODS } from '../words'

/** The receipt of a top-up at the counter, made to be printed. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ id: z.uuid() }) },
  async (ctx, { asked: { id } }) => {
    const receipt = await counterReceipt(ctx, id)
    if (!receipt) throw notFound()
    return {
      title: `Ricevuta ${receipt.number}/${receipt.year}`,
      lead: [receipt.creditorName, receipt.office].filter(Boolean).join(', '),
      content: html`${definitionList([
        { term: 'Data', value: formatMoment(receipt.at) },
        { term: 'Bambino', value: `${receipt.childName}, codice utente ${receipt.childCode}` },
        { term: 'Servizio', value: receipt.serviceName },
        { term: 'Causale', value: receipt.note },
        { term: 'Importo', value: html`<strong>${formatEuro(receipt.cents)}</strong>` },
        { term: 'Pagamento', value: METHODS[receipt.method] },
        { term: 'Operatore', value: `n. ${receipt.staffId}` },
      ])}<p class="mt-3">${
        receipt.method === 'cash'
          ? 'Il pagamento in contanti non è tracciabile: non dà diritto alla detrazione fiscale.'
          : 'Il pagamento è tracciabile: conserva anche lo scontrino del POS.'
      }</p><p class="only-on-screen">Per consegnarla, stampa questa pagina. <a href="/admin/ufficio/sportello">Registra un’altra ricarica</a></p>`,
    }
  },
)
