import { type Db, db, sql } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import type { Instant } from '@/shared/dates'

/** One message of the station and what it answered; `raw` only where the message holds no personal data. */
export type StationEvent = {
  at: Instant
  primitive: string
  noticeNumber: string | null
  receiptId: string | null
  /** OK, or the code of the fault. */
  outcome: string
  raw: string | null
}

/** Adds a line to the journal of events ("giornale degli eventi"). */
export const noteEvent = (on: Db, event: StationEvent) =>
  on.execute(sql`
    insert into portal.station_event (at, primitive, notice_number, receipt_id, outcome, raw)
    values (${event.at.toString()}::timestamptz, ${event.primitive}, ${event.noticeNumber}, ${event.receiptId},
      ${event.outcome}, ${event.raw})`)

/** Forgets what is older than the journal is kept. Receipts and unmatched messages stay: they are proof of money. */
export const forgetStationEvents = async (ctx: Ctx<PrincipalOf<'system'>>): Promise<void> => {
  await db.execute(sql`
    delete from portal.station_event
    where at < ${ctx.now.toString()}::timestamptz - ${`${env.PAGOPA_JOURNAL_DAYS} days`}::interval`)
}
