import type { Metadata } from 'next'
import { requireGuardian } from '@/http/guardian-session'
import { familyTopUps, TOP_UPS_PER_PAGE } from '@/modules/payments'
import { dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badgeHtml } from '@/ui/badge'
import { DataTable } from '@/ui/data-table'
import { EmptyState } from '@/ui/feedback'
import { html } from '@/ui/html'
import { Pagination } from '@/ui/pagination'
import { orAway } from '../or-away'
import { statusLabels } from './labels'
import { PaymentsShell } from './payments-shell'

export const metadata: Metadata = { title: 'Pagamenti' }

const COLUMNS = [
  { label: 'Data' },
  { label: 'Servizio' },
  { label: 'Importo', align: 'end' },
  { label: 'Stato' },
] as const

export default orAway(async function PaymentsPage({ searchParams }: PageProps<'/pagamenti'>) {
  const ctx = await requireGuardian('/pagamenti')
  const { pagina } = await searchParams
  const page = /^[1-9]\d{0,4}$/.test(String(pagina)) ? Number(pagina) : 1
  const { topUps, total } = await familyTopUps(ctx, page)
  return (
    <PaymentsShell
      ctx={ctx}
      title="Pagamenti"
      lead="Le ricariche del credito di ogni servizio: quelle ancora da concludere sono in cima."
    >
      <p>
        <a className="btn btn-primary" href="/pagamenti/ricarica">
          Effettua una ricarica
        </a>
      </p>
      <h2>Ricariche</h2>
      {topUps.length === 0 ? (
        <EmptyState title="Nessuna ricarica da mostrare">
          <p>Le ricariche effettuate compaiono qui, con il loro stato.</p>
        </EmptyState>
      ) : (
        <DataTable
          caption="Ricariche della famiglia"
          columns={COLUMNS}
          rows={topUps.map((topUp) => {
            const { label, kind } = statusLabels[topUp.status]
            return [
              html`<a href="/pagamenti/${topUp.id}">${formatDay(dayInRome(topUp.createdAt))}<span class="visually-hidden">, ricarica ${topUp.serviceName} di ${topUp.childName}</span></a>`,
              `${topUp.serviceName}, ${topUp.childName}`,
              formatEuro(topUp.cents),
              badgeHtml(label, kind),
            ]
          })}
        />
      )}
      <Pagination
        label="Pagine delle ricariche"
        page={page}
        pages={Math.ceil(total / TOP_UPS_PER_PAGE)}
        hrefOf={(number) => `/pagamenti?pagina=${number}`}
      />
    </PaymentsShell>
  )
})
