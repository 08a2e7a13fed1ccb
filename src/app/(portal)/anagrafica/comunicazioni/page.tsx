import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { db } from '@/db/client'
import { requireGuardian } from '@/http/guardian-session'
import { MESSAGES_PER_PAGE, messagesReceived } from '@/modules/family'
import { EmptyState } from '@/ui/feedback'
import { inner } from '@/ui/html'
import { Pagination } from '@/ui/pagination'
import { PortalShell } from '@/ui/portal-shell'
import { Asked, readAddress } from '../../asked'
import { loadFamily, loadFrame } from '../../frame'
import { messageList } from '../../message-list'
import { orAway } from '../../or-away'

export const metadata: Metadata = { title: 'Comunicazioni ricevute' }

const PATH = '/anagrafica/comunicazioni'
const Address = z.object({ pagina: Asked.pagina.default(1) })

export default orAway(async function MessagesPage({ searchParams }: PageProps<'/anagrafica/comunicazioni'>) {
  const ctx = await requireGuardian(PATH)
  const { pagina } = readAddress(Address, await searchParams)
  const [frame, family, { total, messages }] = await Promise.all([
    loadFrame(),
    loadFamily(ctx),
    messagesReceived(db, ctx, pagina),
  ])
  const pages = Math.max(1, Math.ceil(total / MESSAGES_PER_PAGE))
  if (pagina > pages) notFound()
  return (
    <PortalShell
      frame={frame}
      family={family}
      current="anagrafica"
      breadcrumb={[{ label: 'Anagrafica', href: '/anagrafica' }, { label: 'Comunicazioni ricevute' }]}
      title="Comunicazioni ricevute"
    >
      {messages.length === 0 ? (
        <EmptyState title="Nessuna comunicazione">
          <p>Le comunicazioni del Comune sui figli di questo accesso compariranno qui.</p>
        </EmptyState>
      ) : (
        <div {...inner(messageList(messages))} />
      )}
      <Pagination
        label="Pagine delle comunicazioni"
        page={pagina}
        pages={pages}
        hrefOf={(page) => `${PATH}?pagina=${page}`}
      />
    </PortalShell>
  )
})
