import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import { announce, listen } from '@/db/live'
import type { PrincipalOf } from '@/modules/identity'
import { type CivilDate, eachDay } from '@/shared/dates'
import type { ChildId, LineId, SchoolId } from '@/shared/ids'

/** Where it is told whose list of which day changed: '<day>' of all, '<day> school 3', '<day> line 2'. */
const CHANNEL = 'portal_lists'

type Place = { schoolId: SchoolId } | { lineId: LineId }
const nameOf = (place: Place) => ('schoolId' in place ? `school ${place.schoolId}` : `line ${place.lineId}`)

/** Tells the tablets of a school that its list of a day changed by another hand than theirs; of all schools with null. */
export const announceList = (day: CivilDate, schoolId: SchoolId | null): void =>
  announce(CHANNEL, schoolId === null ? day : `${day} ${nameOf({ schoolId })}`)

const Places = z.object({ schools: z.array(z.int()), lines: z.array(z.int()) })

/**
 * Tells the tablets that have a child on their lists on the days of a period, in its schools and on its bus lines, that
 * its family asked something. One query; best effort, for tablets also look by themselves from time to time.
 */
export const announceChild = async (
  on: Db,
  { childId, from, to }: { childId: ChildId; from: CivilDate; to: CivilDate },
): Promise<void> => {
  const places = await oneRow(
    on,
    Places,
    sql`
    select array(select distinct p.school_id from portal.placement p
             where p.child_id = ${childId}::int and p.valid_from <= ${to}::date and (p.valid_to is null or p.valid_to >= ${from}::date)) as schools,
           array(select distinct s.line_id from portal.bus_rider r join portal.bus_stop s on s.stop_id in (r.outward_stop_id, r.return_stop_id)
             where r.child_id = ${childId}::int and r.valid_from <= ${to}::date and (r.valid_to is null or r.valid_to >= ${from}::date)) as lines`,
  )
  for (const { day } of eachDay(from, to)) {
    for (const school of places?.schools ?? []) announce(CHANNEL, `${day} school ${school}`)
    for (const line of places?.lines ?? []) announce(CHANNEL, `${day} line ${line}`)
  }
}

/**
 * Tells a tablet, at once and whenever today's list of its school or line changed by another hand, that it is time to
 * read it again; never what changed. Returns how to stop.
 */
export const watchList = (
  actor: PrincipalOf<'tablet' | 'lineTablet'>,
  today: () => CivilDate,
  tell: (news: { day: CivilDate }) => void,
): (() => void) => {
  const own = nameOf(actor.kind === 'tablet' ? { schoolId: actor.schoolId } : { lineId: actor.lineId })
  const stop = listen(CHANNEL, (changed) => {
    const day = today()
    if (changed === '' || changed === day || changed === `${day} ${own}`) tell({ day })
  })
  tell({ day: today() })
  return stop
}
