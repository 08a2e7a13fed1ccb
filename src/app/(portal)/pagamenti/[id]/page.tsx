import type { Metadata } from 'next'
import { requireGuardian } from '@/http/guardian-session'
import { topUpDetails } from '@/modules/payments'
import { orAway } from '../../or-away'
import { orNotFound } from '../or-not-found'
import { TopUpView } from './top-up-view'

export const metadata: Metadata = { title: 'Ricarica' }

export default orAway(async function OneTopUpPage({ params, searchParams }: PageProps<'/pagamenti/[id]'>) {
  const [{ id }, { esito }] = await Promise.all([params, searchParams])
  const ctx = await requireGuardian(`/pagamenti/${id}`)
  const topUp = await orNotFound(topUpDetails(ctx, id))
  return <TopUpView ctx={ctx} topUp={topUp} outcome={typeof esito === 'string' ? esito : null} />
})
