import { type Db, sql } from '@/db/client'
import type { Instant } from '@/shared/dates'
import type { TopUpId } from '@/shared/ids'
import type { Cents } from '@/shared/money'

export type UnmatchedReason =
  | 'unknownNotice'
  | 'wrongAmount'
  | 'secondReceipt'
  | 'conflictingReceipt'
  | 'otherCreditor'
  | 'notPaid'
  | 'malformed'
  | 'repaid'

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
