import { db, oneRow, sql } from '@/db/client'
import { type CivilDate, Instant } from '@/shared/dates'
import { KitchenBoard } from './board'

const Counted = KitchenBoard.pick({ services: true, schools: true }).extend({ counted_at: Instant })

/** The board of a day for every school that cooks or serves, in one query. */
export const loadBoard = async (day: CivilDate): Promise<KitchenBoard> => {
  const counted = await oneRow(
    db,
    Counted,
    sql`
    with opened as materialized (
      select s.service_id, s.code, s.name as service_name, s.kind, school.school_id, school.name as school_name,
             portal.is_open(s.service_id, school.school_id, ${day}::date) as is_open
      from portal.service s cross join portal.school
      where s.is_active and school.is_active and s.kind in ('canteen', 'nursery')
    ), pupil as materialized (
      select o.service_id, o.code, o.service_name, o.school_id, o.school_name, p.child_id, p.class_id, g.name as class_name, a.status,
             o.is_open and (o.kind <> 'canteen' or g.canteen_weekdays is null
               or extract(isodow from ${day}::date)::text = any (g.canteen_weekdays)) as is_due
      from opened o
      join portal.placement p on p.school_id = o.school_id and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to >= ${day}::date)
      join portal.class_group g on g.class_id = p.class_id
      join portal.enrolment e on e.child_id = p.child_id and e.service_id = o.service_id
        and e.valid_from <= ${day}::date and (e.valid_to is null or e.valid_to >= ${day}::date)
      left join portal.attendance a on a.child_id = p.child_id and a.service_id = o.service_id and a.day = ${day}::date
    ), diet as (
      select distinct on (d.child_id) d.child_id, d.code, d.label from portal.child_diet d
      where d.valid_from <= ${day}::date and (d.valid_to is null or d.valid_to >= ${day}::date)
      order by d.child_id, d.valid_from desc, d.code
    ), due as (select * from pupil where is_due or status = 'present'
    ), dieted as (
      select due.class_id, due.code as service, diet.code, diet.label, count(*)::int as expected,
             (count(*) filter (where due.status = 'present'))::int as present
      from due join diet using (child_id) group by 1, 2, 3, 4
    ), per_class as (
      select school_id, school_name, class_id, class_name, code, count(*)::int as expected,
             (count(*) filter (where status = 'present'))::int as present,
             (count(*) filter (where status = 'absent'))::int as absent,
             (count(*) filter (where status is null))::int as missing
      from due group by 1, 2, 3, 4, 5
    ), class_json as (
      select school_id, school_name, class_name, class_id, jsonb_build_object('id', class_id, 'name', class_name, 'services',
        jsonb_agg(jsonb_build_object('code', code, 'expected', expected, 'present', present, 'absent', absent, 'missing', missing,
          'diets', coalesce((select jsonb_agg(jsonb_build_object('code', d.code, 'label', d.label, 'expected', d.expected, 'present', d.present) order by d.code)
                             from dieted d where d.class_id = per_class.class_id and d.service = per_class.code), '[]')) order by code)) as class
      from per_class group by school_id, school_name, class_name, class_id
    )
    select now() as counted_at,
      (select coalesce(jsonb_agg(to_jsonb(t) - 'kind' order by t.kind <> 'canteen', t.code), '[]') from (
         select o.code, o.kind, o.service_name as name, coalesce(sum(c.expected), 0)::int as expected, coalesce(sum(c.present), 0)::int as present,
                coalesce(sum(c.absent), 0)::int as absent, coalesce(sum(c.missing), 0)::int as missing
         from (select distinct code, kind, service_name from opened) o left join per_class c using (code) group by 1, 2, 3) t) as services,
      (select coalesce(jsonb_agg(s.school order by s.school_name, s.school_id), '[]') from (
         select school_id, school_name, jsonb_build_object('id', school_id, 'name', school_name, 'classes',
           jsonb_agg(class order by class_name, class_id)) as school
         from class_json group by school_id, school_name) s) as schools`,
  )
  if (!counted) throw new Error('The board query returned no row')
  const { counted_at, ...counts } = counted
  return { day, updatedAt: counted_at.toString(), ...counts }
}
