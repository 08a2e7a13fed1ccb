import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { notFound } from '@/http/problem'
import { NEWS_PER_PAGE, newsPage } from '@/modules/site'
import { dayInRome, formatDay } from '@/shared/dates'
import { emptyState } from '@/ui/feedback'
import { html } from '@/ui/html'
import { pagination } from '@/ui/pagination'
import { portalPage } from '../portal-page'

export const { GET, POST } = portalPage(
  { allow: 'anyone', address: z.object({ pagina: Asked.pagina.default(1) }) },
  async (ctx, { asked: { pagina: page } }) => {
    const { total, news } = await newsPage(db, { today: dayInRome(ctx.now), page })
    const pages = Math.max(1, Math.ceil(total / NEWS_PER_PAGE))
    if (page > pages) throw notFound()
    return {
      current: 'news',
      breadcrumb: [{ label: 'News' }],
      title: 'News',
      lead: 'Avvisi e notizie del Comune sui servizi scolastici.',
      content: [
        news.length === 0
          ? emptyState(
              'Nessuna notizia',
              html`<p>Le notizie del Comune sui servizi scolastici compariranno qui.</p>`,
            )
          : html`<div class="card-grid">${news.map(
              (item) =>
                html`<article class="it-card rounded shadow-sm border"><h2 class="it-card-title h5"><a href="/news/${item.slug}">${item.title}</a></h2><div class="it-card-body"><p class="small"><time datetime="${item.publishedOn}">${formatDay(item.publishedOn)}</time></p><p>${item.summary}</p></div></article>`,
            )}</div>`,
        pagination('Pagine delle news', { page, pages, hrefOf: (number) => `/news?pagina=${number}` }),
      ],
    }
  },
)
