import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql } from '@/db/client'
import { env } from '@/env'
import type { Ctx } from '@/modules/identity'
import { Instant } from '@/shared/dates'
import type { FlowSource, ListedFlow, ReportedFlow } from './flow-source'
import { flowsByRest } from './providers/fdr'
import { flowsBySoap } from './providers/fdr-soap'

/** Looked at again at every round: a flow may be published late, or out of order. */
const OVERLAP_DAYS = 5
/** How far back the first round goes. */
const FIRST_DAYS = 31

/** After so many flows that could not be read, the platform is taken for away. */
const FAILURES_MAX = 5

const source = (): FlowSource => (env.PAGOPA_FDR_PROTOCOL === 'soap' ? flowsBySoap : flowsByRest)

/**
 * Takes in the flows that payment services published: every revision once, however often and however simultaneously it
 * runs. Answers how many were new. One that cannot be read does not keep the others out: it throws in the end, and is
 * tried again at the next round.
 */
export const fetchFlows = async ({ now }: Pick<Ctx, 'now'>, from = source()): Promise<number> => {
  const last = await oneRow(
    db,
    z.object({ at: Instant.nullable() }),
    sql`select max(published) as at from portal.flow`,
  )
  const since = last?.at?.subtract({ hours: 24 * OVERLAP_DAYS }) ?? now.subtract({ hours: 24 * FIRST_DAYS })
  const listed = await from.list(since)
  const isKept = await keptSince(since)
  const failures: unknown[] = []
  let taken = 0
  for (const flow of listed) {
    if (isKept(flow)) continue
    try {
      const reported = await from.read(flow)
      if (reported && (await keepFlow(reported, now))) taken += 1
    } catch (error) {
      failures.push(error)
      if (failures.length === FAILURES_MAX) break
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} flows could not be taken in`)
  return taken
}

const Kept = z.object({ fdr: z.string(), pspId: z.string(), revision: z.number(), published: Instant })

/** Tells which listed flows are here already: by revision, or by moment where revisions have no number. */
const keptSince = async (since: Temporal.Instant): Promise<(flow: ListedFlow) => boolean> => {
  const kept = await rows(
    db,
    Kept,
    sql`select fdr, psp_id as "pspId", revision, published from portal.flow where published > ${since.toString()}::timestamptz`,
  )
  const revisions = new Set(kept.map(({ fdr, pspId, revision }) => `${fdr}/${pspId}/${revision}`))
  const latest = new Map<string, number>()
  for (const { fdr, published } of kept)
    latest.set(fdr, Math.max(latest.get(fdr) ?? 0, published.epochMilliseconds))
  return ({ fdr, pspId, revision, published }) =>
    revision === null
      ? (latest.get(fdr) ?? -1) >= published.epochMilliseconds
      : revisions.has(`${fdr}/${pspId}/${revision}`)
}

/**
 * Keeps a flow and its lines, all or nothing; false when this revision is already here. One whose source numbers no
 * revisions follows the last that is kept, if it is later.
 */
export const keepFlow = (flow: ReportedFlow, now: Temporal.Instant): Promise<boolean> =>
  inTransaction(async (tx) => {
    const { rows: kept } = await tx.execute(sql`
      with flow as (
        select ${flow.revision}::int as revision, ${flow.published.toString()}::timestamptz as published
      ), last as (
        select f.psp_id, f.revision, f.published from portal.flow f, flow
        where flow.revision is null and f.fdr = ${flow.fdr} order by f.published desc, f.revision desc limit 1
      )
      insert into portal.flow (fdr, psp_id, revision, psp_name, regulation, regulation_date, declared_count,
        declared_cents, published, fetched_at)
      select ${flow.fdr}, coalesce(last.psp_id, ${flow.sender.pspId}), coalesce(flow.revision, last.revision + 1, 1),
        ${flow.sender.pspName}, ${flow.regulation}, ${flow.regulationDate}::date, ${flow.totPayments}::int,
        ${flow.sumPayments}::bigint, flow.published, ${now.toString()}::timestamptz
      from flow left join last on true where last.published is null or last.published < flow.published
      on conflict do nothing returning flow_id`)
    const flowId = kept[0]?.flow_id
    if (flowId === undefined) return false
    await tx.execute(sql`
      insert into portal.flow_line (flow_id, line_no, iuv, iur, id_transfer, cents, status, pay_date)
      select ${flowId}::bigint, "index", iuv, iur, "idTransfer", pay, "payStatus", "payDate"
      from jsonb_to_recordset(${JSON.stringify(flow.payments)}::jsonb)
        as p ("index" int, iuv text, iur text, "idTransfer" smallint, pay bigint, "payStatus" smallint, "payDate" date)`)
    return true
  })
