import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, inTransaction, rows, sql } from '@/db/client'
import { announce } from '@/db/live'
import { ATTENDANCE_CHANNEL, announceList } from '@/modules/attendance'
import { forbidden, holdsRole, recordAudit } from '@/modules/identity'
import { type CivilDate, Instant } from '@/shared/dates'
import type { SchoolId } from '@/shared/ids'
import type { StaffCtx } from './who'

export type CutoffExtension = {
  /** Made with the form: sent twice, it is one extension. */
  actId: string
  day: CivilDate
  /** Null: every school. */
  schoolId: SchoolId | null
  until: Temporal.Instant
  reason: string
}

const assertOffice = ({ actor }: StaffCtx): void => {
  if (!holdsRole(actor.roles, 'office')) throw forbidden()
}

/**
 * When tablets cannot reach the centre: taps until `until` count as in time, and nobody is chased for them. What was
 * tapped already is judged anew at once, charges included. Never shortens a day's cut-off; for the office.
 */
export const extendCutoff = async (
  ctx: StaffCtx,
  { actId, day, schoolId, until, reason }: CutoffExtension,
): Promise<void> => {
  assertOffice(ctx)
  await inTransaction(async (tx) => {
    const { rows: born } = await tx.execute(sql`
      insert into portal.cutoff_extension (act_id, day, school_id, until_at, reason, actor, made_at)
      values (${actId}::uuid, ${day}::date, ${schoolId}::int, ${until.toString()}::timestamptz, ${reason},
              ${`staff:${ctx.actor.staffId}`}, ${ctx.now.toString()}::timestamptz)
      on conflict do nothing returning act_id`)
    if (born.length === 0) return
    await tx.execute(
      sql`select portal.settle_attendance(null, ${schoolId}::int, ${day}::date, ${day}::date, ${ctx.now.toString()}::timestamptz)`,
    )
    await recordAudit(tx, ctx, {
      action: 'cutoff.extend',
      subject: schoolId === null ? 'school:all' : `school:${schoolId}`,
      details: { act: actId, day, until: until.toString() },
    })
  })
  announce(ATTENDANCE_CHANNEL, day)
  announceList(day, schoolId)
}

const Extension = z.object({
  schoolName: z.string().nullable(),
  until: Instant,
  reason: z.string(),
  madeAt: Instant,
  madeBy: z.string(),
})
export type MadeExtension = z.infer<typeof Extension>

/** The extensions of a day, the newest first. */
export const cutoffExtensions = (ctx: StaffCtx, day: CivilDate): Promise<MadeExtension[]> => {
  assertOffice(ctx)
  return rows(
    db,
    Extension,
    sql`
    select s.name as "schoolName", e.until_at as until, e.reason, e.made_at as "madeAt",
           coalesce((select p.name from public.staff p where 'staff:' || p.id = e.actor), e.actor) as "madeBy"
    from portal.cutoff_extension e left join portal.school s using (school_id)
    where e.day = ${day}::date order by e.made_at desc`,
  )
}
