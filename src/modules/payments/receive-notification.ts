import { inTransaction } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import * as carts from './carts.sql'
import type { AttemptEvent, NotificationMessage, PaymentProvider } from './provider'
import { settlePayment } from './settle-payment'
import { settleRepayment } from './settle-repayment'
import { settle } from './top-up'
import * as topUps from './top-ups.sql'

type SystemCtx = Ctx<PrincipalOf<'system'>>

/**
 * One notification of a provider, from its raw bytes to what follows from it. Sent again, in whatever order, it changes
 * nothing more: whoever answers it may answer after this returned. Throws `notification-forged`, and whatever kept it
 * from being stored, so that the provider sends it again.
 */
export const receiveNotification = async (
  ctx: SystemCtx,
  provider: PaymentProvider,
  message: NotificationMessage,
): Promise<void> => {
  for (const event of await provider.readNotification(message)) {
    if (event.kind === 'paid') await settlePayment(ctx, event)
    else if (event.kind === 'repaid') await settleRepayment(ctx, event)
    else await noteAttemptEnded(event)
  }
}

/** Notes what became of an attempt, on the top-ups that nobody has tried to pay again since. */
const noteAttemptEnded = ({ provider, attempt, kind, at }: AttemptEvent): Promise<void> =>
  inTransaction(async (tx) => {
    for (const id of await carts.topUpsOfAttempt(tx, provider, attempt)) {
      const topUp = await topUps.lockById(tx, id)
      const settled = topUp && settle(topUp, { kind, at })
      if (!settled) continue
      // It changes no state of a payment that goes on, but tells not to pay again.
      const isNews =
        kind === 'pending' && settled.status === 'inProgress' && (await topUps.awaited(tx, [id])).length === 0
      if (settled === topUp && !isNews) continue
      await topUps.save(tx, settled, [{ kind, at }])
      await topUps.announce(tx, id)
    }
  })
