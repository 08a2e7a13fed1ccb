import { z } from 'zod'
import { type Db, oneRow, sql, type Tx } from '@/db/client'
import type { Instant } from '@/shared/dates'
import { TopUpId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import type { PaymentEvent } from './provider'

const KnownReceipt = z.object({ topUpId: TopUpId, cents: DbCents })

/** The receipt that already carries this id, on whatever top-up. */
export const findReceipt = (on: Db, receiptId: string) =>
  oneRow(
    on,
    KnownReceipt,
    sql`select top_up_id as "topUpId", cents from portal.receipt where receipt_id = ${receiptId}`,
  )

/** Keeps the receipt that pays a top-up. A second one of the same id, or of the same top-up, is refused by the database. */
export const insertReceipt = (
  tx: Tx,
  {
    topUpId,
    isLate,
    receivedAt,
    ...event
  }: PaymentEvent & { topUpId: TopUpId; isLate: boolean; receivedAt: Instant },
) =>
  tx.execute(sql`
    insert into portal.receipt (receipt_id, top_up_id, provider, primitive, cents, psp_id, psp_name, psp_fiscal_code,
      payment_method, fee_cents, paid_at, application_date, transfer_date, is_late, received_at, raw)
    values (${event.paymentId}, ${topUpId}::uuid, ${event.provider}, ${event.primitive}, ${event.cents}::bigint,
      ${event.pspId}, ${event.pspName}, ${event.pspFiscalCode}, ${event.paymentMethod}, ${event.feeCents}::bigint,
      ${event.paidAt?.toString() ?? null}::timestamptz, ${event.applicationDate}::date, ${event.transferDate}::date,
      ${isLate}::boolean, ${receivedAt.toString()}::timestamptz, ${event.raw})`)

export type UnmatchedReason =
  | 'unknownNotice'
  | 'wrongAmount'
  | 'secondReceipt'
  | 'conflictingReceipt'
  | 'otherCreditor'
  | 'notPaid'
  | 'malformed'

export type UnmatchedReceipt = {
  reason: UnmatchedReason
  receiptId: string | null
  noticeNumber: string | null
  cents: Cents | null
  topUpId: TopUpId | null
  provider: string
  primitive: string
  receivedAt: Instant
  raw: string
}

/** Puts a message in the office's queue; false when the very same one is already there. */
export const queueUnmatched = async (on: Db, entry: UnmatchedReceipt): Promise<boolean> => {
  const { rows } = await on.execute(sql`
    insert into portal.unmatched_receipt (reason, receipt_id, notice_number, cents, top_up_id, provider, primitive, received_at, raw)
    values (${entry.reason}, ${entry.receiptId}, ${entry.noticeNumber}, ${entry.cents}::bigint, ${entry.topUpId}::uuid,
      ${entry.provider}, ${entry.primitive}, ${entry.receivedAt.toString()}::timestamptz, ${entry.raw})
    on conflict do nothing returning entry_id`)
  return rows.length === 1
}
