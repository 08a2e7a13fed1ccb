import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { guardianOrNull } from '@/http/guardian-session'
import { returnPath } from '@/http/return-path'
import { Alert } from '@/ui/feedback'
import { RequiredNote } from '@/ui/forms'
import { PortalShell } from '@/ui/portal-shell'
import { frameLinks } from '@/ui/site-frame'
import { loadFrame } from '../frame'
import { orAway } from '../or-away'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Accedi all’area personale' }

export default orAway(async function SignInPage({ searchParams }: PageProps<'/accedi'>) {
  const { ritorno, uscita, error } = await searchParams
  const back = returnPath(ritorno)
  if (await guardianOrNull()) redirect(back)
  return (
    <PortalShell
      frame={await loadFrame()}
      family={null}
      breadcrumb={[{ label: 'Accedi' }]}
      title="Accedi all’area personale"
      lead="Per vedere presenze, credito e comunicazioni dei servizi scolastici, e per effettuare una ricarica."
    >
      {uscita && <Alert kind="success">L’area personale è stata chiusa su questo dispositivo.</Alert>}
      {!uscita && back !== '/' && <Alert kind="info">Per vedere la pagina richiesta occorre accedere.</Alert>}
      {error && <Alert kind="danger">{sentenceOf(error)}</Alert>}
      <div className="row">
        <div className="col-12 col-lg-6">
          <RequiredNote />
          <SignInForm back={back} />
        </div>
        <div className="col-12 col-lg-5 offset-lg-1 mt-5 mt-lg-0">
          <h2 className="h4">Dove si trovano i codici</h2>
          <p>
            Codice utente e password di ogni bambino sono nella{' '}
            <strong>lettera dei codici e credenziali</strong> consegnata dal Comune alla famiglia. Con i
            codici di un bambino si accede; gli altri figli si aggiungono poi, una volta sola, con i loro
            codici.
          </p>
          <h2 className="h4 mt-4">Lettera smarrita o password dimenticata</h2>
          <p>
            Per riavere i codici si contatta l’ufficio: indirizzo, telefono e orari sono nella pagina{' '}
            <a href={frameLinks.contacts}>Contatti</a>.
          </p>
        </div>
      </div>
    </PortalShell>
  )
})

/** What NextAuth's own endpoint says in the address when it refuses. */
const sentenceOf = (error: string | string[]): string => {
  if (error === 'CredentialsSignin') return 'Codice utente o password non corretti.'
  if (error === 'throttled') return 'Troppi tentativi non riusciti. Riprova tra 15 minuti.'
  return 'Accesso non riuscito. Riprova tra qualche minuto.'
}
