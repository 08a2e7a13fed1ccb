import { type Db, rows, sql } from '@/db/client'
import type { CivilDate } from '@/shared/dates'
import { KitchenBoard } from './board'

/** How many days ahead a kitchen reads of packed lunches. */
const AHEAD_DAYS = 7

/** The classes that eat a packed lunch in the week after a day, with the children enrolled. */
export const loadTrips = (on: Db, day: CivilDate): Promise<KitchenBoard['trips']> =>
  rows(
    on,
    KitchenBoard.shape.trips.element,
    sql`
    select d.day, s.code as service, k.code as kitchen, c.name as school, g.name as "className", enrolled.children
    from (select ${day}::date + n as day from generate_series(1, ${AHEAD_DAYS}::int) n) d
    cross join lateral portal.packed_classes(d.day) p
    join portal.service s using (service_id)
    join portal.school c on c.school_id = p.school_id
    join portal.class_group g on g.class_id = p.class_id
    left join portal.kitchen k on k.kitchen_id = c.kitchen_id
    cross join lateral (
      select count(distinct at.child_id)::int as children
      from portal.placement at join portal.enrolment e using (child_id)
      where at.class_id = p.class_id and at.valid_from <= d.day and (at.valid_to is null or at.valid_to >= d.day)
        and e.service_id = p.service_id and e.valid_from <= d.day and (e.valid_to is null or e.valid_to >= d.day)
    ) enrolled
    where enrolled.children > 0
    order by d.day, c.name, g.name, s.code`,
  )
