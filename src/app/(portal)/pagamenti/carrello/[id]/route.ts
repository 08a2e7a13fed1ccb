import { z } from 'zod'
import { pageForm } from '@/http/page'
import { beginCart, cartDetails } from '@/modules/payments'
import { portalPage } from '../../../portal-page'
import { beginOutcome } from '../../begin-outcome'
import { cartReturnUrlsOf } from '../../return-urls'
import { cartPage } from './cart-page'

/** Goes on to the provider's page, again, for what is still to be paid. */
const resumeCart = pageForm(
  { allow: 'guardian', form: z.object({ pagamento: z.uuid() }) },
  async (ctx, { pagamento: id }) => {
    try {
      return (await beginCart(ctx, id, await cartReturnUrlsOf(id))).href
    } catch (error) {
      return `/pagamenti/carrello/${id}?esito=${beginOutcome(error)}`
    }
  },
)

export const { GET, POST } = portalPage(
  {
    allow: 'guardian',
    address: z.object({ id: z.uuid(), esito: z.string().optional() }),
    forms: { paga: resumeCart },
  },
  async (ctx, { asked: { id, esito } }) => cartPage(ctx, await cartDetails(ctx, id), esito ?? null),
)
