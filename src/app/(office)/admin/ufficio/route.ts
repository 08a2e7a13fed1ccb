import { html } from '@/ui/html'
import { officeEntries, officePage } from '../../office-page'

/** Where the office finds its pages. */
export const { GET, POST } = officePage({ allow: 'staff' }, async () => ({
  title: 'Ufficio',
  lead: 'Pagamenti e credito delle famiglie, ordini della cucina. Anagrafica, tariffe e notizie sono nell’amministrazione.',
  content: html`<div class="card-grid">${officeEntries.map(
    ({ label, href, about }) =>
      html`<article class="it-card rounded shadow-sm border"><h2 class="it-card-title h5"><a href="${href}">${label}</a></h2><div class="it-card-body"><p>${about}</p></div></article>`,
  )}</div>`,
}))
