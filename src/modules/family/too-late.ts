import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { ChildId } from '@/shared/ids'

/** What a request was too late for: when it came, the cut-off of that day, and what holds for an absence marked after it. */
export const TooLate = z.object({
  arrivedAt: z.iso.datetime({ offset: true }),
  cutoffAt: z.iso.datetime({ offset: true }),
  afterCutoff: z.enum(['charge', 'excuse']).meta({
    description: 'Un’assenza segnata dopo l’orario limite: il pasto è addebitato lo stesso, oppure no',
  }),
  excuseUntil: z
    .string()
    .nullable()
    .meta({ description: 'Con `excuse`: fino a che ora; null per tutto il giorno' }),
})
export type TooLate = z.infer<typeof TooLate>

/** How late a request came for the day of its arrival, which is that of `now` unless it had come before. */
export const howLate = (
  on: Db,
  { actId, childId, service, now }: { actId: string; childId: ChildId; service: string; now: string },
): Promise<TooLate | null> =>
  oneRow(
    on,
    TooLate,
    sql`
    select to_json(came.at) #>> '{}' as "arrivedAt", to_json(d.cutoff_at) #>> '{}' as "cutoffAt",
      s.after_cutoff as "afterCutoff", nullif(s.excuse_until, '') as "excuseUntil"
    from (select coalesce((select a.received_at from portal.family_act a where a.act_id = ${actId}::uuid), ${now}::timestamptz) as at) came
    join portal.service s on s.code = ${service}
    cross join lateral portal.child_days(${childId}::int, portal.day_of(came.at), portal.day_of(came.at), s.service_id) d`,
  )
