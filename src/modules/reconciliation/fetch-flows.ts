import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql } from '@/db/client'
import type { Ctx } from '@/modules/identity'
import { Instant } from '@/shared/dates'
import { listFlows, type ReportedFlow, readFlow } from './providers/fdr'

/** Looked at again at every round: a flow may be published late, or out of order. */
const OVERLAP_DAYS = 5
/** How far back the first round goes. */
const FIRST_DAYS = 31

/**
 * Takes in the flows that payment services published: every revision once, however often and however simultaneously it
 * runs. Answers how many were new. Throws when the platform does not answer; what came before stays.
 */
export const fetchFlows = async ({ now }: Pick<Ctx, 'now'>): Promise<number> => {
  const last = await oneRow(
    db,
    z.object({ at: Instant.nullable() }),
    sql`select max(published) as at from portal.flow`,
  )
  const from = last?.at?.subtract({ hours: 24 * OVERLAP_DAYS }) ?? now.subtract({ hours: 24 * FIRST_DAYS })
  const listed = await listFlows(from)
  const known = new Set(
    (
      await rows(
        db,
        z.object({ key: z.string() }),
        sql`select fdr || '/' || psp_id || '/' || revision as key from portal.flow where published > ${from.toString()}::timestamptz`,
      )
    ).map(({ key }) => key),
  )
  let taken = 0
  for (const flow of listed) {
    if (known.has(`${flow.fdr}/${flow.pspId}/${flow.revision}`)) continue
    const reported = await readFlow(flow)
    if (reported && (await keepFlow(reported, now))) taken += 1
  }
  return taken
}

/** Keeps a flow and its lines, all or nothing; false when this revision is already here. */
export const keepFlow = (flow: ReportedFlow, now: Temporal.Instant): Promise<boolean> =>
  inTransaction(async (tx) => {
    const { rows: kept } = await tx.execute(sql`
      insert into portal.flow (fdr, psp_id, revision, psp_name, regulation, regulation_date, declared_count,
        declared_cents, published, fetched_at)
      values (${flow.fdr}, ${flow.sender.pspId}, ${flow.revision}::int, ${flow.sender.pspName}, ${flow.regulation},
        ${flow.regulationDate}::date, ${flow.totPayments}::int, ${flow.sumPayments}::bigint,
        ${flow.published.toString()}::timestamptz, ${now.toString()}::timestamptz)
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
