import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import type { FamilyCtx } from '@/modules/identity'
import { type CivilDate, Instant } from '@/shared/dates'
import type { ChildId } from '@/shared/ids'
import { RideState, Run } from './ride'

const Ride = z.object({
  run: Run,
  line: z.string(),
  /** The child's own stop on the run; null when it rides it without having one. */
  stop: z.string().nullable(),
  /** When the bus should come by there. */
  time: z.string().nullable(),
  state: RideState.nullable(),
  stateAt: Instant.nullable(),
  /** Where the escort said that it was, when not at the child's own stop. */
  stateStop: z.string().nullable(),
  boardedAt: Instant.nullable(),
  boardedStop: z.string().nullable(),
})
/** A run of a child's day, for its family. */
export type ChildRide = z.infer<typeof Ride>

/**
 * The runs of a day of one of the caller's children, in the order of the day: those it has a stop for and those it was
 * taken on. None for a child of others.
 */
export const childRides = (
  ctx: FamilyCtx,
  { childId, day }: { childId: ChildId; day: CivilDate },
): Promise<ChildRide[]> =>
  rows(
    db,
    Ride,
    sql`
    with own as (
      select w.run, s.stop_id, s.line_id, s.name, nullif(case w.run when 'outward' then s.outward_time else s.return_time end, '') as time
      from portal.bus_rider r
      cross join lateral (values ('outward', r.outward_stop_id), ('return', r.return_stop_id)) w (run, stop_id)
      join portal.bus_stop s on s.stop_id = w.stop_id
      where r.child_id = ${childId}::int and r.valid_from <= ${day}::date and (r.valid_to is null or r.valid_to >= ${day}::date)
    )
    select run.run, l.name as line, own.name as stop, own.time, said.state, said.state_at as "stateAt", at_stop.name as "stateStop",
           said.boarded_at as "boardedAt", boarded_stop.name as "boardedStop"
    from portal.account_children f
    cross join (values (1, 'outward'), (2, 'return')) run (place, run)
    left join own on own.run = run.run
    left join portal.ride_state(${day}::date, ${day}::date, ${childId}::int) said on said.run = run.run
    join portal.bus_line l on l.line_id = coalesce(said.line_id, own.line_id)
    left join portal.bus_stop at_stop on at_stop.stop_id = said.stop_id
    left join portal.bus_stop boarded_stop on boarded_stop.stop_id = said.boarded_stop_id
    where f.account_id = ${ctx.actor.accountId}::int and f.child_id = ${childId}::int
    order by run.place`,
  )
