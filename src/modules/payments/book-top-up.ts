import { randomUUID } from 'node:crypto'
import { sql, type Tx } from '@/db/client'
import type { Ctx } from '@/modules/identity'
import { sendMessage } from '@/modules/notifications'
import { credit } from '@/modules/wallet'
import { dayInRome } from '@/shared/dates'
import { type ChildId, type ServiceId, TopUpId } from '@/shared/ids'
import { type Cents, formatEuro } from '@/shared/money'
import type { ProviderId, TopUpChannel } from './top-up'
import * as topUps from './top-ups.sql'

/** Money that the office has in its hands: paid at the counter, or come in by a provider without a top-up. */
export type BookedTopUp = {
  childId: ChildId
  serviceId: ServiceId
  cents: Cents
  channel: Extract<TopUpChannel, 'counter' | 'assigned'>
  provider: ProviderId
}

/**
 * Makes a top-up that is already paid, credits its wallet and tells the family, all or nothing. It knows no key: whoever
 * calls it makes sure, in the same transaction, that it is called once per cause.
 */
export const bookTopUp = async (tx: Tx, ctx: Ctx, booked: BookedTopUp): Promise<TopUpId> => {
  const { childId, serviceId, cents, channel, provider } = booked
  const id = TopUpId.parse(randomUUID())
  const today = dayInRome(ctx.now)
  await tx.execute(sql`
    with made as (
      insert into portal.top_up (top_up_id, child_id, service_id, cents, channel, provider, status, created_at, expires_on, paid_at, credited_at)
      select ${id}::uuid, ${childId}::int, ${serviceId}::int, ${cents}::bigint, ${channel}, ${provider}, 'credited', now.at, ${today}::date, now.at, now.at
      from (select ${ctx.now.toString()}::timestamptz as at) now
      returning top_up_id, created_at
    )
    insert into portal.top_up_event (top_up_id, at, kind)
    select top_up_id, created_at, kind from made, unnest(array['paid', 'credited']) with ordinality as step (kind, n) order by n`)
  const isPosted = await credit(tx, { childId, serviceId, cents, day: today, sourceId: id })
  if (!isPosted) throw new Error(`Top-up ${id} was credited twice`)
  const service = await topUps.serviceNameOf(tx, serviceId)
  const how =
    channel === 'counter' ? 'effettuata allo sportello' : 'abbinata dall’ufficio a un pagamento ricevuto'
  await sendMessage(tx, {
    childId,
    subject: `Ricarica di ${formatEuro(cents)} accreditata`,
    body: `La ricarica di ${formatEuro(cents)} per il servizio ${service}, ${how}, è stata accreditata: il credito è già aggiornato.`,
    cause: `topUp:${id}`,
    now: ctx.now,
  })
  await topUps.announce(tx, id)
  return id
}
