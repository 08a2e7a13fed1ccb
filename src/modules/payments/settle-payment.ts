import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import { actorText, type Ctx } from '@/modules/identity'
import { formatEuro } from '@/shared/money'
import type { PaymentEvent } from './provider'

/** What became of a payment; all but `credited` and `duplicate` wait for the office. */
export const Settlement = z.enum([
  'credited',
  'duplicate',
  'unknownNotice',
  'wrongAmount',
  'secondReceipt',
  'conflictingReceipt',
])
export type Settlement = z.infer<typeof Settlement>

/**
 * Every notification lands here, from whatever provider, in any order, any number of times: the first that pays a
 * top-up credits its wallet, keeps the receipt and tells the family, all or nothing; the same again changes nothing;
 * what pays nothing of ours is kept for the office. When it returns, the message is stored. All of it is one database
 * function (docs/decisions/0019). With `answers`, what is said of each outcome is noted in the station's journal, and
 * many at once share their waits for the disk.
 */
export const settlePayment = async (
  ctx: Ctx,
  { raw, ...event }: PaymentEvent,
  answers: Record<Settlement, string> | null = null,
): Promise<Settlement> => {
  const payment = {
    ...event,
    now: ctx.now,
    actor: actorText(ctx.actor),
    subject: `Ricarica di ${formatEuro(event.cents)} accreditata`,
    body: `La ricarica di ${formatEuro(event.cents)} per il servizio {service}, pagata il {day}, è stata accreditata: il credito è già aggiornato.\n\nLa ricevuta del pagamento arriva dal prestatore di servizi con cui è stato effettuato.`,
    answers,
  }
  const row = await oneRow(
    db,
    z.object({ settlement: Settlement }),
    answers
      ? sql`call portal.settle_and_note(${JSON.stringify(payment)}::jsonb, ${raw})`
      : sql`select portal.settle_receipt(${JSON.stringify(payment)}::jsonb, ${raw}) as settlement`,
  )
  if (!row) throw new Error('A payment was neither settled nor refused')
  return row.settlement
}
