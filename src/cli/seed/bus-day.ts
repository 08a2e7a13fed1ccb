import { Temporal } from 'temporal-polyfill'
import { sql, type Tx } from '@/db/client'
import { type CivilDate, dayInRome, instantInRome } from '@/shared/dates'
import { lineDeviceOf } from './bus'
import { lastOpenDays } from './calendar'
import type { Demo } from './demo'
import { random } from './random'
import type { Scale } from './schools'
import { SCUOLABUS } from './services'

/** School days before today on which the escorts of a demo told of every ride. */
const DAYS_TOLD: Record<Scale, number> = { small: 3, thousand: 1, town: 3, city: 1 }

type Mark = {
  markId: string
  childId: number
  run: 'outward' | 'return'
  state: 'boarded' | 'left' | 'notSeen'
  markedAt: string
}

/**
 * What the escorts of a demo said: the rides of the last days, and this morning's of the first line, where one child was
 * not seen and one was not said to have got off. The other lines have said nothing yet today.
 */
export const writeBusDay = async (tx: Tx, demo: Demo, now: Temporal.Instant): Promise<void> => {
  const { bus, schools, year, history } = demo
  const today = dayInRome(now)
  const rng = random(`portale-genitori/${demo.scale}/rides`)
  const stopOf = new Map(bus.stops.map((stop) => [stop.id, stop]))
  const away = new Set(
    history.attendance
      .filter(({ serviceId, status }) => serviceId === SCUOLABUS && status === 'absent')
      .map(({ childId, day }) => `${childId}/${day}`),
  )
  const send = async (lineId: number, day: CivilDate) => {
    const isToday = day === today
    const marks: Mark[] = []
    const say = (childId: number, run: Mark['run'], state: Mark['state'], time: string | undefined) => {
      if (!time) return
      const at = instantInRome(day, time).add({ seconds: rng.int(5, 55) })
      if (Temporal.Instant.compare(at, now) <= 0)
        marks.push({ markId: rng.uuid(), childId, run, state, markedAt: at.toString() })
    }
    const school = bus.stops.findLast((stop) => stop.lineId === lineId)
    const ridersOf = (stop: 'outwardStopId' | 'returnStopId') =>
      bus.riders.flatMap((rider) => {
        const own = stopOf.get(rider[stop] ?? 0)
        return own?.lineId === lineId ? [{ childId: rider.childId, own }] : []
      })
    for (const [index, { childId, own }] of ridersOf('outwardStopId').entries()) {
      if (isToday ? index === 1 : away.has(`${childId}/${day}`)) {
        say(childId, 'outward', 'notSeen', own.outwardTime)
        continue
      }
      say(childId, 'outward', 'boarded', own.outwardTime)
      if (!isToday || index !== 2) say(childId, 'outward', 'left', school?.outwardTime)
    }
    for (const { childId, own } of isToday ? [] : ridersOf('returnStopId')) {
      if (away.has(`${childId}/${day}`)) {
        say(childId, 'return', 'notSeen', school?.returnTime)
        continue
      }
      say(childId, 'return', 'boarded', school?.returnTime)
      say(childId, 'return', 'left', own.returnTime)
    }
    if (marks.length === 0) return
    await tx.execute(sql`
      select portal.record_rides(${lineId}::int, ${lineDeviceOf(schools.length, lineId)}::int, ${day}::date,
        ${JSON.stringify(marks)}::jsonb, ${now.toString()}::timestamptz, ${today}::date, ${day}::date)`)
  }
  for (const { id } of bus.lines)
    for (const day of lastOpenDays(year, year.lessons, today, DAYS_TOLD[demo.scale])) await send(id, day)
  const [first] = bus.lines
  if (first) await send(first.id, today)
}
