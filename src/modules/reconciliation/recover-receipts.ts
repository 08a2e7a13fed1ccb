import { z } from 'zod'
import { inTransaction, rows, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { settlePayment } from '@/modules/payments'
import { lateReceipt } from './line-receipt.sql'
import { recoverReceipt } from './providers/biz-events'

/** What pagoPA allows in sixty minutes. */
const CALLS_PER_HOUR = 10
/** One at a time, whatever runs: the limit is counted under this lock. */
const RECOVERY_LOCK = 704_215

const Lost = z.object({ iur: z.string(), iuv: z.string() })

/** Takes the next lost receipts to ask for, at most what the hour still allows; each of them once a day. */
const claim = (now: string): Promise<z.infer<typeof Lost>[]> =>
  inTransaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${RECOVERY_LOCK}::int)`)
    return rows(
      tx,
      Lost,
      sql`
      with lost as (
        select distinct l.iur, l.iuv from portal.current_flow f join portal.flow_line l using (flow_id)
        join portal.top_up t on t.iuv = l.iuv
        where l.status <> 3 and l.pay_date > ${now}::timestamptz - interval '90 days'
          and not exists (select from portal.receipt r where r.receipt_id = l.iur)
          and not exists (select from portal.unmatched_receipt u where u.receipt_id = l.iur)
          and not exists ${lateReceipt}
          and not exists (select from portal.receipt_recovery a
            where a.iur = l.iur and a.asked_at > ${now}::timestamptz - interval '1 day')
        order by l.iur
        limit greatest(0, ${CALLS_PER_HOUR}::int - (select count(*)::int from portal.receipt_recovery
          where asked_at > ${now}::timestamptz - interval '1 hour'))
      )
      insert into portal.receipt_recovery (iur, iuv, asked_at)
      select iur, iuv, ${now}::timestamptz from lost returning iur, iuv`,
    )
  })

/**
 * Asks pagoPA for the receipts that flows report and that never came; they settle as any receipt does, once. At most
 * ten questions in an hour, over all processes. Answers how many wallets were credited.
 */
export const recoverReceipts = async (ctx: Ctx<PrincipalOf<'system' | 'staff'>>): Promise<number> => {
  let credited = 0
  for (const { iur, iuv } of await claim(ctx.now.toString())) {
    const event = await recoverReceipt(iur, iuv)
    if (event && (await settlePayment(ctx, event)) === 'credited') credited += 1
  }
  return credited
}
