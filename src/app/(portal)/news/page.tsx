import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db } from '@/db/client'
import { guardianOrNull } from '@/http/guardian-session'
import { NEWS_PER_PAGE, newsPage } from '@/modules/site'
import { dayInRome, formatDay } from '@/shared/dates'
import { EmptyState } from '@/ui/feedback'
import { html, inner } from '@/ui/html'
import { Pagination } from '@/ui/pagination'
import { PortalShell } from '@/ui/portal-shell'
import { Asked, readAddress } from '../asked'
import { loadFamily, loadFrame } from '../frame'
import { orAway } from '../or-away'

export const metadata: Metadata = { title: 'News' }

const Address = z.object({ pagina: Asked.pagina.default(1) })

export default orAway(async function NewsPage({ searchParams }: PageProps<'/news'>) {
  const { pagina } = readAddress(Address, await searchParams)
  const ctx = await guardianOrNull()
  const [frame, family, { total, news }] = await Promise.all([
    loadFrame(),
    ctx && loadFamily(ctx),
    newsPage(db, { today: dayInRome(Temporal.Now.instant()), page: pagina }),
  ])
  const pages = Math.max(1, Math.ceil(total / NEWS_PER_PAGE))
  if (pagina > pages) notFound()
  return (
    <PortalShell
      frame={frame}
      family={family}
      current="news"
      breadcrumb={[{ label: 'News' }]}
      title="News"
      lead="Avvisi e notizie del Comune sui servizi scolastici."
    >
      {news.length === 0 ? (
        <EmptyState title="Nessuna notizia">
          <p>Le notizie del Comune sui servizi scolastici compariranno qui.</p>
        </EmptyState>
      ) : (
        <div
          className="card-grid"
          {...inner(
            html`${news.map(
              (item) =>
                html`<article class="it-card rounded shadow-sm border"><h2 class="it-card-title h5"><a href="/news/${item.slug}">${item.title}</a></h2><div class="it-card-body"><p class="small"><time datetime="${item.publishedOn}">${formatDay(item.publishedOn)}</time></p><p>${item.summary}</p></div></article>`,
            )}`,
          )}
        />
      )}
      <Pagination
        label="Pagine delle news"
        page={pagina}
        pages={pages}
        hrefOf={(page) => `/news?pagina=${page}`}
      />
    </PortalShell>
  )
})
