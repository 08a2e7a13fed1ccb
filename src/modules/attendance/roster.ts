import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { type Ctx, type PrincipalOf, touchTablet } from '@/modules/identity'
import type { CivilDate } from '@/shared/dates'
import { ChildId, ClassId, OperatorId, SchoolId, ServiceCode } from '@/shared/ids'
import { AdultKind } from './adults'
import { AttendanceStatus, MarkDetail } from './mark'

const Diet = z.object({ code: z.string(), label: z.string() })

/** A class list for one day: names, expected or not, diet code and label; nothing of parents or of money. */
export const Roster = z.object({
  day: z.iso.date(),
  school: z.object({ id: SchoolId, name: z.string() }),
  /** The canteen's, where there is one: it is the count that the kitchen waits for. */
  cutoffAt: z.string().nullable(),
  services: z.array(
    z.object({
      code: ServiceCode,
      name: z.string(),
      isOpen: z.boolean(),
      kind: z.string(),
      /** Until when a tap is in time, with the school's own hour, its grace and the day's extensions. */
      cutoffAt: z.string(),
      /** What an absence tapped later costs: the meal all the same, or nothing until `excuseUntil`. */
      afterCutoff: z.enum(['charge', 'excuse']),
      excuseUntil: z.string().nullable(),
    }),
  ),
  /** Who may unlock the school's tablets; `pin` is `<iterations>$<salt>$<hash>`, PBKDF2 with SHA-256. */
  operators: z.array(z.object({ id: OperatorId, name: z.string(), pin: z.string() })),
  classes: z.array(
    z.object({
      id: ClassId,
      name: z.string(),
      /** The services whose meal the class eats out of a bag today, being on a trip. */
      packedLunch: z.array(ServiceCode),
      children: z.array(
        z.object({
          id: ChildId,
          name: z.string(),
          services: z.array(ServiceCode),
          diet: Diet.nullable(),
          /** A diet is being examined or ran out: nobody may serve a standard meal without asking. */
          dietUnresolved: z.boolean(),
          /** What the e-register says; it marks nobody. */
          suggestion: z
            .object({
              says: z.enum(['absent', 'lateArrival', 'earlyExit', 'present']),
              source: z.string(),
              saidAt: z.string(),
            })
            .nullable(),
          expected: z.boolean(),
          cancelledAt: z.string().nullable(),
          status: AttendanceStatus.nullable(),
          /** The same for each service: a child may ride the bus and not eat. */
          attendance: z.array(
            z.object({
              service: ServiceCode,
              expected: z.boolean(),
              status: AttendanceStatus.nullable(),
              detail: MarkDetail.nullable(),
              /** What the family asked beforehand, and when. */
              wish: z.enum(['cancel', 'light']).nullable(),
              wishAt: z.string().nullable(),
              /** Where the child eats today: its own class, or the one it is a guest of. */
              eatsIn: ClassId,
            }),
          ),
        }),
      ),
      /** Children of other classes who eat here today. */
      guests: z.array(
        z.object({
          childId: ChildId,
          name: z.string(),
          className: z.string(),
          service: ServiceCode,
          diet: Diet.nullable(),
          dietUnresolved: z.boolean(),
        }),
      ),
      /** Meals for adults as counted last; a kind nobody counted is left out. */
      adults: z.array(z.object({ service: ServiceCode, kind: AdultKind, count: z.int() })),
    }),
  ),
})
export type Roster = z.infer<typeof Roster>

