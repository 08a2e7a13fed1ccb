import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { type CivilDate, Instant } from '@/shared/dates'

const RaisedAlarm = z.object({
  school: z.string(),
  service: z.string(),
  moment: z.enum(['soon', 'due']),
  cutoffAt: Instant,
  raisedAt: Instant,
  classes: z.array(z.string()),
  /** Whether the school has an address to write to. */
  isMailed: z.boolean(),
})
export type RaisedAlarm = z.infer<typeof RaisedAlarm>

/** The alarms raised on a day, newest first. */
export const alarmsOfDay = (day: CivilDate): Promise<RaisedAlarm[]> =>
  rows(
    db,
    RaisedAlarm,
    sql`
    select c.name as school, s.name as service, a.moment, a.cutoff_at as "cutoffAt", a.raised_at as "raisedAt",
           (select jsonb_agg(g.name order by g.name) from portal.class_group g where g.class_id = any (a.class_ids)) as classes,
           coalesce(c.alert_emails, '') <> '' as "isMailed"
    from portal.count_alarm a
    join portal.school c on c.school_id = a.school_id
    join portal.service s on s.service_id = a.service_id
    where a.day = ${day}::date
    order by a.raised_at desc, c.name, s.name`,
  )
