import type { Tx } from '@/db/client'
import type { Instant } from '@/shared/dates'
import type { TopUpId } from '@/shared/ids'
import type { Cents } from '@/shared/money'
import { settle } from './top-up'
import * as topUps from './top-ups.sql'

/**
 * Closes a top-up that was paid with another amount, which the office credits by itself: its notice cannot be paid again,
 * and its history says what was paid. One that is no longer open stays as it is.
 */
export const closePaidOtherwise = async (
  tx: Tx,
  id: TopUpId,
  { paidCents, at }: { paidCents: Cents; at: Instant },
): Promise<void> => {
  const topUp = await topUps.lockById(tx, id)
  const closed = topUp && settle(topUp, { kind: 'cancelled', at })
  if (!closed || closed === topUp) return
  await topUps.save(tx, closed, [{ kind: 'cancelled', at, details: { paidCents } }])
  await topUps.announce(tx, id)
}
