import { sql, type Tx } from '@/db/client'
import { actorText, type Ctx } from './principal'

/** Writes who did what; subject and details are ids and counts, never personal data. Part of the act's transaction. */
export const recordAudit = async (
  tx: Tx,
  ctx: Ctx,
  act: { action: string; subject: string; details?: Record<string, string | number> },
): Promise<void> => {
  await tx.execute(sql`
    insert into portal.audit (at, actor, action, subject, details)
    values (${ctx.now.toString()}::timestamptz, ${actorText(ctx.actor)}, ${act.action}, ${act.subject}, ${JSON.stringify(act.details ?? {})}::jsonb)`)
}
