import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { inTransaction, rows, sql } from '@/db/client'
import { CivilDate, formatDay } from '@/shared/dates'
import { ServiceId } from '@/shared/ids'
import { cents as asCents, DbCents, formatEuro } from '@/shared/money'

export const TellCalendarJob = z.object({ actId: z.uuid() })

/** Children to whom one change of the calendar did the same: one text. */
const Told = z.object({
  serviceId: ServiceId,
  service: z.string(),
  /** Of a closure or an opening; empty when the service's own calendar was edited. */
  note: z.string(),
  days: z.array(CivilDate),
  cents: DbCents,
  childIds: z.array(z.int()),
})
type Told = z.infer<typeof Told>

const textOf = ({ service, note, days, cents }: Told): { subject: string; body: string } => {
  const listed = days.map(formatDay).join(', ')
  const when = days.length === 1 ? `Il giorno ${listed}` : `Nei giorni ${listed}`
  return cents > 0
    ? {
        subject: `${service}: servizio chiuso, addebito stornato`,
        body: `${when} il servizio ${service} risulta chiuso${note === '' ? ' nel calendario' : `: ${note}`}.\n\nQuanto era stato addebitato, ${formatEuro(cents)}, è stato stornato ed è di nuovo nel credito. Non c’è nulla da fare.`,
      }
    : {
        subject: `${service}: la chiusura è stata annullata`,
        body: `${when} il servizio ${service} risulta di nuovo aperto${note === '' ? ' nel calendario' : ` (era: ${note})`}.\n\nLe presenze già rilevate tornano ad essere addebitate: ${formatEuro(asCents(-cents))} in tutto.`,
      }
}

/**
 * Tells the families whose charges a change of the calendar gave back or made again, each once per child, service and
 * change, however often it runs. Answers how many messages were added.
 */
export const tellCalendar = (
  { now }: { now: Temporal.Instant },
  { actId }: z.infer<typeof TellCalendarJob>,
): Promise<number> =>
  inTransaction(async (tx) => {
    const told = await rows(
      tx,
      Told,
      sql`
      select service_id as "serviceId", s.name as service, note, days, cents::text, array_agg(child_id order by child_id) as "childIds"
      from (select child_id, service_id, cents > 0 as is_back, min(note) as note, array_agg(day::text order by day) as days, sum(cents) as cents
            from portal.calendar_effect where act_id = ${actId}::uuid group by child_id, service_id, cents > 0) of_child
      join portal.service s using (service_id)
      group by service_id, s.name, note, days, cents, is_back order by service_id, is_back, days`,
    )
    let added = 0
    for (const same of told) {
      const { subject, body } = textOf(same)
      const cause = `calendar:${actId}:${same.serviceId}:${same.cents > 0 ? 'closed' : 'open'}`
      const sent = await rows(
        tx,
        z.object({ id: z.string().nullable() }),
        sql`
        select portal.send_message(child.id::int, ${subject}, ${body}, ${cause}, false, ${now.toString()}::timestamptz)::text as id
        from jsonb_array_elements_text(${JSON.stringify(same.childIds)}::jsonb) as child (id)`,
      )
      added += sent.filter(({ id }) => id !== null).length
    }
    return added
  })
