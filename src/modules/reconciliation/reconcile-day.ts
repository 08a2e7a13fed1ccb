import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import { queuedReceipts } from '@/modules/office-money'
import { bankDaysAfter, bankDaysBefore } from '@/shared/bank-days'
import { addDays, CivilDate } from '@/shared/dates'
import { Cents, DbCents } from '@/shared/money'
import { lateReceipt } from './line-receipt.sql'

/**
 * What a line of a flow turned out to be. Of a `queued` one the receipt is here, but pays no top-up: the office has to decide;
 * `notOurs` belongs to another system of the same creditor.
 */
export const LINE_OUTCOMES = [
  'matched',
  'queued',
  'missingReceipt',
  'amountDiffers',
  'paidWithoutReceipt',
  'revoked',
  'repeated',
  'notOurs',
] as const
export type LineOutcome = (typeof LINE_OUTCOMES)[number]

/** What is wrong with a flow as a whole; none when it is reconciled. */
export const FLOW_ISSUES = ['linesOpen', 'totalDiffers', 'bankMissing', 'bankDiffers'] as const
export type FlowIssue = (typeof FLOW_ISSUES)[number]

const Line = z.object({
  fdr: z.string(),
  lineNo: z.number(),
  iuv: z.string(),
  iur: z.string(),
  cents: DbCents,
  receiptCents: DbCents.nullable(),
  outcome: z.enum(LINE_OUTCOMES),
})
export type LineReport = z.infer<typeof Line>

const Flow = z.object({
  flowId: z.coerce.number(),
  fdr: z.string(),
  pspName: z.string(),
  revision: z.number(),
  lineCount: z.coerce.number(),
  declaredCents: DbCents,
  linesCents: DbCents,
  receiptsCents: DbCents,
  bankCents: DbCents,
  bankCount: z.coerce.number(),
  issues: z.enum(FLOW_ISSUES).array(),
  /** Nothing is wrong yet: its credit may still come. */
  isAwaited: z.boolean(),
})
/** As it is read: with its lines that are listed. */
const JudgedFlow = Flow.extend({ lines: Line.array() })
export type FlowReport = z.infer<typeof Flow>

const Overdue = z.object({
  iuv: z.string(),
  iur: z.string(),
  cents: DbCents,
  paidOn: CivilDate,
  pspName: z.string().nullable(),
})
const Credit = z.object({ reference: z.string(), cents: DbCents, bookedOn: CivilDate, fdr: z.string() })
type Credit = z.infer<typeof Credit> & {
  /** Nothing is wrong yet: its flow may still come. */
  isAwaited: boolean
}

export type DayReport = {
  day: CivilDate
  /** Everything agrees, and nothing is awaited. */
  isMatched: boolean
  /** Something is wrong, and somebody has to do something about it. */
  hasFaults: boolean
  /** Until when the other half of a flow or a credit of the day may come: the second bank day after it. */
  awaitedUntil: CivilDate
  totals: { receiptsCents: Cents; flowsCents: Cents; bankCents: Cents; differenceCents: Cents }
  flows: FlowReport[]
  /** The lines that are not simply matched, nor another system's. */
  lines: LineReport[]
  /** Receipts that no flow reported within three working days. */
  overdue: z.infer<typeof Overdue>[]
  /** pagoPA credits of that day whose flow is not known. */
  credits: Credit[]
}

/** Bank days: a receipt stands in a flow by the third, and flow and credit are both there by the second. */
const OVERDUE_DAYS = 3
const AWAITED_DAYS = 2
/** At most so many of each are listed; the totals count all. */
const LISTED_MAX = 500

/** The receipts in the office's queue that the day's lines speak of. */
const queuedOf = async (day: CivilDate) => {
  const found = await rows(
    db,
    z.object({ iur: z.string() }),
    sql`select distinct l.iur from portal.current_flow f join portal.flow_line l using (flow_id)
        join portal.unmatched_receipt u on u.receipt_id = l.iur where f.regulation_date = ${day}::date`,
  )
  return found.length === 0 ? [] : queuedReceipts(found.map(({ iur }) => iur))
}

/**
 * The day's flows, and of all of them the first lines that are neither matched nor another system's. A line's receipt is
 * that of its IUR: credited, or in the office's queue. A notice can be paid twice, so its receipt proves nothing of another IUR.
 */
