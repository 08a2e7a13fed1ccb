import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { type Ctx, type PrincipalOf, touchTablet } from '@/modules/identity'
import { type CivilDate, instantInRome } from '@/shared/dates'
import { ChildId, ClassId, SchoolId, ServiceCode } from '@/shared/ids'
import { AttendanceStatus } from './mark'

/** A class list for one day: names, expected or not, diet code and label; nothing of parents or of money. */
export const Roster = z.object({
  day: z.iso.date(),
  school: z.object({ id: SchoolId, name: z.string() }),
  cutoffAt: z.string().nullable(),
  services: z.array(z.object({ code: ServiceCode, name: z.string(), isOpen: z.boolean() })),
  classes: z.array(
    z.object({
      id: ClassId,
      name: z.string(),
      children: z.array(
        z.object({
          id: ChildId,
          name: z.string(),
          services: z.array(ServiceCode),
          diet: z.object({ code: z.string(), label: z.string() }).nullable(),
          expected: z.boolean(),
          cancelledAt: z.string().nullable(),
          status: AttendanceStatus.nullable(),
          /** The same for each service: a child may ride the bus and not eat. */
          attendance: z.array(
            z.object({ service: ServiceCode, expected: z.boolean(), status: AttendanceStatus.nullable() }),
          ),
        }),
      ),
    }),
  ),
})
export type Roster = z.infer<typeof Roster>

const RosterRow = z.object({
  school: z.object({ id: SchoolId, name: z.string() }),
  services: z.array(
    z.object({
      code: ServiceCode,
      name: z.string(),
      isOpen: z.boolean(),
      cutoffTime: z.string(),
      kind: z.string(),
    }),
  ),
  classes: Roster.shape.classes,
})

/**
 * The list of the tablet's own school for a day, in one query whatever the size of the school. Who asks for it is alive:
 * the office reads when each tablet was last heard of.
 */
export const roster = async (
  ctx: Ctx<PrincipalOf<'tablet'>>,
  { day }: { day: CivilDate },
): Promise<Roster> => {
  await touchTablet(db, ctx.actor.deviceId, ctx.now)
  const [found] = await rows(
    db,
    RosterRow,
    sql`
    with service as (
      select s.service_id, s.code, s.name, s.cutoff_time, s.kind, portal.is_open(s.service_id, ${ctx.actor.schoolId}::int, ${day}::date) as is_open
      from portal.service s where s.is_active
    ), pupil as (
      select p.child_id, p.class_id, c.surname || ' ' || c.name as name,
             (select jsonb_build_object('code', d.code, 'label', d.label) from portal.child_diet d
              where d.child_id = p.child_id and d.valid_from <= ${day}::date and (d.valid_to is null or d.valid_to >= ${day}::date)
              order by d.valid_from desc, d.code limit 1) as diet
      from portal.placement p join portal.child c using (child_id)
      where p.school_id = ${ctx.actor.schoolId}::int and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to >= ${day}::date)
    ), entitled as (
      select d.child_id, d.code, d.status, d.is_expected as expected, case when d.wish = 'cancel' then d.wish_at end as cancelled_at
      from portal.day_list(${day}::date, ${ctx.actor.schoolId}::int) d
    ), child as (
      select pupil.class_id, pupil.name as sort_name, pupil.child_id, jsonb_build_object(
        'id', pupil.child_id, 'name', pupil.name, 'diet', pupil.diet, 'cancelledAt', max(e.cancelled_at),
        'services', coalesce(jsonb_agg(e.code order by e.code) filter (where e.code is not null), '[]'),
        'expected', coalesce(bool_or(e.expected), false),
        'status', case when bool_or(e.status = 'present') then 'present' when bool_or(e.status = 'absent') then 'absent' end,
        'attendance', coalesce(jsonb_agg(jsonb_build_object('service', e.code, 'expected', e.expected, 'status', e.status) order by e.code)
                      filter (where e.code is not null), '[]')) as child
      from pupil left join entitled e using (child_id)
      group by pupil.class_id, pupil.name, pupil.child_id, pupil.diet
    )
    select (select jsonb_build_object('id', school_id, 'name', name) from portal.school where school_id = ${ctx.actor.schoolId}::int) as school,
      (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', name, 'isOpen', is_open, 'cutoffTime', cutoff_time, 'kind', kind) order by code), '[]')
       from service where exists (select from entitled e where e.code = service.code)) as services,
      (select coalesce(jsonb_agg(jsonb_build_object('id', g.class_id, 'name', g.name, 'children', k.children) order by g.name, g.class_id), '[]')
       from portal.class_group g
       join (select class_id, jsonb_agg(child order by sort_name, child_id) as children from child group by class_id) k using (class_id)) as classes`,
  )
  if (!found) throw new Error('The roster query returned no row')
  // The canteen's, where there is one: it is the count that the kitchen waits for.
  const cutoff = (found.services.find(({ kind }) => kind === 'canteen') ?? found.services[0])?.cutoffTime
  return {
    day,
    school: found.school,
    cutoffAt: cutoff ? instantInRome(day, cutoff).toString() : null,
    services: found.services.map(({ code, name, isOpen }) => ({ code, name, isOpen })),
    classes: found.classes,
  }
}
