import { z } from 'zod'
import { type Db, rows, sql } from '@/db/client'

const Check = z.object({ check: z.string(), wrong: z.coerce.number(), example: z.string().nullable() })
const Counts = z.object({
  wallets: z.coerce.number(),
  lines: z.coerce.number(),
  charges: z.coerce.number(),
  reversals: z.coerce.number(),
  credits: z.coerce.number(),
  marks: z.coerce.number(),
  balanceCents: z.coerce.number(),
})

export type LedgerProof = { ok: boolean; counts: z.infer<typeof Counts>; checks: z.infer<typeof Check>[] }

/**
 * Proves every stored figure from the lines it must follow from: balances, open charges, causes of charges,
 * reversals and credits. Set-based; reads everything, writes nothing. `example` is an id, never a name.
 */
export const verifyLedger = async (db: Db): Promise<LedgerProof> => {
  const checks = await rows(
    db,
    Check,
    sql`
    with folded as (
      select child_id, service_id, day,
             count(*) filter (where kind = 'charge') as charges, count(*) filter (where kind = 'reversal') as reversals,
             sum(cents) as cents, max(occasion) as occasion
      from portal.ledger_line where occasion is not null and exists (select from portal.mark m where m.mark_id = source_id)
      group by child_id, service_id, day
    ), found (check_name, id) as (
      select 'balance equals the sum of its lines', coalesce(w.child_id, l.child_id) || '/' || coalesce(w.service_id, l.service_id)
      from portal.wallet w
      full join (select child_id, service_id, sum(cents) as cents from portal.ledger_line group by 1, 2) l
        on l.child_id = w.child_id and l.service_id = w.service_id
      where w.child_id is null or w.balance_cents <> coalesce(l.cents, 0)
      union all
      select 'every charge has its mark', l.line_id::text from portal.ledger_line l
      left join portal.mark m on m.mark_id = l.source_id
      where l.kind = 'charge' and (m.mark_id is null or m.status <> 'present'
        or (m.child_id, m.service_id, m.day) is distinct from (l.child_id, l.service_id, l.day))
      union all
      select 'every charge is priced by its tariff', l.line_id::text from portal.ledger_line l
      left join public.tariffs t on t.id = l.tariff_id
      where l.kind = 'charge' and (t.id is null or t.service_id <> l.service_id or t.cents <> -l.cents
        or l.day not between portal.day_of(t.valid_from) and coalesce(portal.day_of(t.valid_to), 'infinity'))
      union all
      select 'every reversal undoes its charge to the cent', r.line_id::text from portal.ledger_line r
      left join portal.ledger_line c on c.child_id = r.child_id and c.service_id = r.service_id and c.day = r.day
        and c.kind = 'charge' and c.occasion = r.occasion
      where r.kind = 'reversal' and (c.line_id is null or c.cents <> -r.cents)
      union all
      select 'at most one open charge per child, service and day', f.child_id || '/' || f.service_id || '/' || f.day
      from folded f where f.charges - f.reversals not in (0, 1) or f.occasion <> f.charges
      union all
      select 'attendance and ledger agree', coalesce(a.child_id, f.child_id) || '/' || coalesce(a.service_id, f.service_id) || '/' || coalesce(a.day, f.day)
      from portal.attendance a
      full join folded f on f.child_id = a.child_id and f.service_id = a.service_id and f.day = a.day
      where a.child_id is null or coalesce(f.charges, 0) <> a.charge_count
        or coalesce(-f.cents, 0) <> coalesce(a.open_charge_cents, 0) or (not a.is_due and a.open_charge_cents is not null)
      union all
      select 'the state of a day is that of its latest mark', a.child_id || '/' || a.service_id || '/' || a.day
      from portal.attendance a left join portal.mark m on m.mark_id = a.mark_id
      where m.mark_id is null or m.status <> a.status
        or (m.child_id, m.service_id, m.day, m.marked_at) is distinct from (a.child_id, a.service_id, a.day, a.marked_at)
      union all
      select 'an absence is due only after a presence in time', a.child_id || '/' || a.service_id || '/' || a.day
      from portal.attendance a left join portal.mark m on m.mark_id = a.cutoff_mark_id
      where a.is_due and a.status <> 'present' and (m.mark_id is null or m.status <> 'present'
        or (m.child_id, m.service_id, m.day, m.marked_at) is distinct from (a.child_id, a.service_id, a.day, a.cutoff_marked_at)
        or a.marked_at <= a.cutoff_marked_at)
      union all
      select 'every credit has its payment', l.line_id::text
      from portal.ledger_line l left join portal.top_up t on t.top_up_id = l.source_id
      where l.kind = 'topUp' and (t.top_up_id is null or t.status not in ('credited', 'partlyRefunded', 'refunded')
        or (t.child_id, t.service_id, t.cents) is distinct from (l.child_id, l.service_id, l.cents))
      union all
      select 'every credited top-up has its line', t.top_up_id::text
      from portal.top_up t left join portal.ledger_line l on l.kind = 'topUp' and l.source_id = t.top_up_id
      where t.status in ('paid', 'credited', 'partlyRefunded', 'refunded') and l.line_id is null
      union all
      select 'every receipt paid its top-up to the cent', r.receipt_id
      from portal.receipt r join portal.top_up t using (top_up_id)
      where t.status not in ('credited', 'partlyRefunded', 'refunded') or t.cents <> r.cents
      union all
      select 'every counter top-up has its receipt, every assigned one its entry', t.top_up_id::text
      from portal.top_up t left join portal.counter_receipt r using (top_up_id)
      left join portal.unmatched_receipt u on u.assigned_top_up_id = t.top_up_id
      where (t.channel = 'counter') <> (r.top_up_id is not null) or (t.channel = 'assigned') <> (u.entry_id is not null)
        or u.credited_cents <> t.cents
      union all
      select 'every transfer gives what it takes', coalesce(l.source_id, t.act_id)::text
      from (select act_id, 'transferOut' as kind, from_child_id as child_id, from_service_id as service_id, -cents as cents from portal.transfer
            union all select act_id, 'transferIn', to_child_id, to_service_id, cents from portal.transfer) t
      full join (select * from portal.ledger_line where kind in ('transferIn', 'transferOut')) l
        on l.source_id = t.act_id and l.kind = t.kind
      where l.line_id is null or t.act_id is null
        or (t.child_id, t.service_id, t.cents) is distinct from (l.child_id, l.service_id, l.cents)
      union all
      select 'every adjustment has its act', coalesce(l.source_id, a.act_id)::text
      from portal.adjustment a
      full join (select * from portal.ledger_line where kind = 'adjustment') l on l.source_id = a.act_id
      where l.line_id is null or a.act_id is null
        or (a.child_id, a.service_id, a.cents) is distinct from (l.child_id, l.service_id, l.cents)
      union all
      select 'every refund was approved, to the cent', coalesce(l.source_id, r.refund_id)::text
      from (select refund_id, 'refund' as kind, child_id, service_id, -cents as cents from portal.refund
              where status in ('approved', 'sent', 'returned')
            union all select refund_id, 'returnedRefund', child_id, service_id, cents from portal.refund where status = 'returned') r
      full join (select * from portal.ledger_line where kind in ('refund', 'returnedRefund')) l
        on l.source_id = r.refund_id and l.kind = r.kind
      where l.line_id is null or r.refund_id is null
        or (r.child_id, r.service_id, r.cents) is distinct from (l.child_id, l.service_id, l.cents)
      union all
      select 'everything given back of a payment has its line, to the cent', coalesce(l.source_id, r.repayment_id)::text
      from (select repayment_id, p.kind, child_id, service_id, case when p.kind = 'disputeWon' then p.cents else -p.cents end as cents
            from portal.repayment p join portal.top_up using (top_up_id)) r
      full join (select * from portal.ledger_line where kind in ('paymentRefund', 'dispute', 'disputeWon')) l
        on l.source_id = r.repayment_id and l.kind = r.kind
      where l.line_id is null or r.repayment_id is null
        or (r.child_id, r.service_id, r.cents) is distinct from (l.child_id, l.service_id, l.cents)
      union all
      select 'the state of a top-up says what was given back', t.top_up_id::text
      from portal.top_up t
      left join (select top_up_id, sum(case when kind = 'disputeWon' then -cents else cents end) as cents
                 from portal.repayment group by 1) r using (top_up_id)
      where (r.top_up_id is not null or t.status in ('partlyRefunded', 'refunded'))
        and t.status <> case when coalesce(r.cents, 0) <= 0 then 'credited' when r.cents < t.cents then 'partlyRefunded' else 'refunded' end
      union all
      select 'every file for the bank holds its refunds', b.act_id::text
      from portal.refund_batch b
      left join (select batch_id, count(*) as refunds, sum(cents) as cents from portal.refund group by 1) r on r.batch_id = b.act_id
      where (r.refunds, r.cents) is distinct from (b.refunds::bigint, b.cents::numeric)
    )
    select c.name as check, count(f.id) as wrong, min(f.id) as example
    from (values ('balance equals the sum of its lines'), ('every charge has its mark'), ('every charge is priced by its tariff'),
                 ('every reversal undoes its charge to the cent'), ('at most one open charge per child, service and day'),
                 ('attendance and ledger agree'), ('the state of a day is that of its latest mark'),
                 ('an absence is due only after a presence in time'),
                 ('every credit has its payment'), ('every credited top-up has its line'),
                 ('every receipt paid its top-up to the cent'),
                 ('every counter top-up has its receipt, every assigned one its entry'), ('every transfer gives what it takes'),
                 ('every adjustment has its act'), ('every refund was approved, to the cent'),
                 ('everything given back of a payment has its line, to the cent'), ('the state of a top-up says what was given back'),
                 ('every file for the bank holds its refunds')) as c (name)
    left join found f on f.check_name = c.name group by c.name order by c.name`,
  )
  const [counts] = await rows(
    db,
    Counts,
    sql`
    select (select count(*) from portal.wallet) as wallets, count(*) as lines,
           count(*) filter (where kind = 'charge') as charges, count(*) filter (where kind = 'reversal') as reversals,
           count(*) filter (where kind = 'topUp') as credits, (select count(*) from portal.mark) as marks,
           (select coalesce(sum(balance_cents), 0) from portal.wallet) as "balanceCents"
    from portal.ledger_line`,
  )
  if (!counts) throw new Error('The ledger could not be counted')
  return { ok: checks.every((check) => check.wrong === 0), counts, checks }
}
