import { performance } from 'node:perf_hooks'
import { openBenchServer } from './database'
import { say } from './say'

const PAYMENTS = 100_000
const FLOWS = 20
const DAY = '2026-03-02'

/** Reconciles a day of 100,000 payments in 20 flows, seeded by SQL into a copy of the town. */
export const reconciliation = async () => {
  const server = await openBenchServer()
  const database = await server.fresh('town')
  try {
    const [{ db, sql }, { reconcileDay }, { civilDate }] = await Promise.all([
      import('@/db/client'),
      import('@/modules/reconciliation'),
      import('@/shared/dates'),
    ])
    say(`${PAYMENTS} pagamenti…`)
    await db.execute(sql`
      with wallet as (
        select child_id, service_id, row_number() over () - 1 as n, count(*) over () as wallets from portal.wallet
      ), born as (
        insert into portal.top_up (top_up_id, child_id, service_id, cents, channel, provider, status, notice_number,
          created_at, expires_on, paid_at, credited_at)
        select gen_random_uuid(), child_id, service_id, 1000 + g % 5000, 'notice', 'pagopa', 'credited',
          portal.notice_number('01', nextval('portal.notice_number_base')), '2026-03-01 10:00+01', '2026-04-30',
          '2026-03-01 11:00+01', '2026-03-01 11:00+01'
        from generate_series(1, ${PAYMENTS}::int) g join wallet on n = g % wallets
        returning top_up_id, child_id, service_id, cents
      ), line as (
        insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id)
        select child_id, service_id, 'topUp', cents, '2026-03-01', top_up_id from born
      )
      insert into portal.receipt (receipt_id, top_up_id, provider, primitive, cents, paid_at, received_at, raw)
      select replace(top_up_id::text, '-', ''), top_up_id, 'pagopa', 'paSendRTV2', cents, '2026-03-01 11:00+01',
        '2026-03-01 11:00+01', '' from born`)
    await db.execute(sql`
      with paid as (
        select receipt_id, iuv, r.cents, row_number() over (order by receipt_id) as n,
               'BENCH-' || row_number() over (order by receipt_id) % ${FLOWS}::int as part
        from portal.receipt r join portal.top_up t using (top_up_id) where r.received_at = '2026-03-01 11:00+01'
      ), flow as (
        insert into portal.flow (fdr, psp_id, revision, psp_name, regulation, regulation_date, declared_count,
          declared_cents, published, fetched_at)
        select part, 'BENCH', 1, 'Banca', 'TRN', ${DAY}::date, count(*), sum(cents), now(), now()
        from paid group by part returning flow_id, fdr, declared_cents
      ), movement as (
        insert into portal.bank_movement (reference, booked_on, cents, remittance, fdr, imported_at)
        select fdr, ${DAY}::date, declared_cents, '', fdr, now() from flow
      )
      insert into portal.flow_line (flow_id, line_no, iuv, iur, id_transfer, cents, status, pay_date)
      select flow_id, n, iuv, receipt_id, 1, cents, 0, '2026-03-01'
      from paid join flow on fdr = part`)
    await db.execute(sql`analyze`)
    const start = performance.now()
    const report = await reconcileDay(civilDate(DAY), civilDate(DAY))
    const seconds = (performance.now() - start) / 1000
    const lines = report.flows.reduce((sum, flow) => sum + flow.lineCount, 0)
    if (lines !== PAYMENTS || report.flows.some((flow) => flow.issues.length > 0))
      throw new Error('The bench’s day does not reconcile')
    return {
      json: { payments: PAYMENTS, seconds, differenceCents: report.totals.differenceCents },
      lines: [`riconciliazione di ${PAYMENTS} pagamenti: ${seconds.toFixed(1)} s (meta: 30 s)`],
    }
  } finally {
    await (await import('@/db/client')).closePool()
    await database.drop()
    await server.stop()
  }
}
