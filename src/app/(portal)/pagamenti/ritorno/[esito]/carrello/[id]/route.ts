import { z } from 'zod'
import { cartDetails, noteCartLeft } from '@/modules/payments'
import { portalPage } from '../../../../../portal-page'
import { cartPage } from '../../../../carrello/[id]/cart-page'
import { OUTCOMES } from '../../../../return-urls'

/** Where the provider's page sends the browser back after a payment of several top-ups; it proves nothing either. */
export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.object({ esito: z.enum(OUTCOMES), id: z.uuid() }) },
  async (ctx, { asked: { esito, id } }) => {
    if (esito === 'annulla' || esito === 'errore')
      await noteCartLeft(ctx, id, esito === 'annulla' ? 'abandoned' : 'failed')
    return cartPage(ctx, await cartDetails(ctx, id), esito)
  },
)
