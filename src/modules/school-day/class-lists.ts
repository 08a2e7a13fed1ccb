import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { AttendanceStatus, MarkDetail } from '@/modules/attendance'
import type { CivilDate } from '@/shared/dates'
import { ChildId, ClassId, SchoolId, ServiceCode } from '@/shared/ids'
import { ownSchool, type StaffCtx, seesDiets } from './who'

const School = z.object({ id: SchoolId, name: z.string() })

/** The schools whose day the caller may see, by name. */
export const schoolsOfStaff = (ctx: StaffCtx): Promise<z.infer<typeof School>[]> =>
  rows(
    db,
    School,
    sql`
    select school_id as id, name from portal.school
    where is_active and (${ownSchool(ctx)}::int is null or school_id = ${ownSchool(ctx)}::int) order by name, school_id`,
  )

/** Stands for the code of a diet that is being examined or ran out: nobody knows what to serve. */
const UNCLEAR = 'DA CHIARIRE'

const ListedChild = z.object({
  id: ChildId,
  name: z.string(),
  /** The codes of today's diets, joined by +; null also for readers who may not know. */
  dietCode: z.string().nullable(),
  services: z.array(
    z.object({
      code: ServiceCode,
      isExpected: z.boolean(),
      wish: z.enum(['cancel', 'light']).nullable(),
      status: AttendanceStatus.nullable(),
      detail: MarkDetail.nullable(),
    }),
  ),
})

const ClassList = z.object({
  id: ClassId,
  name: z.string(),
  children: z.array(ListedChild),
})
export type ClassList = z.infer<typeof ClassList>

const SchoolLists = z.object({
  school: School,
  services: z.array(z.object({ code: ServiceCode, name: z.string(), isOpen: z.boolean() })),
  classes: z.array(ClassList),
})
export type SchoolLists = z.infer<typeof SchoolLists>

/**
 * The class lists of a school for a day, for paper and for entering a roll call on behalf: one query whatever the size
 * of the school. Null for a school that is not there or not the caller's.
 */
export const classLists = async (
  ctx: StaffCtx,
  { day, schoolId }: { day: CivilDate; schoolId: SchoolId },
): Promise<SchoolLists | null> => {
  const own = ownSchool(ctx)
  if (own !== null && own !== schoolId) return null
  const [found] = await rows(
    db,
    SchoolLists,
    sql`
    with listed as materialized (
      select d.*, s.name as service_name from portal.day_list(${day}::date, ${schoolId}::int) d join portal.service s using (service_id)
    ), diet as (
      select child_id, string_agg(distinct code, '+' order by code) as code
      from (select d.child_id, d.code from portal.child_diet d
            where d.valid_from <= ${day}::date and (d.valid_to is null or d.valid_to >= ${day}::date)
            union all select u.child_id, ${UNCLEAR} from portal.unresolved_diets(${day}::date) u) known
      where ${seesDiets(ctx)}::boolean and child_id in (select child_id from listed)
      group by child_id
    ), child as (
      select l.class_id, c.surname || ' ' || c.name as name, jsonb_build_object(
        'id', l.child_id, 'name', c.surname || ' ' || c.name, 'dietCode', max(diet.code),
        'services', jsonb_agg(jsonb_build_object('code', l.code, 'isExpected', l.is_expected, 'wish', l.wish,
          'status', l.status, 'detail', l.detail) order by l.code)) as child
      from listed l join portal.child c using (child_id) left join diet using (child_id)
      group by l.class_id, l.child_id, c.surname, c.name
    )
    select jsonb_build_object('id', s.school_id, 'name', s.name) as school,
      (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', service_name, 'isOpen', is_open) order by kind <> 'canteen', code), '[]')
       from (select code, service_name, kind, bool_or(is_open) as is_open from listed group by 1, 2, 3) o) as services,
      (select coalesce(jsonb_agg(jsonb_build_object('id', g.class_id, 'name', g.name, 'children', k.children) order by g.name, g.class_id), '[]')
       from (select class_id, jsonb_agg(child order by name, child ->> 'id') as children from child group by class_id) k
       join portal.class_group g using (class_id)) as classes
    from portal.school s where s.school_id = ${schoolId}::int and s.is_active`,
  )
  return found ?? null
}
