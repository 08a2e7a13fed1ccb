import { z } from 'zod'
import { type Db, db, oneRow, rows, sql } from '@/db/client'
import { listen } from '@/db/live'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { CivilDate, dayInRome, Instant } from '@/shared/dates'
import { ChildId, ServiceId, TopUpId } from '@/shared/ids'
import { DbCents } from '@/shared/money'
import { topUpNotFound } from './errors'
import { NoticeNumber } from './notice-number'
import { statusOn, TopUpChannel, TopUpStatus } from './top-up'
import { type TopUpWallet, walletsOf } from './top-ups.sql'

type GuardianCtx = Ctx<PrincipalOf<'guardian'>>

export const TOP_UPS_PER_PAGE = 20

const Listed = z.object({
  id: TopUpId,
  childName: z.string(),
  serviceName: z.string(),
  cents: DbCents,
  channel: TopUpChannel,
  status: TopUpStatus,
  createdAt: Instant,
  expiresOn: CivilDate,
})
export type ListedTopUp = z.infer<typeof Listed>

/** The top-ups of the family's children, those still open first, then the newest; a page at a time. */
export const familyTopUps = async (
  ctx: GuardianCtx,
  page: number,
): Promise<{ topUps: ListedTopUp[]; total: number }> => {
  const today = dayInRome(ctx.now)
  const found = await rows(
    db,
    Listed.extend({ total: z.coerce.number() }),
    sql`
    select t.top_up_id as id, c.name as "childName", s.name as "serviceName", t.cents, t.channel, t.status,
           t.created_at as "createdAt", t.expires_on as "expiresOn", count(*) over () as total
    from portal.account_children ac
    join portal.top_up t using (child_id)
    join portal.child c using (child_id)
    join portal.service s using (service_id)
    where ac.account_id = ${ctx.actor.accountId}::int
    order by (t.status in ('created', 'inProgress', 'failed') and t.expires_on >= ${today}::date) desc,
             t.created_at desc, t.top_up_id
    limit ${TOP_UPS_PER_PAGE}::int offset ${(page - 1) * TOP_UPS_PER_PAGE}::int`,
  )
  return {
    topUps: found.map(({ total: _, ...topUp }) => ({ ...topUp, status: statusOn(topUp, today) })),
    total: found[0]?.total ?? 0,
  }
}

const Step = z.object({ at: Instant, kind: z.string(), details: z.record(z.string(), z.unknown()) })
const Details = Listed.extend({
  childId: ChildId,
  serviceId: ServiceId,
  noticeNumber: NoticeNumber.nullable(),
  paidAt: Instant.nullable(),
  creditedAt: Instant.nullable(),
  creditorName: z.string(),
  receiptId: z.string().nullable(),
  pspName: z.string().nullable(),
  paymentMethod: z.string().nullable(),
  events: Step.array(),
})
export type TopUpDetails = z.infer<typeof Details>

/** One top-up with its history; a stranger's and a missing one are refused alike with `top-up-not-found`. */
export const topUpDetails = async (ctx: GuardianCtx, id: string, on: Db = db): Promise<TopUpDetails> => {
  if (!z.uuid().safeParse(id).success) throw topUpNotFound()
  const found = await oneRow(
    on,
    Details,
    sql`
    select t.top_up_id as id, t.child_id as "childId", t.service_id as "serviceId", c.name as "childName", s.name as "serviceName",
           t.cents, t.channel, t.status, t.created_at as "createdAt", t.expires_on as "expiresOn", t.notice_number as "noticeNumber",
           t.paid_at as "paidAt", t.credited_at as "creditedAt", creditor.name as "creditorName",
           r.receipt_id as "receiptId", r.psp_name as "pspName", r.payment_method as "paymentMethod",
           (select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'details', e.details) order by e.event_id), '[]')
            from portal.top_up_event e where e.top_up_id = t.top_up_id) as events
    from portal.top_up t
    join portal.child c using (child_id)
    join portal.service s using (service_id)
    cross join portal.creditor
    left join portal.receipt r using (top_up_id)
    where t.top_up_id = ${id}::uuid and t.child_id in
      (select child_id from portal.account_children where account_id = ${ctx.actor.accountId}::int)`,
  )
  if (!found) throw topUpNotFound()
  return { ...found, status: statusOn(found, dayInRome(ctx.now)) }
}

/** The wallets the family can top up. */
export const topUpWallets = (ctx: GuardianCtx): Promise<TopUpWallet[]> => walletsOf(db, ctx.actor.accountId)

/** Between two looks without news, in case an announcement was lost. */
const AT_LEAST_EVERY_MS = 20_000

/** Tells `show` the state of a top-up of the family, now and at each change, until the returned function is called. */
export const watchTopUp = async (
  ctx: GuardianCtx,
  id: string,
): Promise<(show: (state: { status: TopUpStatus }) => void) => () => void> => {
  const topUpId = (await topUpDetails(ctx, id)).id
  return (show) => {
    let last: TopUpStatus | null = null
    const look = async () => {
      const row = await oneRow(
        db,
        z.object({ status: TopUpStatus }),
        sql`select status from portal.top_up where top_up_id = ${topUpId}::uuid`,
      ).catch(() => null)
      if (!row || row.status === last) return
      last = row.status
      show({ status: row.status })
    }
    const unlisten = listen('top_up', (changed) => {
      if (changed === topUpId || changed === '') void look()
    })
    const clock = setInterval(look, AT_LEAST_EVERY_MS)
    void look()
    return () => {
      unlisten()
      clearInterval(clock)
    }
  }
}
