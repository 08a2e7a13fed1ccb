export {
  type ContentPage,
  contentPage,
  NEWS_PER_PAGE,
  type NewsItem,
  type NewsSummary,
  newsItem,
  newsPage,
} from './contents'
export { type SiteContacts, siteContacts } from './frame'
