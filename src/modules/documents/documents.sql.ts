import { z } from 'zod'
import { type Db, oneRow, rows, type SQL, sql } from '@/db/client'
import { CivilDate, Instant } from '@/shared/dates'
import { type AccountId, ServiceId, TopUpId } from '@/shared/ids'
import { DbCents } from '@/shared/money'

const NoticeRow = z.object({
  topUpId: TopUpId,
  noticeNumber: z.string(),
  cents: DbCents,
  expiresOn: CivilDate,
  serviceName: z.string(),
  debtorName: z.string().nullable(),
  debtorFiscalCode: z.string().nullable(),
})
export type NoticeRow = z.infer<typeof NoticeRow>

const noticesWhere = (on: Db, condition: SQL): Promise<NoticeRow[]> =>
  rows(
    on,
    NoticeRow,
    sql`
    select t.top_up_id as "topUpId", t.notice_number as "noticeNumber", t.cents, t.expires_on as "expiresOn",
           s.name as "serviceName", payer.full_name as "debtorName", payer.fiscal_code as "debtorFiscalCode"
    from portal.top_up t join portal.service s using (service_id)
    left join portal.account a on a.account_id = t.account_id
    left join portal.payer on payer.child_id = coalesce(a.child_id, t.child_id)
    where t.notice_number is not null and ${condition}`,
  )

/** A notice of one of the account's children, whatever its state. */
export const findNotice = async (on: Db, topUpId: TopUpId, accountId: AccountId): Promise<NoticeRow | null> =>
  (
    await noticesWhere(
      on,
      sql`t.top_up_id = ${topUpId}::uuid and t.child_id in
        (select child_id from portal.account_children where account_id = ${accountId}::int)`,
    )
  )[0] ?? null

/** A step of the notices still to be paid on a day, in order of number. */
export const nextNotices = (on: Db, after: string, today: CivilDate, count: number): Promise<NoticeRow[]> =>
  noticesWhere(
    on,
    sql`t.channel = 'notice' and t.status in ('created', 'inProgress', 'failed') and t.expires_on >= ${today}::date
      and t.notice_number > ${after} order by t.notice_number limit ${count}::int`,
  )

const Receipt = z.object({
  topUpId: TopUpId,
  childName: z.string(),
  serviceName: z.string(),
  serviceId: ServiceId,
  noticeNumber: z.string().nullable(),
  provider: z.string(),
  /** The provider's; none for what was paid at the counter. */
  receiptId: z.string().nullable(),
  cents: DbCents,
  feeCents: DbCents.nullable(),
  pspName: z.string().nullable(),
  pspFiscalCode: z.string().nullable(),
  paymentMethod: z.string().nullable(),
  paidAt: Instant.nullable(),
  applicationDate: CivilDate.nullable(),
  creditedAt: Instant.nullable(),
  /** What the provider gave back of it since. */
  repaidCents: DbCents,
  /** The counter's own receipt, `S000012/2026`. */
  counterNumber: z.string().nullable(),
  counterMethod: z.enum(['cash', 'pos']).nullable(),
  /** Whose the money was, the office said later: when it came, and when that was said. */
  receivedAt: Instant.nullable(),
  assignedAt: Instant.nullable(),
  office: z.string().nullable(),
})
export type ReceiptRow = z.infer<typeof Receipt>

/**
 * What is known of the payment of a top-up of one of the account's children: the stored receipt, that of the counter, or
 * the money that the office assigned; null without any.
 */
export const findReceipt = (on: Db, topUpId: TopUpId, accountId: AccountId): Promise<ReceiptRow | null> =>
  oneRow(
    on,
    Receipt,
    sql`
    select t.top_up_id as "topUpId", c.name as "childName", s.name as "serviceName", s.service_id as "serviceId",
           coalesce(t.notice_number, u.notice_number) as "noticeNumber", t.provider,
           coalesce(r.receipt_id, u.receipt_id) as "receiptId", t.cents, r.fee_cents as "feeCents",
           r.psp_name as "pspName", r.psp_fiscal_code as "pspFiscalCode", r.payment_method as "paymentMethod",
           case when u.entry_id is null then coalesce(r.paid_at, t.paid_at) end as "paidAt",
           r.application_date as "applicationDate", t.credited_at as "creditedAt",
           cr.number || '/' || cr.year as "counterNumber", cr.method as "counterMethod",
           u.received_at as "receivedAt", u.resolved_at as "assignedAt", creditor.office,
           (select coalesce(sum(case when p.kind = 'disputeWon' then -p.cents else p.cents end), 0)::bigint
            from portal.repayment p where p.top_up_id = t.top_up_id) as "repaidCents"
    from portal.top_up t
    left join portal.receipt r using (top_up_id)
    left join portal.counter_receipt cr using (top_up_id)
    left join portal.unmatched_receipt u on u.assigned_top_up_id = t.top_up_id
    join portal.child c on c.child_id = t.child_id join portal.service s on s.service_id = t.service_id
    cross join portal.creditor
    where t.top_up_id = ${topUpId}::uuid and coalesce(r.receipt_id, cr.number, u.entry_id::text) is not null and t.child_id in
      (select child_id from portal.account_children where account_id = ${accountId}::int)`,
  )

/** Whom the money goes to, as pagoPA's messages name it. */
export const findCreditor = (on: Db) =>
  oneRow(
    on,
    z.object({ name: z.string(), office: z.string().nullable() }),
    sql`select name, office from portal.creditor`,
  )
