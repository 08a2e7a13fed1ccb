import { z } from 'zod'
import { db, inTransaction, oneRow, rows, type SQL, sql, type Tx } from '@/db/client'
import { bookTopUp, closePaidOtherwise, ownPartOf, ProviderId } from '@/modules/payments'
import { lockWallets } from '@/modules/wallet'
import { Instant } from '@/shared/dates'
import { type ChildId, type ServiceId, TopUpId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { entryAlreadyDecided, entryNotAssignable, entryNotFound, walletNotFound } from './errors'
import { assertOffice, beginAct, type StaffCtx } from './office-act'

const Entry = z.object({
  id: z.coerce.number(),
  reason: z.string(),
  receiptId: z.string().nullable(),
  noticeNumber: z.string().nullable(),
  /** What was paid in all. */
  cents: DbCents.nullable(),
  provider: z.string(),
  primitive: z.string(),
  raw: z.string(),
  receivedAt: Instant,
  /** The wallet of the top-up it speaks of, as a suggestion. */
  childName: z.string().nullable(),
  serviceName: z.string().nullable(),
  topUpCents: DbCents.nullable(),
  topUpStatus: z.string().nullable(),
  decision: z.enum(['assigned', 'returned', 'closed']).nullable(),
  resolvedAt: Instant.nullable(),
  resolution: z.string().nullable(),
  assignedTo: z.string().nullable(),
})
export type UnmatchedEntry = Omit<z.infer<typeof Entry>, 'primitive' | 'raw'> & {
  /** What of it is ours: all, where the message names no shares. */
  ownCents: Cents | null
}

/** What of an entry can be credited. */
const ownOf = ({ cents, primitive, raw }: Pick<z.infer<typeof Entry>, 'cents' | 'primitive' | 'raw'>) => {
  const own = ownPartOf({ primitive, raw })
  return cents !== null && own !== null && own < cents ? own : cents
}

const entriesWhere = async (tail: SQL): Promise<UnmatchedEntry[]> =>
  (
    await rows(
      db,
      Entry,
      sql`
    select u.entry_id as id, u.reason, u.receipt_id as "receiptId", u.notice_number as "noticeNumber", u.cents, u.provider, u.primitive, u.raw,
      u.received_at as "receivedAt", trim(c.name || ' ' || c.surname) as "childName", s.name as "serviceName", t.cents as "topUpCents",
      t.status as "topUpStatus", u.decision, u.resolved_at as "resolvedAt", u.resolution,
      (select trim(ac.name || ' ' || ac.surname) || ', ' || asv.name from portal.top_up a join portal.child ac using (child_id)
         join portal.service asv using (service_id) where a.top_up_id = u.assigned_top_up_id) as "assignedTo"
    from portal.unmatched_receipt u left join portal.top_up t using (top_up_id)
    left join portal.child c using (child_id) left join portal.service s using (service_id)
    ${tail}`,
    )
  ).map(({ raw, primitive, ...entry }) => ({ ...entry, ownCents: ownOf({ ...entry, raw, primitive }) }))

export const ENTRIES_PER_PAGE = 50

const Totals = z.object({
  open: z.coerce.number(),
  decided: z.coerce.number(),
  openCents: DbCents,
  oldestAt: Instant.nullable(),
})

/** What waits for a decision, the oldest first, with totals; or, `isDecided`, what was decided, the newest first. */
export const unmatchedMoney = async (
  ctx: StaffCtx,
  { isDecided, page }: { isDecided: boolean; page: number },
): Promise<{ entries: UnmatchedEntry[]; totals: z.infer<typeof Totals> }> => {
  assertOffice(ctx)
  const from = sql`limit ${ENTRIES_PER_PAGE}::int offset ${(page - 1) * ENTRIES_PER_PAGE}::int`
  const entries = await entriesWhere(
    isDecided
      ? sql`where u.resolved_at is not null order by u.resolved_at desc, u.entry_id ${from}`
      : sql`where u.resolved_at is null order by u.received_at, u.entry_id ${from}`,
  )
  const totals = await oneRow(
    db,
    Totals,
    sql`select count(*) filter (where resolved_at is null) as open, count(resolved_at) as decided,
          coalesce(sum(cents) filter (where resolved_at is null), 0)::bigint as "openCents",
          min(received_at) filter (where resolved_at is null) as "oldestAt"
        from portal.unmatched_receipt`,
  )
  if (!totals) throw new Error('The queue could not be counted')
  return { entries, totals }
}

/** One entry; null when there is none. */
export const unmatchedEntry = async (ctx: StaffCtx, entryId: number): Promise<UnmatchedEntry | null> => {
  assertOffice(ctx)
  return (await entriesWhere(sql`where u.entry_id = ${entryId}::bigint`))[0] ?? null
}

/** Messages that speak of no money, or of somebody else's: there is nothing to credit. */
const WITHOUT_MONEY: readonly string[] = ['otherCreditor', 'notPaid', 'malformed', 'repaid']

const Queued = z.object({
  receiptId: z.string(),
  cents: DbCents,
  primitive: z.string(),
  raw: z.string(),
  isDecided: z.boolean(),
})

/** Which of these receipts of pagoPA came and pay no top-up: our part of each, and whether the office decided about it. */
export const queuedReceipts = async (
  receiptIds: readonly string[],
): Promise<{ receiptId: string; cents: Cents; isDecided: boolean }[]> => {
  const found = await rows(
    db,
    Queued,
    sql`
    select distinct on (receipt_id) receipt_id as "receiptId", cents, primitive, raw, resolved_at is not null as "isDecided"
    from portal.unmatched_receipt
    where receipt_id in (select jsonb_array_elements_text(${JSON.stringify(receiptIds)}::jsonb)) and provider = 'pagopa'
      and cents is not null and reason not in (select jsonb_array_elements_text(${JSON.stringify(WITHOUT_MONEY)}::jsonb))
    order by receipt_id, resolved_at nulls first, entry_id`,
  )
  return found.map(({ receiptId, isDecided, ...entry }) => ({
    receiptId,
    isDecided,
    cents: ownOf(entry) ?? entry.cents,
  }))
}

/** True when an entry can be credited: it has an amount, and the money, or a part of it, is ours. */
export const isAssignable = ({ reason, ownCents }: Pick<UnmatchedEntry, 'reason' | 'ownCents'>): boolean =>
  ownCents !== null && ownCents > 0 && !WITHOUT_MONEY.includes(reason)

const Locked = z.object({
  reason: z.string(),
  cents: DbCents.nullable(),
  provider: z.string(),
  primitive: z.string(),
  raw: z.string(),
  topUpId: TopUpId.nullable(),
  isDecided: z.boolean(),
})

/** The entry, locked until the transaction ends: of two clerks the second sees what the first decided. */
const lockOpen = async (tx: Tx, entryId: number) => {
  const entry = await oneRow(
    tx,
    Locked,
    sql`select reason, cents, provider, primitive, raw, top_up_id as "topUpId", resolved_at is not null as "isDecided"
        from portal.unmatched_receipt where entry_id = ${entryId}::bigint for update`,
  )
  if (!entry) throw entryNotFound()
  if (entry.isDecided) throw entryAlreadyDecided(entryId)
  return entry
}

const decide = (
  tx: Tx,
  ctx: StaffCtx,
  entryId: number,
  decided: {
    actId: string
    decision: 'assigned' | 'returned' | 'closed'
    reason: string
    credited: { topUpId: TopUpId; cents: Cents } | null
  },
) =>
  tx.execute(sql`
    update portal.unmatched_receipt set decision = ${decided.decision}, act_id = ${decided.actId}::uuid,
      assigned_top_up_id = ${decided.credited?.topUpId ?? null}::uuid,
      credited_cents = ${decided.credited?.cents ?? null}::bigint, resolved_at = ${ctx.now.toString()}::timestamptz,
      resolved_by = ${`staff:${ctx.actor.staffId}`}, resolution = ${decided.reason}
    where entry_id = ${entryId}::bigint`)

export type AssignmentOrder = {
  actId: string
  entryId: number
  childId: ChildId
  serviceId: ServiceId
  reason: string
}

/**
 * Credits our part of an entry to a wallet, as a top-up of its own; an entry is credited once, whoever tries. The top-up
 * that was paid with another amount cannot be paid again then. Refuses with `entry-not-found`, `entry-already-decided`, `entry-not-assignable`, `wallet-not-found`, `idempotency-key-reused`.
 */
export const assignEntry = (ctx: StaffCtx, { actId, reason, ...order }: AssignmentOrder) =>
  inTransaction(async (tx): Promise<'credited' | 'unchanged'> => {
    const { entryId, childId, serviceId } = order
    const subject = `unmatched:${entryId}`
    const act = { id: actId, kind: 'unmatchedDecision', reason, input: order, subject } as const
    if ((await beginAct(tx, ctx, act)) === 'again') return 'unchanged'
    const entry = await lockOpen(tx, entryId)
    const ownCents = ownOf(entry)
    if (ownCents === null || !isAssignable({ ...entry, ownCents })) throw entryNotAssignable(entryId)
    // The top-up before the wallet: in that order receipts lock them too.
    if (entry.reason === 'wrongAmount' && entry.topUpId && entry.cents !== null)
      await closePaidOtherwise(tx, entry.topUpId, { paidCents: entry.cents, at: ctx.now })
    if ((await lockWallets(tx, [{ childId, serviceId }])).length === 0) throw walletNotFound()
    const topUpId = await bookTopUp(tx, ctx, {
      childId,
      serviceId,
      cents: ownCents,
      channel: 'assigned',
      provider: ProviderId.parse(entry.provider),
    })
    await decide(tx, ctx, entryId, {
      actId,
      decision: 'assigned',
      reason,
      credited: { topUpId, cents: ownCents },
    })
    return 'credited'
  })

/**
 * Decides an entry without crediting anybody: the money goes back to who sent it (the reason says how), or there is
 * nothing to do. Refuses with `entry-not-found`, `entry-already-decided`, `idempotency-key-reused`.
 */
export const closeEntry = (
  ctx: StaffCtx,
  {
    actId,
    reason,
    ...order
  }: { actId: string; entryId: number; decision: 'returned' | 'closed'; reason: string },
) =>
  inTransaction(async (tx): Promise<'closed' | 'unchanged'> => {
    const subject = `unmatched:${order.entryId}`
    const act = { id: actId, kind: 'unmatchedDecision', reason, input: order, subject } as const
    if ((await beginAct(tx, ctx, act)) === 'again') return 'unchanged'
    await lockOpen(tx, order.entryId)
    await decide(tx, ctx, order.entryId, { actId, decision: order.decision, reason, credited: null })
    return 'closed'
  })
