import type { PayloadRequest } from 'payload'
import type { Tx } from '@/db/client'

/**
 * The transaction that Payload opened for a request, for our own SQL in a hook: what a module writes through it stays or
 * goes with the document. Throws when none is open, where Payload would quietly use another connection.
 */
export const txOf = async (req: PayloadRequest): Promise<Tx> => {
  const id = await req.transactionID
  const session = id === undefined ? undefined : req.payload.db.sessions?.[id]
  if (!session) throw new Error('No transaction is open in this request')
  return (session as unknown as { db: Tx }).db
}
