import { z } from 'zod'
import { db } from '@/db/client'
import { notFound } from '@/http/problem'
import { type NewsItem, newsItem } from '@/modules/site'
import { dayInRome, formatDayLong } from '@/shared/dates'
import { type Html, html } from '@/ui/html'
import { richText } from '@/ui/rich-text'
import { portalPage } from '../../portal-page'

const picture = ({ image }: NewsItem): Html | null =>
  image &&
  (image.width && image.height
    ? html`<img class="img-fluid" src="${image.url}" alt="${image.alt}" width="${image.width}" height="${image.height}">`
    : html`<img class="img-fluid" src="${image.url}" alt="${image.alt}">`)

export const { GET, POST } = portalPage(
  { allow: 'anyone', address: z.object({ slug: z.string() }) },
  async (ctx, { asked: { slug } }) => {
    const item = await newsItem(db, { slug, today: dayInRome(ctx.now) })
    if (!item) throw notFound()
    return {
      current: 'news',
      breadcrumb: [{ label: 'News', href: '/news' }, { label: item.title }],
      title: item.title,
      lead: item.summary || undefined,
      description: item.summary || undefined,
      content: html`<article class="editorial"><p class="small">Pubblicata <time datetime="${item.publishedOn}">${formatDayLong(item.publishedOn)}</time></p>${picture(item)}${richText(item.body)}</article>`,
    }
  },
)
