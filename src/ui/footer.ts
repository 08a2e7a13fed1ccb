import { portalName } from './brand'
import { type Html, html } from './html'
import { iconHtml } from './icon'
import { frameLinks, phoneHref, type SiteFrame } from './site-frame'

/** "Contatta il Comune", before the footer of every page. */
export const contactCard = (frame: SiteFrame): Html => {
  const phone = frame.phones[0]
  return html`<div class="container"><div class="it-card rounded shadow border contact-card"><h2 class="it-card-title h4">Contatta il Comune</h2><div class="it-card-body"><ul class="contact-list">
<li>${iconHtml('help-circle', 'icon icon-sm icon-primary')}<a href="${frameLinks.faq}">Leggi le domande frequenti</a></li>
<li>${iconHtml('mail', 'icon icon-sm icon-primary')}<a href="${frameLinks.contacts}" data-element="contacts">Richiedi assistenza</a></li>
${phone && html`<li>${iconHtml('telephone', 'icon icon-sm icon-primary')}<a href="${phoneHref(phone)}">Chiama lo ${phone}</a></li>`}
<li>${iconHtml('calendar', 'icon icon-sm icon-primary')}<a href="${frameLinks.contacts}#appuntamento" data-element="appointment-booking">Prenota un appuntamento</a></li>
</ul></div></div></div>`
}

const hours = (frame: SiteFrame) =>
  frame.hours.length > 0 &&
  html`<div class="col-md-6 col-lg-4"><h2 class="h6 text-uppercase">Orari di apertura</h2><dl class="hours">${frame.hours.map(({ day, times }) => html`<div><dt>${day}</dt><dd>${times}</dd></div>`)}</dl></div>`

/** Who the municipality is, how to reach it and when, and the links the law asks for. */
export const footer = (frame: SiteFrame): Html =>
  html`<div class="it-footer-main"><div class="container">
<div class="it-brand-wrapper"><a href="${frame.municipalityUrl}">${iconHtml('stemma', 'icon')}<div class="it-brand-text"><div class="h4 mb-0">${frame.municipality}</div><div>${portalName}</div></div></a>${frame.pnrr && html`<div class="eu-funding">${iconHtml('unione-europea', 'eu-flag')}<span>Finanziato dall’Unione europea<br>NextGenerationEU</span></div>`}</div>
<div class="row">
<div class="col-md-6 col-lg-4"><h2 class="h6 text-uppercase">Contatti</h2><p>${frame.office}<br>${frame.address}<br>Codice fiscale e partita IVA: ${frame.fiscalCode}</p><p>E-mail: <a href="mailto:${frame.email}">${frame.email}</a>${frame.pec && html`<br>PEC: <a href="mailto:${frame.pec}">${frame.pec}</a>`}${frame.phones.map((phone) => html`<br>Telefono: <a href="${phoneHref(phone)}">${phone}</a>`)}</p></div>
${hours(frame)}
<div class="col-md-6 col-lg-4"><h2 class="h6 text-uppercase">Servizi alle famiglie</h2><ul class="footer-list">
<li><a href="${frameLinks.faq}" data-element="faq">Leggi le domande frequenti</a></li>
<li><a href="${frameLinks.contacts}#appuntamento" data-element="appointment-booking">Prenota un appuntamento</a></li>
<li><a href="${frameLinks.inefficiency}" data-element="report-inefficiency">Segnala un disservizio</a></li>
<li><a href="${frameLinks.contacts}" data-element="contacts">Richiedi assistenza</a></li>
</ul></div>
</div></div></div>
<div class="it-footer-small-prints"><div class="container"><ul class="footer-links">
<li><a href="${frameLinks.privacy}" data-element="privacy-policy-link">Informativa privacy</a></li>
<li><a href="${frameLinks.legalNotes}" data-element="legal-notes">Note legali</a></li>
<li><a href="${frame.accessibilityUrl}" data-element="accessibility-link">Dichiarazione di accessibilità</a></li>
<li><a href="${frame.sourceUrl}">Codice sorgente</a></li>
</ul></div></div>`
