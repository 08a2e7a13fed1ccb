import { db } from '@/db/client'
import type { Visitor } from '@/http/page'
import { familyHome, type Home, type HomeChild, type HomeService } from '@/modules/family'
import { type Ctx, childrenOf, type PrincipalOf } from '@/modules/identity'
import { serviceCalendar } from '@/modules/service-calendar'
import { newsPage } from '@/modules/site'
import { dayInRome, formatDay, formatDayLong } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { balanceCard } from '@/ui/balance-card'
import { type Html, html } from '@/ui/html'
import { frameLinks, phoneHref, type SiteFrame } from '@/ui/site-frame'
import { dayWords } from './day-words'
import { messageList } from './message-list'
import { loadFrame, type PortalPage, portalPage } from './portal-page'

const walletLink = (child: HomeChild, service: HomeService) => `figlio=${child.id}&servizio=${service.code}`

const walletCard = (child: HomeChild, service: HomeService): Html =>
  html`<article class="it-card rounded shadow-sm border balance-card">${balanceCard({
    service: service.name,
    balanceCents: service.balanceCents,
    lastsUntil: service.lastsUntil,
    lowCents: service.lowCents ?? undefined,
    topUpHref: `/pagamenti/ricarica?${walletLink(child, service)}`,
    detailsHref: `/anagrafica/estratto-conto?${walletLink(child, service)}`,
  })}</article>`

const todayLine = (child: HomeChild, service: HomeService): Html | null =>
  service.today &&
  html`<li><a href="/presenze?${walletLink(child, service)}">${service.name}</a>: <strong>${dayWords(service.today, service)}</strong>${
    service.servesMeals && html`. <a href="/menu?${walletLink(child, service)}">Menù della settimana</a>`
  }</li>`

const childSection = (child: HomeChild): Html =>
  html`<section class="child" aria-labelledby="figlio-${child.id}"><h2 id="figlio-${child.id}"><a href="/anagrafica?figlio=${child.id}">${child.name} ${child.surname}</a></h2>
<p>${child.className ? `Classe ${child.className}, ${child.school}` : 'Nessuna classe assegnata'}</p>
${
  child.services.some((service) => service.today) &&
  html`<h3 class="h5">Oggi</h3><ul>${child.services.map((service) => todayLine(child, service))}</ul>`
}${
  child.services.length === 0
    ? html`<div class="empty-state"><p>Nessun servizio attivo. Per iscriversi a mensa o trasporto si contatta l’ufficio.</p></div>`
    : html`<h3 class="h5">Credito</h3><div class="card-grid">${child.services.map((service) => walletCard(child, service))}</div>`
}</section>`

const latestMessages = ({ messages }: Home): Html =>
  html`<section aria-labelledby="comunicazioni"><h2 id="comunicazioni">Ultime comunicazioni</h2>${
    messages.length === 0
      ? html`<p>Nessuna comunicazione ricevuta.</p>`
      : html`${messageList(messages)}<p><a href="/anagrafica/comunicazioni">Tutte le comunicazioni</a></p>`
  }</section>`

/** What was begun and is not credited yet; nothing on most days. */
const topUpsInProgress = ({ topUps }: Home): Html | null =>
  topUps.length === 0
    ? null
    : html`<section aria-labelledby="in-corso"><h2 id="in-corso">Pagamenti in corso</h2><ul>${topUps.map(
        (topUp) =>
          html`<li><a href="/pagamenti/${topUp.id}">Ricarica di ${formatEuro(topUp.cents)}</a>: ${topUp.serviceName}, ${topUp.childName}</li>`,
      )}</ul></section>`

const familyHomePage = async (ctx: Ctx<PrincipalOf<'guardian'>>): Promise<PortalPage> => {
  const home = await familyHome(db, ctx, await serviceCalendar())
  return {
    title: `Famiglia ${ctx.actor.familyName}`,
    documentTitle: null,
    copyAs: '/',
    lead: `Oggi è ${formatDayLong(home.today)}`,
    content: html`<p><a class="btn btn-primary" href="/pagamenti/ricarica">Effettua una ricarica</a> <a class="btn btn-outline-primary" href="/anagrafica/aggiungi-figlio">Aggiungi un figlio</a></p>${topUpsInProgress(home)}${home.children.map(childSection)}${latestMessages(home)}`,
  }
}

/** What a delegate starts from: the children, and nothing of money. */
const delegateHomePage = async ({ actor, now }: Ctx<PrincipalOf<'delegate'>>): Promise<PortalPage> => {
  const children = await childrenOf(actor.accountId)
  return {
    title: `Delega di ${actor.familyName}`,
    documentTitle: null,
    copyAs: '/',
    lead: `Oggi è ${formatDayLong(dayInRome(now))}`,
    content:
      children.length === 0
        ? html`<p>La famiglia ha tolto i bambini da questa delega.</p>`
        : html`<p>Con la delega si vedono le presenze e si disdicono i pasti.</p><h2 class="h4">Presenze</h2><ul>${children.map(({ childId, name }) => html`<li><a href="/presenze?figlio=${childId}">${name}</a></li>`)}</ul>`,
  }
}

const contacts = (frame: SiteFrame): Html =>
  html`<section aria-labelledby="contatti"><h2 id="contatti">Contatti e orari</h2><p>${frame.office}<br>${frame.address}</p><ul>${frame.phones.map(
    (phone) => html`<li>Telefono: <a href="${phoneHref(phone)}">${phone}</a></li>`,
  )}<li>E-mail: <a href="mailto:${frame.email}">${frame.email}</a></li></ul>${
    frame.hours.length > 0 &&
    html`<h3 class="h5">Orari di apertura</h3><dl class="hours">${frame.hours.map(({ day, times }) => html`<div><dt>${day}</dt><dd>${times}</dd></div>`)}</dl>`
  }</section>`

const publicHomePage = async ({ now }: Visitor): Promise<PortalPage> => {
  const [frame, { news }] = await Promise.all([
    loadFrame(),
    newsPage(db, { today: dayInRome(now), page: 1, perPage: 3 }),
  ])
  return {
    title: 'I servizi scolastici, in un solo posto',
    documentTitle: null,
    lead: 'Presenze e credito di mensa e trasporto, ricariche e comunicazioni del Comune: con il codice utente e la password di ogni bambino.',
    content: html`<p><a class="btn btn-primary" href="${frameLinks.signIn}">Accedi all’area personale</a></p>
<section aria-labelledby="ultime-news"><h2 id="ultime-news">News</h2>${
      news.length === 0
        ? html`<p>Nessuna notizia pubblicata.</p>`
        : html`<div class="card-grid">${news.map(
            (item) =>
              html`<article class="it-card rounded shadow-sm border"><h3 class="it-card-title h5"><a href="/news/${item.slug}">${item.title}</a></h3><div class="it-card-body"><p class="small"><time datetime="${item.publishedOn}">${formatDay(item.publishedOn)}</time></p><p>${item.summary}</p></div></article>`,
          )}</div><p><a href="/news">Tutte le news</a></p>`
    }</section>${contacts(frame)}`,
  }
}

/** The family's own page when signed in, the public home otherwise. */
export const { GET, POST } = portalPage({ allow: 'anyone' }, async (visitor) => {
  const { actor } = visitor
  if (actor.kind === 'guardian') return familyHomePage({ ...visitor, actor })
  return actor.kind === 'delegate' ? delegateHomePage({ ...visitor, actor }) : publicHomePage(visitor)
})
