import { definitionList } from '@/ui/definition-list'
import { type Html, html } from '@/ui/html'
import { phoneHref, type SiteFrame } from '@/ui/site-frame'
import { loadFrame, portalPage } from '../portal-page'

const contacts = (frame: SiteFrame): Html => html`<h2>L’ufficio</h2>${definitionList([
  { term: 'Ufficio', value: frame.office },
  { term: 'Indirizzo', value: frame.address },
  {
    term: 'Telefono',
    value: frame.phones.map((phone) => html`<a href="${phoneHref(phone)}">${phone}</a><br>`),
  },
  { term: 'E-mail', value: html`<a href="mailto:${frame.email}">${frame.email}</a>` },
  ...(frame.pec ? [{ term: 'PEC', value: html`<a href="mailto:${frame.pec}">${frame.pec}</a>` }] : []),
])}
${frame.hours.length > 0 && html`<h2>Orari di apertura</h2>${definitionList(frame.hours.map(({ day, times }) => ({ term: day, value: times })))}`}
<h2 id="appuntamento">Prenotare un appuntamento</h2><p>Per parlare con l’ufficio su appuntamento si telefona negli orari di apertura${frame.phones[0] && html` al numero <a href="${phoneHref(frame.phones[0])}">${frame.phones[0]}</a>`} oppure si scrive a <a href="mailto:${frame.email}?subject=Richiesta%20di%20appuntamento">${frame.email}</a>, indicando il codice utente del bambino e due date preferite.</p>`

export const { GET, POST } = portalPage({ allow: 'anyone' }, async () => ({
  breadcrumb: [{ label: 'Contatti' }],
  title: 'Contatti',
  lead: 'Per codici e password, iscrizioni, diete, pagamenti e qualsiasi dubbio sui servizi scolastici.',
  content: contacts(await loadFrame()),
}))
