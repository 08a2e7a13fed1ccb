import { z } from 'zod'
import { pageForm } from '@/http/page'
import { beginCart, beginPayment, createCart, OrderChannel } from '@/modules/payments'
import { ChildId, ServiceId } from '@/shared/ids'
import { beginOutcome } from '../begin-outcome'
import { cartReturnUrlsOf, returnUrlsOf } from '../return-urls'
import { parsePositions } from './order'

const ConfirmForm = z.object({
  figlio: z.coerce.number().pipe(ChildId),
  servizio: z.coerce.number().pipe(ServiceId),
  importo: z.string().max(60),
  modo: OrderChannel,
  /** What else is in the payment, as the address carries it. */
  altre: z
    .string()
    .regex(/^(\d{1,9}:\d{1,9}:\d{1,9}(;|$)){0,9}$/)
    .default('')
    .transform(parsePositions),
  chiave: z.uuid(),
})

/** The family confirms: the top-ups are made once, and paying them begins. */
export const confirmTopUp = pageForm(
  {
    allow: 'guardian',
    form: ConfirmForm,
    refusals: {
      'amount-refused': ({ message }) => String(message),
      'cart-refused': ({ message }) => String(message),
      'idempotency-key-reused': () =>
        'Questa conferma è già stata inviata: controlla le ricariche in Pagamenti.',
    },
  },
  async (ctx, form) => {
    const positions = [
      ...form.altre,
      { childId: form.figlio, serviceId: form.servizio, amount: form.importo },
    ]
    const { cartId, topUpIds } = await createCart(ctx, { positions, channel: form.modo, key: form.chiave })
    const [id = ''] = topUpIds
    const page = cartId ? `/pagamenti/carrello/${cartId}` : `/pagamenti/${id}`
    if (form.modo === 'notice') return page
    try {
      const paymentPage = cartId
        ? await beginCart(ctx, cartId, await cartReturnUrlsOf(cartId))
        : await beginPayment(ctx, id, await returnUrlsOf(id))
      return paymentPage.href
    } catch (error) {
      // The top-ups are there: their page says what happened, and how to go on.
      return `${page}?esito=${beginOutcome(error)}`
    }
  },
)
