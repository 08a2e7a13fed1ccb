import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { db } from '@/db/client'
import { requireGuardian } from '@/http/guardian-session'
import { childProfile } from '@/modules/family'
import { serviceCalendar } from '@/modules/service-calendar'
import { formatMobile } from '@/shared/phone'
import { EmptyState } from '@/ui/feedback'
import { PortalShell } from '@/ui/portal-shell'
import { frameLinks } from '@/ui/site-frame'
import { Asked, readAddress } from '../../asked'
import { loadFamily, loadFrame } from '../../frame'
import { orAway } from '../../or-away'
import { ContactsForm } from './contacts-form'

export const metadata: Metadata = { title: 'Modifica i recapiti' }

const Address = z.object({ figlio: Asked.figlio.optional() })

export default orAway(async function ContactsPage({ searchParams }: PageProps<'/anagrafica/recapiti'>) {
  const ctx = await requireGuardian('/anagrafica/recapiti')
  const { figlio = ctx.actor.childId } = readAddress(Address, await searchParams)
  const [frame, family, profile] = await Promise.all([
    loadFrame(),
    loadFamily(ctx),
    serviceCalendar().then((calendar) => childProfile(db, ctx, figlio, calendar)),
  ])
  if (!profile) notFound()
  const reference = profile.guardians.find(({ isReference }) => isReference)
  return (
    <PortalShell
      frame={frame}
      family={family}
      current="anagrafica"
      breadcrumb={[
        { label: 'Anagrafica', href: `/anagrafica?figlio=${figlio}` },
        { label: 'Modifica i recapiti' },
      ]}
      title="Modifica i recapiti"
    >
      {reference?.contacts ? (
        <>
          <p>
            Recapiti di {reference.name} {reference.surname}, genitore di riferimento di {profile.name}.
            Valgono per tutti i figli di cui è genitore di riferimento.
          </p>
          <ContactsForm
            childId={profile.id}
            mobile={reference.contacts.mobile ? formatMobile(reference.contacts.mobile) : ''}
            email={reference.contacts.email ?? ''}
          />
        </>
      ) : (
        <EmptyState title="Recapiti non modificabili da qui">
          <p>
            Questi recapiti possono essere cambiati soltanto dall’ufficio:{' '}
            <a href={frameLinks.contacts}>contatti e orari</a>.
          </p>
        </EmptyState>
      )}
    </PortalShell>
  )
})
