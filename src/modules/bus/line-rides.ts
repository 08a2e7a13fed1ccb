import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import { type Ctx, type PrincipalOf, touchTablet } from '@/modules/identity'
import type { CivilDate } from '@/shared/dates'
import { ChildId, LineId, OperatorId, StopId } from '@/shared/ids'
import { RideState, Run } from './ride'

/** A line's day for its escort: who is awaited where, and what was said of them. Names only: no parents, no money. */
export const LineRides = z.object({
  day: z.iso.date(),
  line: z.object({ id: LineId, code: z.string(), name: z.string() }),
  /** The bus service is open that day for somebody of the line. */
  isOpen: z.boolean(),
  /** Who may unlock the line's tablets; `pin` is `<iterations>$<salt>$<hash>`, PBKDF2 with SHA-256. */
  operators: z.array(z.object({ id: OperatorId, name: z.string(), pin: z.string() })),
  /** In the order of the day; a run on which the line stops nowhere is left out. */
  runs: z.array(
    z.object({
      run: Run,
      /** In the order of the times; those without one, where somebody rides all the same, at the end. */
      stops: z.array(
        z.object({
          id: StopId,
          name: z.string(),
          time: z.string().nullable(),
          children: z.array(
            z.object({
              id: ChildId,
              name: z.string(),
              schoolName: z.string(),
              expected: z.boolean(),
              /** When the family cancelled the day. */
              cancelledAt: z.string().nullable(),
              state: RideState.nullable(),
              stateAt: z.string().nullable(),
              /** When the child got on, also after it got off. */
              boardedAt: z.string().nullable(),
            }),
          ),
        }),
      ),
    }),
  ),
})
export type LineRides = z.infer<typeof LineRides>

const Row = LineRides.omit({ day: true })

/**
 * The day of the tablet's own line, in one query. Who asks for it is alive: the office reads when each tablet was last
 * heard of.
 */
export const lineRides = async (
  ctx: Ctx<PrincipalOf<'lineTablet'>>,
  { day }: { day: CivilDate },
): Promise<LineRides> => {
  await touchTablet(db, ctx.actor.deviceId, ctx.now)
  const found = await oneRow(
    db,
    Row,
    sql`
    with line as (
      select line_id, code, name from portal.bus_line where line_id = ${ctx.actor.lineId}::int
    ), ride as materialized (
      select * from portal.ride_list(${day}::date, ${ctx.actor.lineId}::int)
    ), stop as (
      select s.stop_id, s.name, w.run, w.place, nullif(w.time, '') as time
      from portal.bus_stop s cross join lateral (values (1, 'outward', s.outward_time), (2, 'return', s.return_time)) w (place, run, time)
      where s.line_id = ${ctx.actor.lineId}::int
    ), listed as (
      select stop.*, coalesce(jsonb_agg(jsonb_build_object('id', r.child_id, 'name', c.surname || ' ' || c.name, 'schoolName', sc.name,
          'expected', r.is_expected, 'cancelledAt', r.cancelled_at, 'state', r.state, 'stateAt', r.state_at, 'boardedAt', r.boarded_at)
        order by c.surname, c.name, c.child_id) filter (where c.child_id is not null), '[]') as children
      from stop
      left join ride r on r.stop_id = stop.stop_id and r.run = stop.run
      left join portal.child c on c.child_id = r.child_id
      left join portal.school sc on sc.school_id = r.school_id
      group by stop.stop_id, stop.name, stop.run, stop.place, stop.time
      having stop.time is not null or count(c.child_id) > 0
    )
    select jsonb_build_object('id', line_id, 'code', code, 'name', name) as line,
      (select coalesce(bool_or(is_open), false) from ride) as "isOpen",
      (select coalesce(jsonb_agg(jsonb_build_object('id', operator_id, 'name', name, 'pin', pin_hash) order by name, operator_id), '[]')
       from portal.tablet_operator o where o.line_id = line.line_id and is_active and pin_hash is not null) as operators,
      (select coalesce(jsonb_agg(jsonb_build_object('run', run, 'stops', stops) order by place), '[]') from (
         select run, place, jsonb_agg(jsonb_build_object('id', stop_id, 'name', name, 'time', time, 'children', children)
           order by time nulls last, name, stop_id) as stops
         from listed group by run, place) r) as runs
    from line`,
  )
  if (!found) throw new Error('The line of a tablet does not exist')
  return { day, ...found }
}
