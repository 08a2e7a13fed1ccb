import { db } from '@/db/client'
import { familyActs } from '@/modules/family'
import { formatMoment } from '@/shared/dates'
import { dataTable } from '@/ui/data-table'
import { emptyState } from '@/ui/feedback'
import { html } from '@/ui/html'
import { portalPage } from '../../portal-page'
import { actKind, actWhen, confirmationAddress, confirmationNumber } from '../asking'

/** All that was asked from Presenze, the newest first. */
export const { GET, POST } = portalPage({ allow: 'family' }, async (ctx) => {
  const acts = await familyActs(db, ctx)
  return {
    current: 'presenze',
    breadcrumb: [{ label: 'Presenze', href: '/presenze' }, { label: 'Conferme' }],
    title: 'Conferme',
    lead: 'Quanto è stato chiesto dal calendario delle presenze, con il numero della conferma.',
    content:
      acts.length === 0
        ? emptyState(
            'Nessuna conferma',
            html`<p>Per disdire un pasto o lo scuolabus tocca il giorno nel <a href="/presenze">calendario</a>.</p>`,
          )
        : dataTable(
            'Conferme',
            [
              { label: 'Numero' },
              { label: 'Richiesta' },
              { label: 'Giorni' },
              { label: 'Per' },
              { label: 'Inviata' },
            ],
            acts.map((act) => [
              html`<a href="${confirmationAddress(act.number)}">${confirmationNumber(act.number)}</a>`,
              actKind(act),
              actWhen(act),
              `${act.childName}, ${act.serviceName}`,
              formatMoment(act.tappedAt),
            ]),
          ),
  }
})
