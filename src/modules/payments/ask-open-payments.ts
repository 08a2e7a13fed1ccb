import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import type { PaymentProvider } from './provider'
import { PROVIDERS } from './providers'
import { settlePayment } from './settle-payment'

/** How many questions at once are taken, and how many times in one run. */
const BATCH = 50
const BATCHES_MAX = 10
/** After so many failures a provider is taken for away and left in peace until the next run. */
const FAILURES_MAX = 3

const Question = z.object({ cartId: z.string(), provider: z.string(), reference: z.string() })

/**
 * Takes the next attempts to ask about: of the last two weeks, with something that is not credited, not younger than a
 * quarter of an hour; after each question the next waits twice as long, from one hour to twenty. Each is taken once,
 * whoever else takes some.
 */
const take = (now: Temporal.Instant, providers: readonly string[]): Promise<z.infer<typeof Question>[]> =>
  rows(
    db,
    Question,
    sql`
    with now as (select ${now.toString()}::timestamptz as at),
    due as (
      select c.cart_id, c.provider, c.reference
      from now, portal.cart c left join portal.payment_question q using (cart_id)
      where c.reference is not null and c.created_at between now.at - interval '14 days' and now.at - interval '15 minutes'
        and c.provider in (select jsonb_array_elements_text(${JSON.stringify(providers)}::jsonb))
        and (q.cart_id is null or q.asked_at <= now.at - least(interval '1 hour' * power(2, q.times - 1), interval '20 hours'))
        and exists (select from portal.cart_position p join portal.top_up t using (top_up_id)
          where p.cart_id = c.cart_id and t.status in ('created', 'inProgress', 'failed', 'expired', 'cancelled'))
      order by c.created_at, c.cart_id limit ${BATCH}::int
    ), taken as (
      insert into portal.payment_question as q (cart_id, asked_at, times)
      select cart_id, now.at, 1 from due, now order by cart_id
      on conflict (cart_id) do update set asked_at = excluded.asked_at, times = q.times + 1
        where q.asked_at <= excluded.asked_at - least(interval '1 hour' * power(2, q.times - 1), interval '20 hours')
      returning cart_id
    )
    select cart_id as "cartId", provider, reference from due join taken using (cart_id)`,
  )

/**
 * Asks the providers about payments that were begun and whose notification never came; what was paid settles as any
 * notification does, once. Answers how many top-ups were credited. A provider that does not answer is asked again at a
 * later run; then it throws in the end.
 */
export const askOpenPayments = async (
  ctx: Ctx<PrincipalOf<'system'>>,
  providers: readonly PaymentProvider[] = PROVIDERS,
): Promise<number> => {
  const asking = new Map(
    providers.filter(({ isSilent }) => !isSilent).map((provider) => [provider.id, provider]),
  )
  const failed = new Map<string, unknown[]>()
  let credited = 0
  for (let batch = 0; batch < BATCHES_MAX && asking.size > 0; batch++) {
    const questions = await take(ctx.now, [...asking.keys()])
    for (const { provider: id, reference } of questions) {
      const provider = asking.get(id as PaymentProvider['id'])
      if (!provider) continue
      try {
        for (const event of await provider.lookUp(reference))
          if ((await settlePayment(ctx, event)) === 'credited') credited += 1
      } catch (error) {
        const errors = [...(failed.get(id) ?? []), error]
        failed.set(id, errors)
        if (errors.length === FAILURES_MAX) asking.delete(provider.id)
      }
    }
    if (questions.length < BATCH) break
  }
  if (failed.size > 0)
    throw new AggregateError([...failed.values()].flat(), `No answer from ${[...failed.keys()].join(', ')}`)
  return credited
}
