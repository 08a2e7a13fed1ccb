import { html } from '@/ui/html'
import { portalPage } from '../../portal-page'

/** What was asked without a network is on the device: the app's worker writes it into this page. */
export const { GET, POST } = portalPage({ allow: 'family' }, async () => ({
  current: 'presenze',
  breadcrumb: [{ label: 'Presenze', href: '/presenze' }, { label: 'Richieste in attesa' }],
  title: 'Richieste in attesa',
  lead: 'Quanto si chiede senza rete resta sul dispositivo con cui è stato chiesto, e si vede qui su quel dispositivo.',
  content: html`<p>Quanto è già arrivato è tra le <a href="/presenze/conferme">conferme</a>.</p>`,
}))
