import { createHash } from 'node:crypto'
import { z } from 'zod'
import { oneRow, sql, type Tx } from '@/db/client'
import { type Ctx, forbidden, holdsRole, type PrincipalOf, recordAudit } from '@/modules/identity'
import { idempotencyKeyReused } from './errors'

export type StaffCtx = Ctx<PrincipalOf<'staff'>>

/** Why something was done; the family may read it. */
export const Reason = z
  .string()
  .trim()
  .min(3, 'Scrivi il motivo')
  .max(500, 'Scrivi il motivo in al massimo 500 caratteri')

/** Money is moved by the office, and by nobody else of the staff. */
export const assertOffice = ({ actor }: StaffCtx): void => {
  if (!holdsRole(actor.roles, 'office')) throw forbidden()
}

export type OfficeAct = {
  /** Made with the form: sent twice, it is one act. */
  id: string
  kind:
    | 'counterTopUp'
    | 'transfer'
    | 'adjustment'
    | 'unmatchedDecision'
    | 'refundDecision'
    | 'refundFile'
    | 'refundReturn'
    | 'contestDecision'
  reason: string
  /** All that the act depends on: the same key with another input is refused. */
  input: object
  /** What it is about, for the audit: ids, never names. */
  subject: string
}

/**
 * Notes an act of the office with its author and reason, and in the audit. `again` when this very act is already there,
 * also when it is being done at the same instant: then nothing more is to do. Refuses with `forbidden`,
 * `idempotency-key-reused`.
 */
export const beginAct = async (tx: Tx, ctx: StaffCtx, act: OfficeAct): Promise<'new' | 'again'> => {
  assertOffice(ctx)
  const hash = createHash('sha256')
    .update(JSON.stringify([act.kind, act.reason, act.input]))
    .digest('base64url')
  // The insert waits for a simultaneous one with the same key to end.
  const { rows: begun } = await tx.execute(sql`
    insert into portal.office_act (act_id, kind, staff_id, at, reason, input_hash)
    values (${act.id}::uuid, ${act.kind}, ${ctx.actor.staffId}::int, ${ctx.now.toString()}::timestamptz, ${act.reason}, ${hash})
    on conflict do nothing returning act_id`)
  if (begun.length === 0) {
    const earlier = await oneRow(
      tx,
      z.object({ input_hash: z.string() }),
      sql`select input_hash from portal.office_act where act_id = ${act.id}::uuid`,
    )
    if (earlier?.input_hash !== hash) throw idempotencyKeyReused()
    return 'again'
  }
  await recordAudit(tx, ctx, { action: `office.${act.kind}`, subject: act.subject, details: { act: act.id } })
  return 'new'
}
