import { portalName } from '@/ui/brand'
import { alert } from '@/ui/feedback'
import { type Html, type HtmlValue, html } from '@/ui/html'

/*
 * The service worker knows a page by its text alone: whose it is, whether a copy may stay on the device and under which
 * address, and where its main part is. Pure, for the tests.
 */
const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** The inverse of `escapeHtml`. */
const unescapeHtml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)

const bodyAttribute = (page: string, name: string): string | null => {
  const [tag] = /<body[^>]*>/.exec(page) ?? ['']
  const value = new RegExp(` data-${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? null : unescapeHtml(value)
}

/** The account a page was made for; null for a page that anybody sees. */
export const familyIn = (page: string): string | null => bodyAttribute(page, 'family')

/** The whole address under which a page may be kept; null for one that may not. */
export const copyAddressIn = (page: string): string | null => bodyAttribute(page, 'copy')

/** Of a page of attendance, the child and the service in words, and which; null where nothing can be asked. */
export const aboutIn = (page: string): { per: string; servesMeals: boolean } | null => {
  const [, per, rides] = / data-per="([^"]*)"( data-rides)?/.exec(page) ?? []
  return per === undefined ? null : { per: unescapeHtml(per), servesMeals: rides === undefined }
}

/** The page's name for a list of copies: its first heading. */
export const headingIn = (page: string): string =>
  unescapeHtml((/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page)?.[1] ?? '').replace(/<[^>]*>/g, '')).trim()

/** A page without what its makers marked as not to be kept (`notKept`). */
export const withoutNotKept = (page: string): string =>
  page.replace(/<!--not-kept-->[\s\S]*?<!--\/not-kept-->/g, '')

/** A page with something first in its main part. */
export const withNote = (page: string, note: Html): string =>
  page.replace(/<main [^>]*>/, (main) => main + note.markup)

/** Another page in the same frame: nobody's copy, without the path and the place in the menu of the first. */
export const withMain = (page: string, title: string, content: HtmlValue): string =>
  page
    .replace(/<title>[\s\S]*?<\/title>/, () => html`<title>${title} - ${portalName}</title>`.markup)
    .replace(' active" ', '" ')
    .replace(' aria-current="page"', '')
    .replace(/ data-copy="[^"]*"/, '')
    .replace(/<nav class="breadcrumb-container[\s\S]*?<\/nav>\s*(?=<main )/, '')
    .replace(
      /(<main [^>]*>)[\s\S]*(<\/main>)/,
      (_, open: string, close: string) => `${open}${html`<h1>${title}</h1>${content}`.markup}${close}`,
    )

const clock = new Intl.DateTimeFormat('it-IT', { timeStyle: 'short', timeZone: 'Europe/Rome' })
const date = new Intl.DateTimeFormat('it-IT', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'Europe/Rome',
})

/** "alle 09:12", and on another day of which one. */
export const momentWords = (at: number, now: number): string =>
  date.format(at) === date.format(now)
    ? `alle ${clock.format(at)}`
    : `alle ${clock.format(at)} di ${date.format(at)}`

/** What stands above a copy: that it is one, of when, and what may be different or is not in it. */
export const copyNote = (pathname: string, at: number, now: number): Html =>
  alert(
    'warning',
    html`<p class="mb-0"><strong>Sei senza rete.</strong> Questa pagina è aggiornata ${momentWords(at, now)}: ${pathname === '/menu' ? 'le avvertenze per le diete si vedono solo con la rete' : 'presenze e credito possono essere cambiati'}.</p>`,
    { announce: true },
  )

/** A page that was kept, for the list of those that can be read. */
export type KeptPage = { address: string; heading: string; at: number }

/** What is shown for a page of which there is no copy. */
export const offlineContent = (kept: readonly KeptPage[], now: number): Html =>
  html`<p class="lead">Il portale non risponde e questa pagina non è tra quelle lette di recente su questo dispositivo.</p><p><a class="btn btn-primary" href="">Riprova</a></p>${
    kept.length > 0 &&
    html`<h2 class="h4">Si possono leggere</h2><ul>${kept.map(
      ({ address, heading, at }) =>
        html`<li><a href="${address}">${heading}</a>, aggiornata ${momentWords(at, now)}</li>`,
    )}</ul>`
  }`

/** For how long a copy can be read: what is older says too little of today. */
export const COPY_MS_MAX = 24 * 3_600_000
/** How many copies are kept, the newest. */
export const COPIES_MAX = 12

/** What an address asks, without what does not change the page. */
const asked = (address: URL): [string, string][] =>
  [...address.searchParams].filter(([name]) => name !== 'da' && name !== 'esito')

/** Whether a copy is what an address asks for: the same page, and of what it is about all that was said. */
export const answers = (copy: URL, address: URL): boolean =>
  copy.pathname === address.pathname &&
  asked(address).every(([name, value]) => copy.searchParams.get(name) === value)

/** Addresses of other programs, and of documents, which are never touched. */
const OTHERS =
  /^\/(admin|api|tablet|cucina|sandbox|misura|ui|_next|senza-rete)(\/|$)|\/(avviso|attestazione|scarica)$|\.\w+$/

/** Whether an address is a page of the families' site. */
export const isFamilyPage = (pathname: string): boolean => !OTHERS.test(pathname)
