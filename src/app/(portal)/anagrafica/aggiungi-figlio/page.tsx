import type { Metadata } from 'next'
import { requireGuardian } from '@/http/guardian-session'
import { type AccountChild, childrenOf } from '@/modules/identity'
import { Alert } from '@/ui/feedback'
import { RequiredNote } from '@/ui/forms'
import { PortalShell } from '@/ui/portal-shell'
import { loadFrame } from '../../frame'
import { orAway } from '../../or-away'
import { AddChildForm, RemoveChildForm } from './child-forms'

export const metadata: Metadata = { title: 'Aggiungi un figlio' }

const fullName = (child: AccountChild) => `${child.name} ${child.surname}`

/** What came of the last act, for those who come back from it. The name is looked up among the account's children. */
const Outcome = ({ outcome, child }: { outcome: unknown; child: AccountChild | undefined }) => {
  if (outcome === 'removed')
    return (
      <Alert kind="success" announce>
        Il figlio è stato tolto da questo accesso.
      </Alert>
    )
  if (!child) return null
  if (outcome === 'added')
    return (
      <Alert kind="success" announce>
        {fullName(child)} è tra i figli di questo accesso. <a href="/">Vai alla pagina iniziale</a>
      </Alert>
    )
  if (outcome === 'already-added' || outcome === 'own-child')
    return (
      <Alert kind="info" announce>
        {fullName(child)} era già tra i figli di questo accesso: non è cambiato nulla.
      </Alert>
    )
  return null
}

export default orAway(async function AddChildPage({
  searchParams,
}: PageProps<'/anagrafica/aggiungi-figlio'>) {
  const ctx = await requireGuardian('/anagrafica/aggiungi-figlio')
  const [{ esito, figlio }, children] = await Promise.all([searchParams, childrenOf(ctx.actor.accountId)])
  const own = children.find((child) => child.isOwn)
  return (
    <PortalShell
      frame={await loadFrame()}
      family={{ displayName: `Famiglia ${own?.surname ?? ''}` }}
      current="anagrafica"
      breadcrumb={[{ label: 'Anagrafica', href: '/anagrafica' }, { label: 'Aggiungi un figlio' }]}
      title="Aggiungi un figlio"
      lead="Con il suo codice utente e la sua password, una volta sola: poi si vede insieme agli altri."
    >
      <Outcome outcome={esito} child={children.find((child) => String(child.childId) === figlio)} />
      <div className="row">
        <div className="col-12 col-lg-6">
          <RequiredNote />
          <AddChildForm />
        </div>
        <section className="col-12 col-lg-5 offset-lg-1 mt-5 mt-lg-0" aria-labelledby="figli">
          <h2 id="figli" className="h4">
            Figli di questo accesso
          </h2>
          <ul>
            {children.map((child) => (
              <li key={child.childId} className="mb-3">
                {fullName(child)}
                {child.isOwn ? (
                  ' (il suo codice è quello di questo accesso)'
                ) : (
                  <RemoveChildForm childId={child.childId} name={child.name} />
                )}
              </li>
            ))}
          </ul>
          <p>
            Aggiungere un figlio vale solo in questo senso: chi accede con i codici dell’altro figlio non vede
            quelli di questo accesso.
          </p>
        </section>
      </div>
    </PortalShell>
  )
})
