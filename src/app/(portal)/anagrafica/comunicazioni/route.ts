import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { notFound } from '@/http/problem'
import { MESSAGES_PER_PAGE, messagesReceived } from '@/modules/family'
import { emptyState } from '@/ui/feedback'
import { html } from '@/ui/html'
import { pagination } from '@/ui/pagination'
import { messageList } from '../../message-list'
import { portalPage } from '../../portal-page'

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.object({ pagina: Asked.pagina.default(1) }) },
  async (ctx, { asked: { pagina: page } }) => {
    const { total, messages } = await messagesReceived(db, ctx, page)
    const pages = Math.max(1, Math.ceil(total / MESSAGES_PER_PAGE))
    if (page > pages) throw notFound()
    return {
      current: 'anagrafica',
      breadcrumb: [{ label: 'Anagrafica', href: '/anagrafica' }, { label: 'Comunicazioni ricevute' }],
      title: 'Comunicazioni ricevute',
      content: [
        messages.length === 0
          ? emptyState(
              'Nessuna comunicazione',
              html`<p>Le comunicazioni del Comune sui figli di questo accesso compariranno qui.</p>`,
            )
          : messageList(messages),
        pagination('Pagine delle comunicazioni', {
          page,
          pages,
          hrefOf: (number) => `/anagrafica/comunicazioni?pagina=${number}`,
        }),
      ],
    }
  },
)
