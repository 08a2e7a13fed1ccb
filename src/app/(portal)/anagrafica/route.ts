import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { notFound } from '@/http/problem'
import { childProfile, type Profile, type ProfileGuardian, type WalletOutlook } from '@/modules/family'
import { serviceCalendar } from '@/modules/service-calendar'
import { formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { formatMobile } from '@/shared/phone'
import { balanceCard } from '@/ui/balance-card'
import { type Definition, definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { type Html, html } from '@/ui/html'
import { childTabs } from '../child-tabs'
import { messageList } from '../message-list'
import { portalPage } from '../portal-page'

const Address = z.object({ figlio: Asked.figlio.optional(), esito: z.string().optional() })

const childData = ({ placement, enrolments, ...profile }: Profile): Html =>
  html`<section aria-labelledby="bambino"><h2 id="bambino">Dati del bambino</h2>${definitionList([
    { term: 'Nome e cognome', value: `${profile.name} ${profile.surname}` },
    { term: 'Codice utente', value: profile.childCode },
    { term: 'Data di nascita', value: formatDay(profile.birthDate) },
    { term: 'Codice fiscale', value: profile.fiscalCode },
    {
      term: 'Scuola',
      value: placement && `${placement.school}${placement.address ? `, ${placement.address}` : ''}`,
    },
    { term: 'Classe', value: placement && `${placement.className} (a.s. ${placement.schoolYear})` },
    {
      term: 'Iscrizioni',
      value:
        enrolments.length > 0 &&
        html`<ul class="list-unstyled mb-0">${enrolments.map(({ service, from, to }) => html`<li>${service}: dal ${formatDay(from)}${to && ` al ${formatDay(to)}`}</li>`)}</ul>`,
    },
  ])}</section>`

const contacts = ({ contacts: known }: ProfileGuardian): Definition[] =>
  known
    ? [
        { term: 'Cellulare', value: known.mobile && formatMobile(known.mobile) },
        { term: 'E-mail', value: known.email },
        { term: 'Indirizzo', value: known.address },
      ]
    : [{ term: 'Recapiti', value: 'riservati: li conosce soltanto l’ufficio' }]

const guardians = (profile: Profile): Html => {
  const reference = profile.guardians.find(({ isReference }) => isReference)
  const others = profile.guardians.filter(({ isReference }) => !isReference)
  return html`<section aria-labelledby="genitori"><h2 id="genitori">Genitore di riferimento</h2>${
    reference
      ? html`${definitionList([
          { term: 'Nome e cognome', value: `${reference.name} ${reference.surname}` },
          ...contacts(reference),
          ...(others.length > 0
            ? [
                {
                  term: others.length === 1 ? 'Altro genitore' : 'Altri genitori',
                  value: others.map(({ name, surname }) => `${name} ${surname}`).join(', '),
                },
              ]
            : []),
        ])}${reference.contacts && html`<p class="mt-3"><a class="btn btn-outline-primary btn-sm" href="/anagrafica/recapiti?figlio=${profile.id}">Modifica cellulare ed e-mail</a></p>`}`
      : html`<p>Nessun genitore di riferimento indicato: si contatta l’ufficio.</p>`
  }</section>`
}

const wallet = (
  profile: Profile,
  { code, name, balanceCents, priceCents, lowCents, lastsUntil }: WalletOutlook,
): Html => {
  const address = `figlio=${profile.id}&servizio=${code}`
  return html`<article class="it-card rounded shadow-sm border balance-card">${balanceCard({
    service: name,
    balanceCents,
    lastsUntil,
    lowCents: lowCents ?? undefined,
    topUpHref: `/pagamenti/ricarica?${address}`,
  })}<p class="card-line">${priceCents !== null && html`Prezzo di un giorno: ${formatEuro(priceCents)}. `}<a href="/anagrafica/estratto-conto?${address}">Dettaglio<span class="visually-hidden"> di ${name}</span></a></p></article>`
}

const wallets = (profile: Profile): Html =>
  html`<section aria-labelledby="credito"><h2 id="credito">Credito dei servizi</h2>${
    profile.wallets.length === 0
      ? html`<p>Nessun servizio: ${profile.name} non è mai stato iscritto a mensa o trasporto.</p>`
      : html`<div class="card-grid">${profile.wallets.map((one) => wallet(profile, one))}</div>`
  }</section>`

const messages = ({ messages: latest, messageCount }: Profile): Html =>
  html`<section aria-labelledby="comunicazioni"><h2 id="comunicazioni">Comunicazioni ricevute</h2>${
    latest.length === 0
      ? html`<p>Nessuna comunicazione ricevuta.</p>`
      : html`${messageList(latest)}${messageCount > latest.length && html`<p><a href="/anagrafica/comunicazioni">Tutte le comunicazioni</a></p>`}`
  }</section>`

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: Address },
  async (ctx, { asked: { figlio = ctx.actor.childId, esito } }) => {
    const profile = await childProfile(db, ctx, figlio, await serviceCalendar())
    if (!profile) throw notFound()
    return {
      current: 'anagrafica',
      breadcrumb: [{ label: 'Anagrafica' }],
      title: `Anagrafica di ${profile.name}`,
      documentTitle: 'Anagrafica',
      content: html`${esito === 'recapiti' && alert('success', 'I recapiti sono aggiornati.', { announce: true })}${childTabs(profile.children, profile.id, (id) => `/anagrafica?figlio=${id}`)}
<div class="row"><div class="col-12 col-lg-6">${childData(profile)}</div><div class="col-12 col-lg-6 mt-4 mt-lg-0">${guardians(profile)}</div></div>${wallets(profile)}${messages(profile)}<p><a href="/anagrafica/aggiungi-figlio">Aggiungi un figlio</a></p>`,
    }
  },
)
