import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { addDays, CivilDate } from '@/shared/dates'
import { Run } from './ride'

/** The longest period that one table covers, in days: a school year and its summer. */
export const STATISTICS_DAYS_MAX = 400

/** A period that a table may cover: its end is not before its start, nor too far from it. */
export const isStatisticsPeriod = (from: CivilDate, to: CivilDate): boolean =>
  to >= from && to < addDays(from, STATISTICS_DAYS_MAX)

const Statistic = z.object({
  day: CivilDate,
  code: z.string(),
  line: z.string(),
  run: Run,
  /** Children with a stop on the run that day. */
  riders: z.int(),
  boarded: z.int(),
  left: z.int(),
  notSeen: z.int(),
})
export type RideStatistic = z.infer<typeof Statistic>

/** How many rode, by day, line and run: only runs of which an escort said something. No names. */
export const rideStatistics = (from: CivilDate, to: CivilDate): Promise<RideStatistic[]> =>
  rows(
    db,
    Statistic,
    sql`
    with said as materialized (
      select s.day, s.line_id, s.run, count(*) filter (where s.state in ('boarded', 'left'))::int as boarded,
             count(*) filter (where s.state = 'left')::int as "left", count(*) filter (where s.state = 'notSeen')::int as "notSeen"
      from portal.ride_state(${from}::date, ${to}::date) s group by s.day, s.line_id, s.run
    )
    select said.day, l.code, l.name as line, said.run, said.boarded, said."left", said."notSeen",
      (select count(*)::int from portal.bus_rider r
       join portal.bus_stop st on st.stop_id = case said.run when 'outward' then r.outward_stop_id else r.return_stop_id end
       where st.line_id = said.line_id and r.valid_from <= said.day and (r.valid_to is null or r.valid_to >= said.day)) as riders
    from said join portal.bus_line l using (line_id)
    order by said.day, l.code, said.run`,
  )
