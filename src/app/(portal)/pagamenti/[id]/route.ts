import { z } from 'zod'
import { pageForm } from '@/http/page'
import { beginPayment, cancelTopUp, topUpDetails } from '@/modules/payments'
import { TopUpId } from '@/shared/ids'
import { portalPage } from '../../portal-page'
import { beginOutcome } from '../begin-outcome'
import { returnUrlsOf } from '../return-urls'
import { topUpPage } from './top-up-page'

const OneTopUp = z.object({ ricarica: TopUpId })
const Address = z.object({ id: TopUpId, esito: z.string().optional() })

/** Goes on to the provider's page, again. */
const resumePayment = pageForm({ allow: 'guardian', form: OneTopUp }, async (ctx, { ricarica: id }) => {
  try {
    return (await beginPayment(ctx, id, await returnUrlsOf(id))).href
  } catch (error) {
    return `/pagamenti/${id}?esito=${beginOutcome(error)}`
  }
})

/** Gives a top-up up. */
const giveUp = pageForm({ allow: 'guardian', form: OneTopUp }, async (ctx, { ricarica: id }) => {
  try {
    await cancelTopUp(ctx, id)
    return `/pagamenti/${id}?esito=annullata`
  } catch (error) {
    return `/pagamenti/${id}?esito=${beginOutcome(error)}`
  }
})

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: Address, forms: { paga: resumePayment, annulla: giveUp } },
  async (ctx, { asked: { id, esito } }) => topUpPage(ctx, await topUpDetails(ctx, id), esito ?? null),
)
