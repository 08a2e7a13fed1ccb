import { createHash } from 'node:crypto'
import { z } from 'zod'
import { oneRow, sql, type Tx } from '@/db/client'
import type { Instant } from '@/shared/dates'
import type { AccountId } from '@/shared/ids'
import { idempotencyKeyReused } from './errors'

const Earlier = z.object({ input_hash: z.string(), answer: z.unknown() })

/**
 * Does `work` once per account and key: the same key again, also at the same instant, gets the first one's answer;
 * with another input it is refused. The answer must survive JSON.
 */
export const once = async <Answer extends z.ZodType>(
  tx: Tx,
  call: { accountId: AccountId; key: string; input: object; answer: Answer; now: Instant },
  work: () => Promise<z.output<Answer>>,
): Promise<z.output<Answer>> => {
  const hash = createHash('sha256').update(JSON.stringify(call.input)).digest('base64url')
  // The insert waits for a simultaneous one with the same key to end.
  const { rows: claimed } = await tx.execute(sql`
    insert into portal.idempotency (account_id, key, input_hash, created_at)
    values (${call.accountId}::int, ${call.key}::uuid, ${hash}, ${call.now.toString()}::timestamptz)
    on conflict do nothing returning key`)
  if (claimed.length === 0) {
    const earlier = await oneRow(
      tx,
      Earlier,
      sql`select input_hash, answer from portal.idempotency where account_id = ${call.accountId}::int and key = ${call.key}::uuid`,
    )
    if (earlier?.input_hash !== hash) throw idempotencyKeyReused()
    return call.answer.parse(earlier.answer)
  }
  const answer = await work()
  await tx.execute(sql`
    update portal.idempotency set answer = ${JSON.stringify(answer)}::jsonb
    where account_id = ${call.accountId}::int and key = ${call.key}::uuid`)
  return answer
}
