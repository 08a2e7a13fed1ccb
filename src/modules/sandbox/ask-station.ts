import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import { STATION_OPERATIONS, type XmlElement } from '@/modules/payments'
import { Instant } from '@/shared/dates'
import { judgeAnswer, type Register } from './judge-answer'
import type { Message } from './messages'
import { NodeRefused } from './node-refused'
import { postToStation } from './providers/station'

/** What the Node grants for questions and for receipts. */
export const QUESTION_MS = 7_000
export const RECEIPT_MS = 15_000

/** A line of the Node's journal: what was sent, and what it made of the answer. */
const NodeEvent = z.object({
  at: Instant,
  primitive: z.string(),
  noticeNumber: z.string(),
  token: z.string().nullable(),
  outcome: z.enum(['OK', 'KO', 'refused']),
  /** The station's code. */
  fault: z.string().nullable(),
  /** The Node's code, as the payment service sees it. */
  nodeCode: z.string().nullable(),
  /** Where a refused answer is wrong: names, no values. */
  detail: z.string().nullable(),
})
export type NodeEvent = z.infer<typeof NodeEvent>

/** The newest lines of the journal, of one notice or of all. */
export const nodeJournal = (noticeNumber: string | null, count = 50): Promise<NodeEvent[]> =>
  rows(
    db,
    NodeEvent,
    sql`select at, primitive, notice_number as "noticeNumber", payment_token as token, outcome, fault,
          node_code as "nodeCode", detail
        from sandbox.node_event ${noticeNumber === null ? sql`` : sql`where notice_number = ${noticeNumber}`}
        order by event_id desc limit ${count}::int`,
  )

/** The creditor as the back office has it: its accounts are those of its services. */
const register = async (): Promise<Register> => ({
  fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
  ibans: new Set(
    (
      await rows(
        db,
        z.object({ iban: z.string() }),
        sql`select distinct iban from portal.service where iban is not null`,
      )
    ).map(({ iban }) => iban),
  ),
})

/**
 * Sends one message to the station, judges the answer and notes both in the journal; gives an OK, whole and read. Throws
 * `NodeRefused` for a KO, with the station's code, and for an answer that is wrong, late or missing.
 */
export const askStation = async (
  { operation, text }: Message,
  about: { noticeNumber: string; token?: string },
): Promise<{ text: string; message: XmlElement }> => {
  const { primitive } = STATION_OPERATIONS[operation]
  const isReceipt = operation === 'paSendRTReq' || operation === 'paSendRTV2Request'
  const reply = await postToStation(primitive, text, isReceipt ? RECEIPT_MS : QUESTION_MS)
  const judged = typeof reply === 'string' ? judgeAnswer(operation, reply, await register()) : reply
  const refusal = judged instanceof NodeRefused ? judged : null
  const outcome = refusal === null ? 'OK' : refusal.stationCode === null ? 'refused' : 'KO'
  await db.execute(sql`
    insert into sandbox.node_event (primitive, notice_number, payment_token, outcome, fault, node_code, detail)
    values (${primitive}, ${about.noticeNumber}, ${about.token ?? null}, ${outcome},
      ${refusal?.stationCode ?? null}, ${refusal?.nodeCode ?? null}, ${refusal?.reason ?? null})`)
  if (typeof reply !== 'string' || judged instanceof NodeRefused) throw judged
  return { text: reply, message: judged }
}
