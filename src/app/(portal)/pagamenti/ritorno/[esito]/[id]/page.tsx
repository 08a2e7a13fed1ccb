import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requireGuardian } from '@/http/guardian-session'
import { notePaymentLeft, topUpDetails } from '@/modules/payments'
import { orAway } from '../../../../or-away'
import { TopUpView } from '../../../[id]/top-up-view'
import { orNotFound } from '../../../or-not-found'
import { OUTCOMES } from '../../../return-urls'

export const metadata: Metadata = { title: 'Ricarica' }

/**
 * Where the provider's page sends the browser back. It says what is known: only a receipt credits, and it may come
 * before, after or without this page.
 */
export default orAway(async function ReturnPage({ params }: PageProps<'/pagamenti/ritorno/[esito]/[id]'>) {
  const { esito, id } = await params
  if (!OUTCOMES.some((outcome) => outcome === esito)) notFound()
  const ctx = await requireGuardian(`/pagamenti/ritorno/${esito}/${id}`)
  if (esito === 'annulla' || esito === 'errore')
    await orNotFound(notePaymentLeft(ctx, id, esito === 'annulla' ? 'abandoned' : 'failed'))
  const topUp = await orNotFound(topUpDetails(ctx, id))
  return <TopUpView ctx={ctx} topUp={topUp} outcome={esito} />
})
