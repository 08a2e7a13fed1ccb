import { z } from 'zod'
import { Asked } from '@/http/asked'
import { familyTopUps, isPayable, TOP_UPS_PER_PAGE } from '@/modules/payments'
import { dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { emptyState } from '@/ui/feedback'
import { html } from '@/ui/html'
import { pagination } from '@/ui/pagination'
import { portalPage } from '../portal-page'
import { statusLabels } from './labels'
import { paymentsPage } from './payments-page'

const COLUMNS = [
  { label: 'Data' },
  { label: 'Servizio' },
  { label: 'Importo', align: 'end' },
  { label: 'Stato' },
] as const

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.object({ pagina: Asked.pagina.default(1) }) },
  async (ctx, { asked: { pagina: page } }) => {
    const { topUps, total } = await familyTopUps(ctx, page)
    const rows = topUps.map((topUp) => {
      const { label, kind } = statusLabels[topUp.status]
      return [
        html`<a href="/pagamenti/${topUp.id}">${formatDay(dayInRome(topUp.createdAt))}<span class="visually-hidden">, ricarica ${topUp.serviceName} di ${topUp.childName}</span></a>`,
        `${topUp.serviceName}, ${topUp.childName}`,
        formatEuro(topUp.cents),
        html`${badge(label, kind)}${topUp.channel === 'notice' && isPayable(topUp, dayInRome(ctx.now)) && html`<br><a href="/pagamenti/${topUp.id}/avviso">Scarica l’avviso<span class="visually-hidden"> della ricarica ${topUp.serviceName} di ${topUp.childName}</span></a>`}`,
      ]
    })
    return paymentsPage({
      title: 'Pagamenti',
      lead: 'Le ricariche del credito di ogni servizio: quelle ancora da concludere sono in cima.',
      content: html`<p class="d-flex flex-wrap gap-3 align-items-center"><a class="btn btn-primary" href="/pagamenti/ricarica">Effettua una ricarica</a><a href="/pagamenti/rimborso">Chiedi un rimborso</a></p>
<h2>Ricariche</h2>${
        rows.length === 0
          ? emptyState(
              'Nessuna ricarica da mostrare',
              html`<p>Le ricariche effettuate compaiono qui, con il loro stato.</p>`,
            )
          : dataTable('Ricariche della famiglia', COLUMNS, rows)
      }${pagination('Pagine delle ricariche', {
        page,
        pages: Math.ceil(total / TOP_UPS_PER_PAGE),
        hrefOf: (number) => `/pagamenti?pagina=${number}`,
      })}`,
    })
  },
)
