import type { Metadata } from 'next'
import { defaultSiteFrame } from '@/ui/default-site-frame'
import { PortalShell } from '@/ui/portal-shell'

export const metadata: Metadata = { title: 'Pagina non trovata' }

/** For an address that leads nowhere, and for what a family may not see: the two look alike. */
export default function NotFound() {
  return (
    <PortalShell frame={defaultSiteFrame} family={null} title="Pagina non trovata">
      <p className="lead">La pagina cercata non esiste, è stata spostata o non è disponibile.</p>
      <a className="btn btn-primary" href="/">
        Vai alla pagina iniziale
      </a>
    </PortalShell>
  )
}
