import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, db, rows, sql } from '@/db/client'
import { type CivilDate, Instant } from '@/shared/dates'
import { ChildId, LineId, SchoolId, StopId } from '@/shared/ids'
import { type BusBoard, boardOf } from './board'
import { RideState, Run } from './ride'

const LineRow = z.object({
  id: LineId,
  code: z.string(),
  name: z.string(),
  alarmMinutes: z.int(),
  runs: z.array(z.object({ run: Run, first: z.string(), last: z.string() })),
})

const RiderRow = z.object({
  lineId: LineId,
  run: Run,
  stopId: StopId,
  stop: z.string(),
  time: z.string().nullable(),
  childId: ChildId,
  name: z.string(),
  schoolId: SchoolId,
  school: z.string(),
  isOpen: z.boolean(),
  isExpected: z.boolean(),
  cancelledAt: Instant.nullable(),
  isAwayFromSchool: z.boolean(),
  state: RideState.nullable(),
  stateAt: Instant.nullable(),
  boardedAt: Instant.nullable(),
})

/** The rides of every line on a day, at a moment: two queries whatever the size of the town. */
export const loadBoard = async (day: CivilDate, now: Temporal.Instant, on: Db = db): Promise<BusBoard> => {
  const lines = await rows(
    on,
    LineRow,
    sql`
    select l.line_id as id, l.code, l.name, l.alarm_minutes as "alarmMinutes",
      (select coalesce(jsonb_agg(r), '[]') from (
         select w.run, min(w.time) as first, max(w.time) as last
         from portal.bus_stop s cross join lateral (values ('outward', s.outward_time), ('return', s.return_time)) w (run, time)
         where s.line_id = l.line_id and w.time <> '' group by w.run) r) as runs
    from portal.bus_line l where l.is_active order by l.name, l.code`,
  )
  const riders = await rows(
    on,
    RiderRow,
    sql`
    select r.line_id as "lineId", r.run, r.stop_id as "stopId", s.name as stop, r.stop_time as time, r.child_id as "childId",
           c.surname || ' ' || c.name as name, r.school_id as "schoolId", sc.name as school, r.is_open as "isOpen",
           r.is_expected as "isExpected", r.cancelled_at as "cancelledAt",
           exists (select from portal.service o cross join lateral portal.attendance_on(r.child_id, o.service_id, ${day}::date) a
             where o.kind <> 'schoolBus' and a.status = 'absent') as "isAwayFromSchool", r.state, r.state_at as "stateAt", r.boarded_at as "boardedAt"
    from portal.ride_list(${day}::date) r
    join portal.bus_stop s on s.stop_id = r.stop_id
    join portal.child c on c.child_id = r.child_id
    join portal.school sc on sc.school_id = r.school_id`,
  )
  return boardOf({ day, lines, riders }, now)
}
