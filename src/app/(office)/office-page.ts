import { pageOf, type Site, type Visitor } from '@/http/page'
import { staffOf } from '@/http/staff-session'
import { holdsRole } from '@/modules/identity'
import { sendAgain } from '@/ui/forms'
import { type Html, type HtmlValue, html } from '@/ui/html'
import { htmlDocument } from '@/ui/html-document'

/** A page of the office: what it does day by day, beside the admin where master data is edited. */
export type OfficePage = { title: string; lead?: string | undefined; content: HtmlValue }

const SITE = 'Ufficio - Portale Genitori'

/** The pages that the staff of a school has too, for its own school. */
const SCHOOL_ENTRIES = [
  {
    label: 'Giornata',
    href: '/admin/ufficio/giornata',
    about: 'Elenchi di classe da stampare, appello inserito al posto del tablet.',
  },
  {
    label: 'Scuolabus',
    href: '/admin/ufficio/scuolabus',
    about: 'Corse del giorno dal vivo: chi è atteso, a bordo, sceso, non visto.',
  },
] as const

/** The pages of the office, in the order of its menu. */
export const officeEntries: readonly { label: string; href: string; about: string }[] = [
  {
    label: 'Riconciliazione',
    href: '/admin/ufficio/riconciliazione',
    about: 'Ricevute, flussi di rendicontazione e banca, giorno per giorno.',
  },
  {
    label: 'Movimenti da assegnare',
    href: '/admin/ufficio/movimenti',
    about: 'Pagamenti arrivati che il portale non ha potuto accreditare da solo.',
  },
  {
    label: 'Sportello',
    href: '/admin/ufficio/sportello',
    about: 'Ricariche pagate in contanti o con il POS, con la ricevuta da stampare.',
  },
  {
    label: 'Trasferisci credito',
    href: '/admin/ufficio/trasferimenti',
    about: 'Credito spostato tra servizi di un bambino o tra fratelli.',
  },
  {
    label: 'Rimborsi',
    href: '/admin/ufficio/rimborsi',
    about: 'Richieste delle famiglie e bonifici per la banca.',
  },
  {
    label: 'Ordini della cucina',
    href: '/admin/ufficio/cucina',
    about: 'Versioni degli ordini, variazioni, prese visione e avvisi alle scuole, giorno per giorno.',
  },
  {
    label: 'Contestazioni',
    href: '/admin/ufficio/contestazioni',
    about: 'Addebiti che le famiglie contestano, con la risposta dell’ufficio.',
  },
  ...SCHOOL_ENTRIES,
  {
    label: 'Emergenza',
    href: '/admin/ufficio/emergenza',
    about: 'Quando i tablet non raggiungono il centro: orario limite spostato, avvisi alle scuole sospesi.',
  },
]

const isOffice = (actor: Visitor['actor'] | undefined): boolean =>
  actor?.kind === 'staff' && holdsRole(actor.roles, 'office')
const isSchool = (actor: Visitor['actor'] | undefined): boolean =>
  actor?.kind === 'staff' && actor.roles.includes('school') && actor.schoolId !== null

const header = (visitor: Visitor | null) => {
  const entries = isOffice(visitor?.actor)
    ? [{ label: 'Ufficio', href: '/admin/ufficio' }, ...officeEntries]
    : isSchool(visitor?.actor)
      ? SCHOOL_ENTRIES
      : []
  return html`<header class="office-header"><div class="container"><nav aria-label="Ufficio"><ul class="office-menu"><li><a href="/admin">Amministrazione</a></li>${entries.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}</ul></nav></div></header>`
}

const shell = ({ title, lead, content }: OfficePage, visitor: Visitor | null): Html =>
  html`<div class="skiplinks"><a class="visually-hidden-focusable" href="#contenuto">Vai ai contenuti</a></div>${header(visitor)}<main class="container py-4" id="contenuto" tabindex="-1"><h1>${title}</h1>${lead && html`<p class="lead">${lead}</p>`}${content}</main>`

const siteOf = (admits: (actor: Visitor['actor']) => boolean): Site<OfficePage> => ({
  identify: (request) => staffOf(request.headers),
  admits,
  signInPath: (back) => `/admin/login?redirect=${encodeURIComponent(back)}`,
  show: async (page, visitor) =>
    htmlDocument({ title: page.title, site: SITE, isHidden: true }, shell(page, visitor)),
  notFound: () => ({
    title: 'Pagina non trovata',
    content: html`<p>La pagina non esiste, o questo utente non può vederla. <a href="/admin">Torna all’amministrazione</a></p>`,
  }),
  away: (typed) => ({
    title: 'La base dati non risponde',
    content: typed
      ? html`<p>Quanto inserito non è stato registrato: con il pulsante si invia di nuovo, senza riscriverlo.</p>${sendAgain(typed)}`
      : html`<p>Riprova tra poco.</p><p><a class="btn btn-primary" href="">Riprova ora</a></p>`,
  }),
  failed: () => ({
    title: 'La pagina non si può mostrare',
    content: html`<p>L’errore è nel registro del servizio. Riprova tra qualche minuto.</p>`,
  }),
  refused: (why) => ({
    title: 'Richiesta non accettata',
    content:
      why === 'elsewhere'
        ? html`<p>La richiesta viene da un altro sito e non è stata eseguita.</p>`
        : html`<p>Quanto inviato supera 10 MB e non è stato registrato. Torna indietro e scegli un file più piccolo.</p>`,
  }),
})

/** Makes a page of the office, for staff with its role; for any other member of staff it does not exist. */
export const officePage = pageOf(siteOf(isOffice))

/** Makes a page that the staff of a school has too; what it shows them is of their own school. */
export const schoolDayPage = pageOf(siteOf((actor) => isOffice(actor) || isSchool(actor)))
