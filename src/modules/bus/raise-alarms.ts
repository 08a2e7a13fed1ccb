import { z } from 'zod'
import { db, inTransaction, rows, sql } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { queueLetter } from '@/modules/notifications'
import { type CivilDate, dayInRome, formatDayLong, Instant } from '@/shared/dates'
import { addressesIn } from '@/shared/email-list'
import { type ChildId, LineId, type SchoolId } from '@/shared/ids'
import type { BusBoard, RideAlarm } from './board'
import { loadBoard } from './load-board'
import { RIDES_CHANNEL } from './record-rides'
import { Run } from './ride'

/** An alarm about a child, or about a whole run of which nothing was said. */
const AlarmKind = z.enum(['notSeen', 'noNews', 'onBoard', 'silent'])
export type AlarmKind = z.infer<typeof AlarmKind>

type Due = { lineId: LineId; run: Run; kind: AlarmKind; childId: ChildId | null; schoolId: SchoolId | null }

/** What a board gives reason to raise; of a silent run one alarm, not one per child. */
const dueOf = (board: BusBoard): Due[] =>
  board.lines.flatMap(({ id: lineId, runs }) =>
    runs.flatMap(({ run, isSilent, children }): Due[] =>
      isSilent
        ? [{ lineId, run, kind: 'silent', childId: null, schoolId: null }]
        : children.flatMap(({ childId, schoolId, alarm }) =>
            alarm ? [{ lineId, run, kind: alarm, childId, schoolId }] : [],
          ),
    ),
  )

const Raised = z.object({
  lineId: LineId,
  line: z.string(),
  emails: z.string().nullable(),
  run: Run,
  kind: AlarmKind,
  count: z.int(),
})
type Raised = z.infer<typeof Raised>

/** How a run is called. */
export const RUN_WORDS: Record<Run, string> = { outward: 'andata', return: 'ritorno' }

const children = (count: number) => (count === 1 ? 'un bambino' : `${count} bambini`)
/** Of one child, and of several. */
const SENTENCES: Record<RideAlarm, [one: string, many: string]> = {
  notSeen: ['atteso che l’accompagnatore non ha visto', 'attesi che l’accompagnatore non ha visto'],
  noNews: ['atteso di cui non si ha notizia', 'attesi di cui non si ha notizia'],
  onBoard: [
    'che risulta ancora a bordo dopo l’ultima fermata',
    'che risultano ancora a bordo dopo l’ultima fermata',
  ],
}

/** What an alarm says, without names: a letter may be read by others. */
const sentenceOf = ({ kind, count }: Pick<Raised, 'kind' | 'count'>): string =>
  kind === 'silent'
    ? 'nessuna notizia dal tablet: non si sa chi è salito'
    : `${children(count)} ${SENTENCES[kind][count === 1 ? 0 : 1]}`

const letterOf = (alarm: Raised, day: CivilDate) => ({
  subject: `Scuolabus ${alarm.line}, ${RUN_WORDS[alarm.run]}: ${sentenceOf(alarm)}`,
  body: [
    `${formatDayLong(day)}, ${alarm.line}, ${RUN_WORDS[alarm.run]}: ${sentenceOf(alarm)}.`,
    `I nomi sono nella pagina dell’ufficio: ${env.PORTALE_URL}/admin/ufficio/scuolabus`,
    'Telefona all’accompagnatore, poi alla famiglia.',
  ].join('\n\n'),
})

/**
 * Writes to whom each line names about children to be looked for today: once per child, run and reason, the alarm and
 * its letters together, one letter for those of a line and run. Where the day's cut-off was put off because tablets
 * cannot send, only what an escort has said raises one.
 */
export const raiseRideAlarms = async (ctx: Ctx<PrincipalOf<'system'>>): Promise<Raised[]> => {
  const day = dayInRome(ctx.now)
  const due = dueOf(await loadBoard(day, ctx.now))
  if (due.length === 0) return []
  return inTransaction(async (tx) => {
    const raised = await rows(
      tx,
      Raised,
      sql`
      with due as (
        select d."lineId" as line_id, d.run, d.kind, d."childId" as child_id
        from jsonb_to_recordset(${JSON.stringify(due)}::jsonb) as d ("lineId" int, run text, kind text, "childId" int, "schoolId" int)
        where d.kind = 'notSeen' or not exists (select from portal.cutoff_extension e where e.day = ${day}::date
          and (e.school_id is null or e.school_id = d."schoolId"))
      ), raised as (
        insert into portal.ride_alarm (day, line_id, run, kind, child_id, raised_at)
        select ${day}::date, line_id, run, kind, child_id, ${ctx.now.toString()}::timestamptz from due
        order by line_id, run, kind, child_id
        on conflict do nothing
        returning line_id, run, kind
      )
      select r.line_id as "lineId", l.name as line, l.alert_emails as emails, r.run, r.kind, count(*)::int as count
      from raised r join portal.bus_line l using (line_id)
      group by r.line_id, l.name, l.alert_emails, r.run, r.kind
      order by l.name, r.line_id, r.run, r.kind`,
    )
    for (const alarm of raised)
      for (const address of addressesIn(alarm.emails))
        await queueLetter(tx, { address, ...letterOf(alarm, day), now: ctx.now })
    // Seldom, and by processes that may end at once: told with the commit.
    if (raised.length > 0) await tx.execute(sql`select pg_notify(${RIDES_CHANNEL}, ${day})`)
    return raised
  })
}

const RaisedAlarm = z.object({
  line: z.string(),
  run: Run,
  kind: AlarmKind,
  /** None for a whole run. */
  child: z.string().nullable(),
  raisedAt: Instant,
  /** Whether the line has an address to write to. */
  isMailed: z.boolean(),
})
export type RaisedRideAlarm = z.infer<typeof RaisedAlarm>

/** The alarms raised on a day, newest first; with a school, those about its children on that day. */
export const rideAlarmsOfDay = (day: CivilDate, schoolId: SchoolId | null): Promise<RaisedRideAlarm[]> =>
  rows(
    db,
    RaisedAlarm,
    sql`
    select l.name as line, a.run, a.kind, c.surname || ' ' || c.name as child, a.raised_at as "raisedAt",
           coalesce(l.alert_emails, '') <> '' as "isMailed"
    from portal.ride_alarm a
    join portal.bus_line l using (line_id)
    left join portal.child c on c.child_id = a.child_id
    where a.day = ${day}::date and (${schoolId}::int is null
      or (select b.school_id from portal.bus_child(a.child_id, ${day}::date) b) = ${schoolId}::int)
    order by a.raised_at desc, l.name, a.run desc, a.kind, child`,
  )
