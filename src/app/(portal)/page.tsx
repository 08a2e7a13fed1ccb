import { defaultSiteFrame } from '@/ui/default-site-frame'
import { PortalShell } from '@/ui/portal-shell'

export default function HomePage() {
  return (
    <PortalShell frame={defaultSiteFrame} family={null} title="I servizi scolastici, in un solo posto">
      <p>
        Accedi con il codice utente e la password di ogni bambino per vedere le presenze e il credito di mensa
        e trasporto, e per effettuare una ricarica.
      </p>
      <p>
        <a className="btn btn-primary" href="/accedi">
          Accedi
        </a>
      </p>
    </PortalShell>
  )
}