const judgedFlows = async (day: CivilDate, isAwaited: boolean) =>
  rows(
    db,
    JudgedFlow,
    sql`
    with day_flow as materialized (
      select * from portal.current_flow where regulation_date = ${day}::date
    ), queued as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(await queuedOf(day))}::jsonb) as q ("receiptId" text, cents bigint, "isDecided" boolean)
    ), received as materialized (
      select f.fdr, l.*, coalesce(r.cents, q.cents, late.cents) as receipt_cents,
             r.receipt_id is null and not q."isDecided" as is_queued
      from day_flow f join portal.flow_line l using (flow_id)
      left join portal.receipt r on r.receipt_id = l.iur
      left join queued q on r.receipt_id is null and q."receiptId" = l.iur
      left join lateral ${lateReceipt} late on r.receipt_id is null and q."receiptId" is null
    ), line as materialized (
      select l.*, case
          when status = 3 then 'revoked'
          when receipt_cents is null and (length(iuv) <> 17 or substr(iuv, 1, 2) <> ${env.PAGOPA_SEGREGATION_CODE}) then 'notOurs'
          when receipt_cents is null and status in (8, 9) then 'paidWithoutReceipt'
          when receipt_cents is null then 'missingReceipt'
          when exists (select from portal.flow_line o join portal.current_flow c on c.flow_id = o.flow_id
            where o.iur = l.iur and o.id_transfer = l.id_transfer and o.status <> 3
              and (o.flow_id, o.line_no) < (l.flow_id, l.line_no)) then 'repeated'
          when receipt_cents <> cents then 'amountDiffers'
          when is_queued then 'queued'
          else 'matched' end as outcome
      from received l
    ), summed as (
      select flow_id, count(*) as lines, sum(case when status = 3 then -cents else cents end) as cents,
             coalesce(sum(receipt_cents) filter (where outcome in ('matched', 'queued', 'amountDiffers')), 0) as receipts,
             bool_or(outcome not in ('matched', 'notOurs')) as is_open
      from line group by flow_id
    ), listed as materialized (
      select * from line where outcome not in ('matched', 'notOurs') order by fdr, line_no limit ${LISTED_MAX}::int
    )
    select f.flow_id as "flowId", f.fdr, f.psp_name as "pspName", f.revision, coalesce(s.lines, 0) as "lineCount",
           f.declared_cents as "declaredCents", coalesce(s.cents, 0)::bigint as "linesCents",
           coalesce(s.receipts, 0)::bigint as "receiptsCents", b.cents as "bankCents", b.count as "bankCount",
           array_remove(array[
             case when s.is_open then 'linesOpen' end,
             case when f.declared_cents <> coalesce(s.cents, 0) or f.declared_count <> coalesce(s.lines, 0) then 'totalDiffers' end,
             case when b.count = 0 and f.declared_cents <> 0 and not ${isAwaited}::boolean then 'bankMissing' end,
             case when b.count > 0 and b.cents <> f.declared_cents then 'bankDiffers' end], null) as issues,
           b.count = 0 and f.declared_cents <> 0 and ${isAwaited}::boolean as "isAwaited",
           array(select jsonb_build_object('fdr', fdr, 'lineNo', line_no, 'iuv', iuv, 'iur', iur, 'cents', cents::text,
               'receiptCents', receipt_cents::text, 'outcome', outcome)
             from listed where listed.flow_id = f.flow_id order by line_no) as lines
    from day_flow f left join summed s on s.flow_id = f.flow_id
    cross join lateral (select count(*) as count, coalesce(sum(m.cents), 0)::bigint as cents
      from portal.bank_movement m where m.fdr = f.fdr) b
    order by f.fdr`,
  )

/**
 * Puts receipts, flows and bank side by side for the flows whose money moved on a day. Reads only, from the newest
 * revisions: asked again after something arrived, it says what is true then. `today` decides what may still come.
 */
export const reconcileDay = async (day: CivilDate, today: CivilDate): Promise<DayReport> => {
  const awaitedUntil = bankDaysAfter(day, AWAITED_DAYS)
  const isAwaited = today <= awaitedUntil
  // Paid before this day, a receipt should by now stand in a flow.
  const reportableFrom = addDays(bankDaysBefore(day, OVERDUE_DAYS + 1), 1)
  const judged = await judgedFlows(day, isAwaited)
  const flows = judged.map(({ lines: _, ...flow }) => flow)
  const lines = judged.flatMap((flow) => flow.lines)
  const overdue = await rows(
    db,
    Overdue,
    sql`
    select t.iuv, r.receipt_id as iur, r.cents, portal.day_of(r.paid_at) as "paidOn", r.psp_name as "pspName"
    from portal.receipt r join portal.top_up t using (top_up_id)
    where r.provider = 'pagopa' and r.paid_at < (${reportableFrom}::date::timestamp at time zone 'Europe/Rome')
      and r.paid_at >= (${addDays(day, -60)}::date::timestamp at time zone 'Europe/Rome')
      and not exists (select from portal.flow_line l join portal.current_flow f using (flow_id) where l.iur = r.receipt_id)
      -- Nor, late, one that says it had no receipt.
      and not exists (select from portal.flow_line l join portal.current_flow f using (flow_id)
        where l.status in (8, 9) and l.iuv = t.iuv and l.cents = r.cents)
    order by r.paid_at limit ${LISTED_MAX}::int`,
  )
  const found = await rows(
    db,
    Credit,
    sql`
    select reference, cents, booked_on as "bookedOn", fdr from portal.bank_movement m
    where booked_on = ${day}::date and fdr is not null
      and not exists (select from portal.flow f where f.fdr = m.fdr)
    order by reference limit ${LISTED_MAX}::int`,
  )
  const credits = found.map((credit) => ({ ...credit, isAwaited }))
  const sum = (of: readonly number[]) => Cents.parse(of.reduce((total, one) => total + one, 0))
  const receiptsCents = sum(flows.map((flow) => flow.receiptsCents))
  const flowsCents = sum(flows.map((flow) => flow.declaredCents))
  const bankCents = sum([...flows.map((flow) => flow.bankCents), ...credits.map((credit) => credit.cents)])
  const hasFaults =
    flows.some(({ issues }) => issues.length > 0) ||
    overdue.length > 0 ||
    credits.some((credit) => !credit.isAwaited)
  return {
    day,
    isMatched: !hasFaults && credits.length === 0 && !flows.some((flow) => flow.isAwaited),
    hasFaults,
    awaitedUntil,
    totals: { receiptsCents, flowsCents, bankCents, differenceCents: sum([flowsCents, -bankCents]) },
    flows,
    lines,
    overdue,
    credits,
  }
}
