import { db, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from './principal'
import { sweepThrottle } from './throttle'

/** What nobody can use any more is kept for a month, for whoever asks what happened, then forgotten. */
const KEPT = '30 days'

/** Deletes sessions, pairing codes and counted tries that ended long ago. Any number of times. */
export const forgetExpired = async (ctx: Ctx<PrincipalOf<'system'>>): Promise<void> => {
  const at = ctx.now.toString()
  await db.execute(sql`
    delete from portal.session where least(ended_at, expires_at) < ${at}::timestamptz - ${KEPT}::interval`)
  await db.execute(
    sql`delete from portal.pairing_code where expires_at < ${at}::timestamptz - ${KEPT}::interval`,
  )
  await sweepThrottle()
}
