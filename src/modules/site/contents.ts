import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import { CivilDate, Instant } from '@/shared/dates'

const Slug = z.string().regex(/^[a-z0-9-]{1,200}$/)

const NewsSummary = z.object({
  slug: z.string(),
  title: z.string(),
  summary: z.string().nullable(),
  publishedOn: CivilDate,
})
export type NewsSummary = z.infer<typeof NewsSummary>

const NewsItem = NewsSummary.extend({
  /** The editor's document; `ui/rich-text.ts` shows it. */
  body: z.unknown(),
  image: z
    .object({
      url: z.string(),
      alt: z.string(),
      width: z.number().nullable(),
      height: z.number().nullable(),
    })
    .nullable(),
})
export type NewsItem = z.infer<typeof NewsItem>

export const NEWS_PER_PAGE = 10

const NewsPage = z.object({ total: z.int(), news: z.array(NewsSummary) })

/** Published news up to a day, newest first, with how many there are; one query. */
export const newsPage = async (
  on: Db,
  { today, page, perPage = NEWS_PER_PAGE }: { today: CivilDate; page: number; perPage?: number },
): Promise<z.infer<typeof NewsPage>> => {
  const found = await oneRow(
    on,
    NewsPage,
    sql`
    select (select count(*)::int from portal.news_item where published_on <= ${today}::date) as total,
      (select coalesce(jsonb_agg(n), '[]') from (
         select slug, title, summary, published_on as "publishedOn" from portal.news_item where published_on <= ${today}::date
         order by published_on desc, news_id desc limit ${perPage}::int offset ${(page - 1) * perPage}::int) n) as news`,
  )
  if (!found) throw new Error('The news query returned no row')
  return found
}

/** A published news item, or null. */
export const newsItem = async (
  on: Db,
  { slug, today }: { slug: string; today: CivilDate },
): Promise<NewsItem | null> =>
  Slug.safeParse(slug).success
    ? oneRow(
        on,
        NewsItem,
        sql`
        select slug, title, summary, published_on as "publishedOn", body, image
        from portal.news_item where slug = ${slug}::text and published_on <= ${today}::date`,
      )
    : null

const ContentPage = z.object({
  slug: z.string(),
  title: z.string(),
  body: z.unknown(),
  updatedAt: Instant,
})
export type ContentPage = z.infer<typeof ContentPage>

/** A published page of the editors (privacy, legal notes...), or null. */
export const contentPage = async (on: Db, slug: string): Promise<ContentPage | null> =>
  Slug.safeParse(slug).success
    ? oneRow(
        on,
        ContentPage,
        sql`select slug, title, body, updated_at as "updatedAt" from portal.content_page where slug = ${slug}::text`,
      )
    : null
