import { z } from 'zod'
import { notePaymentLeft, topUpDetails } from '@/modules/payments'
import { TopUpId } from '@/shared/ids'
import { portalPage } from '../../../../portal-page'
import { topUpPage } from '../../../[id]/top-up-page'
import { OUTCOMES } from '../../../return-urls'

/**
 * Where the provider's page sends the browser back. It says what is known: only a receipt credits, and it may come
 * before, after or without this page.
 */
export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.object({ esito: z.enum(OUTCOMES), id: TopUpId }) },
  async (ctx, { asked: { esito, id } }) => {
    if (esito === 'annulla' || esito === 'errore')
      await notePaymentLeft(ctx, id, esito === 'annulla' ? 'abandoned' : 'failed')
    return topUpPage(ctx, await topUpDetails(ctx, id), esito)
  },
)
