import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { Temporal } from 'temporal-polyfill'
import { db } from '@/db/client'
import { guardianOrNull } from '@/http/guardian-session'
import { type NewsItem, newsItem } from '@/modules/site'
import { dayInRome, formatDayLong } from '@/shared/dates'
import { type Html, html, inner } from '@/ui/html'
import { PortalShell } from '@/ui/portal-shell'
import { richText } from '@/ui/rich-text'
import { loadFamily, loadFrame } from '../../frame'
import { orAway, titleOrAway } from '../../or-away'

/** Read once, for the title and for the page. */
const itemOf = cache((slug: string) => newsItem(db, { slug, today: dayInRome(Temporal.Now.instant()) }))

export const generateMetadata = titleOrAway(
  async ({ params }: PageProps<'/news/[slug]'>): Promise<Metadata> => {
    const item = await itemOf((await params).slug)
    return item
      ? { title: item.title, ...(item.summary ? { description: item.summary } : {}) }
      : { title: 'Pagina non trovata' }
  },
)

const picture = ({ image }: NewsItem): Html | null =>
  image &&
  (image.width && image.height
    ? html`<img class="img-fluid" src="${image.url}" alt="${image.alt}" width="${image.width}" height="${image.height}">`
    : html`<img class="img-fluid" src="${image.url}" alt="${image.alt}">`)

export default orAway(async function NewsItemPage({ params }: PageProps<'/news/[slug]'>) {
  const { slug } = await params
  const ctx = await guardianOrNull()
  const [frame, family, item] = await Promise.all([loadFrame(), ctx && loadFamily(ctx), itemOf(slug)])
  if (!item) notFound()
  return (
    <PortalShell
      frame={frame}
      family={family}
      current="news"
      breadcrumb={[{ label: 'News', href: '/news' }, { label: item.title }]}
      title={item.title}
      {...(item.summary ? { lead: item.summary } : {})}
    >
      <article
        className="editorial"
        {...inner(
          html`<p class="small">Pubblicata <time datetime="${item.publishedOn}">${formatDayLong(item.publishedOn)}</time></p>${picture(item)}${richText(item.body)}`,
        )}
      />
    </PortalShell>
  )
})
