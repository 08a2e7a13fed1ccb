import { z } from 'zod'
import { inTransaction, rows, sql } from '@/db/client'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { queueLetter } from '@/modules/notifications'
import { dayInRome, formatTime, Instant } from '@/shared/dates'
import { addressesIn } from '@/shared/email-list'
import { SchoolId, ServiceCode } from '@/shared/ids'

const Alarm = z.object({
  schoolId: SchoolId,
  school: z.string(),
  emails: z.string().nullable(),
  service: ServiceCode,
  serviceName: z.string(),
  moment: z.enum(['soon', 'due']),
  cutoffAt: Instant,
  classes: z.array(z.string()),
})
export type CountAlarm = z.infer<typeof Alarm>

const letterOf = ({ school, serviceName, moment, cutoffAt, classes }: CountAlarm) => {
  const hour = formatTime(cutoffAt)
  const which = classes.length === 1 ? `la classe ${classes[0]}` : `${classes.length} classi`
  return {
    subject:
      moment === 'soon'
        ? `Presenze da inviare entro le ${hour}: ${school}`
        : `Presenze non inviate alle ${hour}: ${school}`,
    body: [
      moment === 'soon'
        ? `${serviceName}, ${school}: l’orario limite è alle ${hour} e ${which} non ${classes.length === 1 ? 'ha' : 'hanno'} ancora inviato tutte le presenze di oggi.`
        : `${serviceName}, ${school}: l’orario limite delle ${hour} è passato e ${which} non ${classes.length === 1 ? 'ha' : 'hanno'} inviato tutte le presenze di oggi. La cucina lavora con una stima.`,
      `Da completare:\n${classes.join('\n')}`,
      'Se il tablet non funziona, telefona all’ufficio.',
    ].join('\n\n'),
  }
}

/**
 * Writes to the schools where a class has not sent, a quarter of an hour before the cut-off and at it: once per school,
 * service and moment, the alarm and its letters together. Silent where the day's cut-off was put off.
 */
export const raiseAlarms = async (ctx: Ctx<PrincipalOf<'system'>>): Promise<CountAlarm[]> => {
  const day = dayInRome(ctx.now)
  return inTransaction(async (tx) => {
    const alarms = await rows(
      tx,
      Alarm,
      sql`
      select r.school_id as "schoolId", c.name as school, c.alert_emails as emails, s.code as service, s.name as "serviceName",
             r.moment, r.cutoff_at as "cutoffAt",
             (select jsonb_agg(g.name order by g.name) from portal.class_group g where g.class_id = any (r.class_ids)) as classes
      from portal.raise_alarms(${day}::date, ${ctx.now.toString()}::timestamptz) r
      join portal.school c on c.school_id = r.school_id
      join portal.service s on s.service_id = r.service_id`,
    )
    for (const alarm of alarms)
      for (const address of addressesIn(alarm.emails))
        await queueLetter(tx, { address, ...letterOf(alarm), now: ctx.now })
    if (alarms.length > 0) {
      // Seldom, and by processes that may end at once: told with the commit.
      await tx.execute(sql`select pg_notify(${ATTENDANCE_CHANNEL}, ${day})`)
    }
    return alarms
  })
}
