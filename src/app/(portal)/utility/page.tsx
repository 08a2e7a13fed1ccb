import type { Metadata } from 'next'
import { requireGuardian } from '@/http/guardian-session'
import { childrenOf, openSessionCount, PASSWORD_LENGTH_MIN, SESSION_HOURS } from '@/modules/identity'
import { Alert } from '@/ui/feedback'
import { RequiredNote } from '@/ui/forms'
import { PortalShell } from '@/ui/portal-shell'
import { loadFrame } from '../frame'
import { orAway } from '../or-away'
import { ChangePasswordForm, SignOutOthersForm } from './utility-forms'

export const metadata: Metadata = { title: 'Utility' }

/** "1 altro dispositivo", "3 altri dispositivi". */
const devices = (count: number) => (count === 1 ? '1 altro dispositivo' : `${count} altri dispositivi`)

/** What the actions of this page did, for those who come back from them. */
const Outcome = ({ password, others, ended }: { password: boolean; others: boolean; ended: number }) => {
  if (!password && !others) return null
  return (
    <Alert kind="success" announce>
      {password && <p className="mb-1">La password è stata cambiata: vale dal prossimo accesso.</p>}
      <p className="mb-0">
        {ended > 0
          ? `Accesso chiuso su ${devices(ended)}. Su questo dispositivo si resta collegati.`
          : 'Non c’erano accessi aperti su altri dispositivi.'}
      </p>
    </Alert>
  )
}

export default orAway(async function UtilityPage({ searchParams }: PageProps<'/utility'>) {
  const ctx = await requireGuardian('/utility')
  const [{ password, dispositivi, chiusi }, children, sessions] = await Promise.all([
    searchParams,
    childrenOf(ctx.actor.accountId),
    openSessionCount(ctx),
  ])
  const own = children.find((child) => child.isOwn)
  const ended = /^\d{1,4}$/.test(String(chiusi)) ? Number(chiusi) : 0
  return (
    <PortalShell
      frame={await loadFrame()}
      family={{ displayName: `Famiglia ${own?.surname ?? ''}` }}
      current="utility"
      breadcrumb={[{ label: 'Utility' }]}
      title="Utility"
    >
      <Outcome password={password === 'cambiata'} others={dispositivi === 'usciti'} ended={ended} />
      <div className="row">
        <section className="col-12 col-lg-6" aria-labelledby="cambia-password">
          <h2 id="cambia-password" className="h4">
            Cambia password
          </h2>
          <p>
            La password accompagna il codice utente di {own?.name}. Cambiandola si chiude l’accesso su tutti
            gli altri dispositivi.
          </p>
          <RequiredNote />
          <ChangePasswordForm lengthMin={PASSWORD_LENGTH_MIN} />
        </section>
        <section className="col-12 col-lg-5 offset-lg-1 mt-5 mt-lg-0" aria-labelledby="dispositivi">
          <h2 id="dispositivi" className="h4">
            Dispositivi collegati
          </h2>
          {sessions > 1 ? (
            <>
              <p>
                Con questo codice utente l’accesso è aperto qui e su {devices(sessions - 1)}. Se qualcuno di
                questi accessi non è della famiglia, conviene anche cambiare la password.
              </p>
              <SignOutOthersForm />
            </>
          ) : (
            <p>Con questo codice utente l’accesso è aperto soltanto qui.</p>
          )}
          <p className="mt-3">Ogni accesso si chiude da solo dopo {SESSION_HOURS} ore.</p>
          <h2 className="h4 mt-4">Altri figli</h2>
          <p>
            I servizi di più figli si vedono insieme dopo averli aggiunti, una volta sola, con i loro codici.
          </p>
          <a className="btn btn-outline-primary" href="/anagrafica/aggiungi-figlio">
            Aggiungi un figlio
          </a>
        </section>
      </div>
    </PortalShell>
  )
})