const RosterRow = Roster.omit({ day: true, cutoffAt: true })

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
      select s.service_id, s.code, s.name, s.kind, s.after_cutoff,
             portal.is_open(s.service_id, ${ctx.actor.schoolId}::int, ${day}::date) as is_open,
             portal.cutoff_at(s.service_id, ${ctx.actor.schoolId}::int, ${day}::date) as cutoff_at,
             case when s.after_cutoff = 'excuse' and s.excuse_until <> '' then portal.in_rome(${day}::date, s.excuse_until) end as excuse_until
      from portal.service s where s.is_active
    ), unresolved as materialized (
      select child_id from portal.unresolved_diets(${day}::date)
    ), pupil as materialized (
      select p.child_id, p.class_id, c.surname || ' ' || c.name as name, u.child_id is not null as is_unresolved,
             (select jsonb_build_object('code', string_agg(d.code, '+' order by d.code), 'label', string_agg(d.label, ', ' order by d.code))
              from portal.child_diet d
              where d.child_id = p.child_id and d.valid_from <= ${day}::date and (d.valid_to is null or d.valid_to >= ${day}::date)
              having count(*) > 0) as diet
      from portal.placement p join portal.child c using (child_id) left join unresolved u using (child_id)
      where p.school_id = ${ctx.actor.schoolId}::int and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to >= ${day}::date)
    ), entitled as materialized (
      select d.*, case when d.wish = 'cancel' then d.wish_at end as cancelled_at
      from portal.day_list(${day}::date, ${ctx.actor.schoolId}::int) d
    ), child as (
      select pupil.class_id, pupil.name as sort_name, pupil.child_id, jsonb_build_object(
        'id', pupil.child_id, 'name', pupil.name, 'diet', pupil.diet, 'dietUnresolved', pupil.is_unresolved,
        'suggestion', (select jsonb_build_object('says', a.says, 'source', a.source, 'saidAt', a.said_at)
                       from portal.absence_suggestion a where a.day = ${day}::date and a.child_id = pupil.child_id),
        'cancelledAt', max(e.cancelled_at),
        'services', coalesce(jsonb_agg(e.code order by e.code) filter (where e.code is not null), '[]'),
        'expected', coalesce(bool_or(e.is_expected), false),
        'status', case when bool_or(e.status = 'present') then 'present' when bool_or(e.status = 'absent') then 'absent' end,
        'attendance', coalesce(jsonb_agg(jsonb_build_object('service', e.code, 'expected', e.is_expected, 'status', e.status,
            'detail', e.detail, 'wish', e.wish, 'wishAt', e.wish_at, 'eatsIn', e.eats_in) order by e.code)
          filter (where e.code is not null), '[]')) as child
      from pupil left join entitled e on e.child_id = pupil.child_id and e.class_id = pupil.class_id
      group by pupil.class_id, pupil.name, pupil.child_id, pupil.diet, pupil.is_unresolved
    ), guest as (
      select e.eats_in, jsonb_agg(jsonb_build_object('childId', e.child_id, 'name', p.name, 'className', g.name, 'service', e.code,
               'diet', p.diet, 'dietUnresolved', p.is_unresolved) order by p.name, e.child_id, e.code) as guests
      from entitled e join pupil p on p.child_id = e.child_id and p.class_id = e.class_id
      join portal.class_group g on g.class_id = e.class_id
      where e.eats_in <> e.class_id and e.status = 'present'
      group by e.eats_in
    ), adult as (
      select a.class_id, jsonb_agg(jsonb_build_object('service', s.code, 'kind', a.kind, 'count', a.count) order by s.code, a.kind) as adults
      from portal.adult_meals(${day}::date, ${ctx.actor.schoolId}::int) a join service s using (service_id)
      group by a.class_id
    ), packed as (
      select p.class_id, jsonb_agg(s.code order by s.code) as services
      from portal.packed_classes(${day}::date) p join service s using (service_id) where p.school_id = ${ctx.actor.schoolId}::int
        and exists (select from entitled e where e.class_id = p.class_id and e.service_id = p.service_id)
      group by p.class_id
    )
    select (select jsonb_build_object('id', school_id, 'name', name) from portal.school where school_id = ${ctx.actor.schoolId}::int) as school,
      (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', name, 'isOpen', is_open, 'kind', kind, 'cutoffAt', cutoff_at,
          'afterCutoff', after_cutoff, 'excuseUntil', excuse_until) order by code), '[]')
       from service where exists (select from entitled e where e.code = service.code)) as services,
      (select coalesce(jsonb_agg(jsonb_build_object('id', operator_id, 'name', name, 'pin', pin_hash) order by name, operator_id), '[]')
       from portal.tablet_operator where school_id = ${ctx.actor.schoolId}::int and is_active and pin_hash is not null) as operators,
      (select coalesce(jsonb_agg(jsonb_build_object('id', g.class_id, 'name', g.name, 'packedLunch', coalesce(packed.services, '[]'), 'children', k.children,
          'guests', coalesce(guest.guests, '[]'), 'adults', coalesce(adult.adults, '[]')) order by g.name, g.class_id), '[]')
       from portal.class_group g
       join (select class_id, jsonb_agg(child order by sort_name, child_id) as children from child group by class_id) k using (class_id)
       left join guest on guest.eats_in = g.class_id
       left join adult on adult.class_id = g.class_id
       left join packed on packed.class_id = g.class_id) as classes`,
  )
  if (!found) throw new Error('The roster query returned no row')
  const canteen = found.services.find(({ kind }) => kind === 'canteen') ?? found.services[0]
  return { day, cutoffAt: canteen?.cutoffAt ?? null, ...found }
}
