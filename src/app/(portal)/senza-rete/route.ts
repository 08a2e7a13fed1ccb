import { html } from '@/ui/html'
import { portalPage } from '../portal-page'

/** The frame for pages that the installed app makes without a network: its worker keeps this one and fills it. */
export const { GET, POST } = portalPage({ allow: 'anyone' }, async () => ({
  title: 'Senza rete',
  isHidden: true,
  lead: 'Quando il telefono non raggiunge il portale, l’app mostra le ultime pagine lette.',
  content: html`<p><a class="btn btn-primary" href="/">Vai alla pagina iniziale</a></p>`,
}))
