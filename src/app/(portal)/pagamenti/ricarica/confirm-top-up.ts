import { z } from 'zod'
import { pageForm } from '@/http/page'
import { beginPayment, createTopUp, OrderChannel, pagopa } from '@/modules/payments'
import { DomainError } from '@/shared/errors'
import { ChildId, ServiceId } from '@/shared/ids'
import { returnUrlsOf } from '../return-urls'

const ConfirmForm = z.object({
  figlio: z.coerce.number().pipe(ChildId),
  servizio: z.coerce.number().pipe(ServiceId),
  importo: z.string().max(60),
  modo: OrderChannel,
  chiave: z.uuid(),
})

/** The family confirms: the top-up is made once, and paying it begins. */
export const confirmTopUp = pageForm(
  {
    allow: 'guardian',
    form: ConfirmForm,
    refusals: {
      'amount-refused': ({ message }) => String(message),
      'idempotency-key-reused': () =>
        'Questa conferma è già stata inviata: controlla le ricariche in Pagamenti.',
    },
  },
  async (ctx, form) => {
    const id = await createTopUp(
      ctx,
      {
        childId: form.figlio,
        serviceId: form.servizio,
        amount: form.importo,
        channel: form.modo,
        key: form.chiave,
      },
      pagopa,
    )
    if (form.modo === 'notice') return `/pagamenti/${id}`
    try {
      return (await beginPayment(ctx, id, await returnUrlsOf(id), pagopa)).href
    } catch (error) {
      // The top-up is there: its page says what happened, and how to go on.
      if (!(error instanceof DomainError)) throw error
      return `/pagamenti/${id}?esito=${error.code === 'provider-away' ? 'non-risponde' : 'chiusa'}`
    }
  },
)
