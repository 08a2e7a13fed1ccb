import type { Metadata } from 'next'
import { guardianOrNull } from '@/http/guardian-session'
import { PortalShell } from '@/ui/portal-shell'
import { loadFrame } from './frame'

export const metadata: Metadata = { title: 'Pagina non trovata' }

/**
 * For an address that leads nowhere, and for what a family may not see: the two look alike. Next renders it along with
 * every page, in case it is needed: it must not cost a query, so it does not ask for the family's name.
 */
export default async function NotFound() {
  const [frame, guardian] = await Promise.all([loadFrame(), guardianOrNull().catch(() => null)])
  return (
    <PortalShell
      frame={frame}
      family={guardian && { displayName: 'La tua famiglia' }}
      title="Pagina non trovata"
    >
      <p className="lead">La pagina cercata non esiste, è stata spostata o non è disponibile.</p>
      <p>
        <a className="btn btn-primary" href="/">
          Vai alla pagina iniziale
        </a>
      </p>
    </PortalShell>
  )
}
