import { z } from 'zod'
import { type Db, oneRow, rows, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { addDays, CivilDate, dayInRome, weekdayOf } from '@/shared/dates'
import { ChildId, ServiceCode, ServiceId } from '@/shared/ids'
import { Allergen, allergenLabel } from './allergens'

export const Dish = z.object({
  id: z.int(),
  name: z.string(),
  course: z.string(),
  /** Null while nobody has said which ones: not the same as none. */
  allergens: z.array(Allergen).nullable(),
})
export type Dish = z.infer<typeof Dish>

const Day = z.object({
  day: CivilDate,
  /** Null while the child is placed nowhere. */
  isOpen: z.boolean().nullable(),
  /** Why it is closed, or what is different. */
  note: z.string().nullable(),
  /** The class is on a trip: no dish of the menu. */
  isPackedLunch: z.boolean(),
  isPlanned: z.boolean(),
  /** What the diet of that day must not hold; null without a diet. */
  diet: z.object({ label: z.string(), allergens: z.array(Allergen) }).nullable(),
  menu: z.string().nullable(),
  dishes: z.array(Dish),
})
/** A day of a child's menu. */
export type MenuDayOfChild = z.infer<typeof Day>

const Row = z.object({
  children: z.array(z.object({ id: ChildId, name: z.string() })),
  services: z.array(z.object({ id: ServiceId, code: ServiceCode, name: z.string() })),
  school: z.string().nullable(),
  days: z.array(Day),
})

export type ChildMenu = z.infer<typeof Row> & {
  child: { id: ChildId; name: string }
  /** Null when the child is enrolled in nothing that serves meals. */
  service: z.infer<typeof Row>['services'][number] | null
  today: CivilDate
  from: CivilDate
  to: CivilDate
}

export type AskedMenu = {
  childId?: ChildId | undefined
  service?: ServiceCode | undefined
  from: CivilDate
  to: CivilDate
}

/** The Monday of a day's week. */
export const mondayOf = (day: CivilDate): CivilDate => addDays(day, 1 - weekdayOf(day))

/** The days worth showing: of a weekend only those on which something is served. */
export const shownDays = (days: readonly MenuDayOfChild[]): MenuDayOfChild[] =>
  days.filter(({ day, isOpen, dishes }) => weekdayOf(day) <= 5 || (isOpen === true && dishes.length > 0))

/** The allergens of a dish that a diet excludes; `unknown` when the dish may hold one and nobody has said so. */
export const excludedIn = (dish: Dish, diet: MenuDayOfChild['diet']): Allergen[] | 'unknown' =>
  diet === null || diet.allergens.length === 0
    ? []
    : (dish.allergens?.filter((allergen) => diet.allergens.includes(allergen)) ?? 'unknown')

/** Why no dish of the menu is served on a day, in words; null where one is. */
export const withoutMenu = ({ isOpen, note, isPackedLunch, dishes }: MenuDayOfChild): string | null => {
  if (isOpen === false) return note ? `Servizio chiuso: ${note}` : 'Servizio chiuso'
  if (isPackedLunch) return `Pranzo al sacco${note ? `: ${note}` : ''}`
  return dishes.length === 0 ? 'Menù non ancora pubblicato' : null
}

/** The allergens of a dish in words; never a silence that looks like none. */
export const allergenWords = ({ allergens }: Dish): string =>
  allergens === null
    ? 'allergeni non ancora indicati'
    : allergens.length === 0
      ? 'nessun allergene'
      : `allergeni: ${allergens.map((one) => allergenLabel(one).toLowerCase()).join(', ')}`

/**
 * What a child of the account is served from one day to another, in one query: dishes with their allergens, the diet of
 * each day, whether the service runs. Null for a child that is not the account's and for a service not the child's; a
 * stranger's and a missing one look alike.
 */
export const childMenu = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  { childId = ctx.actor.childId, service, from, to }: AskedMenu,
): Promise<ChildMenu | null> => {
  const found = await oneRow(
    on,
    Row,
    sql`
    with family as materialized (
      select child_id, is_own, since from portal.account_children where account_id = ${ctx.actor.accountId}::int
    ), chosen as materialized (
      select child_id from family where child_id = ${childId}::int
    ), used as materialized (
      select s.service_id, s.code, s.name, s.kind from portal.service s
      where s.kind in ('canteen', 'nursery') and s.is_active
        and s.service_id in (select e.service_id from chosen join portal.enrolment e using (child_id)
          where e.valid_from <= ${to}::date and (e.valid_to is null or e.valid_to >= ${from}::date))
    ), shown as materialized (
      select * from used where ${service ?? null}::text is null or code = ${service ?? null}::text
      order by kind <> 'canteen', name limit 1
    ), day as materialized (
      select d.day, at.school_id, at.level, shown.service_id, diet.diet,
             case when at.school_id is not null then c.is_open end as is_open, c.note, c.is_packed_lunch,
             shown.kind <> 'canteen' or at.weekdays is null or extract(isodow from d.day)::text = any (at.weekdays) as is_planned
      from shown cross join chosen
      cross join (select ${from}::date + n as day from generate_series(0, ${to}::date - ${from}::date) n) d
      left join lateral (
        select p.school_id, p.class_id, s.level, g.canteen_weekdays as weekdays
        from portal.placement p join portal.class_group g using (class_id) join portal.school s on s.school_id = p.school_id
        where p.child_id = chosen.child_id and p.valid_from <= d.day and (p.valid_to is null or p.valid_to >= d.day)
        order by p.valid_from desc limit 1
      ) at on true
      cross join lateral portal.calendar_day(shown.service_id, at.school_id, d.day, at.class_id) c
      left join lateral (
        -- All diets of the day together: each excludes what it excludes.
        select jsonb_build_object('label', string_agg(cd.label, ', ' order by cd.label), 'allergens',
          (select coalesce(jsonb_agg(distinct one), '[]') from portal.child_diet each, unnest(each.allergens) one
           where each.child_id = chosen.child_id and each.valid_from <= d.day and (each.valid_to is null or each.valid_to >= d.day))) as diet
        from portal.child_diet cd
        where cd.child_id = chosen.child_id and cd.valid_from <= d.day and (cd.valid_to is null or cd.valid_to >= d.day)
        having count(*) > 0
      ) diet on true
    )
    select
      (select jsonb_agg(jsonb_build_object('id', c.child_id, 'name', c.name) order by f.is_own desc, f.since, c.child_id)
       from family f join portal.child c using (child_id)) as children,
      (select coalesce(jsonb_agg(jsonb_build_object('id', service_id, 'code', code, 'name', name) order by kind <> 'canteen', name), '[]')
       from used) as services,
      (select s.name from day join portal.school s using (school_id) order by day.day desc limit 1) as school,
      (select coalesce(jsonb_agg(jsonb_build_object('day', day.day, 'isOpen', day.is_open, 'note', day.note,
         'isPackedLunch', day.is_packed_lunch, 'isPlanned', day.is_planned,
         'diet', day.diet, 'menu', menu.name, 'dishes', coalesce(menu.dishes, '[]')) order by day.day), '[]')
       from day left join (
         select m.day, min(m.menu) as name, jsonb_agg(jsonb_build_object('id', m.dish_id, 'name', m.dish, 'course', m.course,
           'allergens', m.allergens) order by m.place) as dishes
         from (select distinct level, service_id from day where level is not null) l
         cross join lateral portal.menu_at(l.service_id, l.level, ${from}::date, ${to}::date) m
         where exists (select from day own where own.day = m.day and own.level = l.level)
         group by m.day
       ) menu using (day)) as days
    where exists (select from chosen)`,
  )
  if (!found) return null
  const shown = service ? found.services.find(({ code }) => code === service) : found.services[0]
  if (service && !shown) return null
  return {
    ...found,
    child: { id: childId, name: found.children.find(({ id }) => id === childId)?.name ?? '' },
    service: shown ?? null,
    today: dayInRome(ctx.now),
    from,
    to,
  }
}

/** One menu of a day and whom it is for. */
export const ServedMenu = z.object({
  service: ServiceCode,
  /** The schools of a level that one kitchen (null: none is known) cooks for. */
  servedAt: z.array(z.object({ kitchen: z.string().nullable(), level: z.string() })),
  menu: z.string(),
  week: z.int(),
  dishes: z.array(Dish),
})
export type ServedMenu = z.infer<typeof ServedMenu>

/** The schools of one level that a kitchen cooks for, of a service. */
export type ServedSchools = { service: ServiceCode; kitchen: string | null; level: string }

/** What is cooked on a day for the schools given: one entry per service and menu. Names nobody. */
export const menusOfDay = (on: Db, day: CivilDate, served: readonly ServedSchools[]): Promise<ServedMenu[]> =>
  rows(
    on,
    ServedMenu,
    sql`
    with served as materialized (
      select s.service_id, s.code, s.kind, r.kitchen, r.level
      from jsonb_to_recordset(${JSON.stringify(served)}::jsonb) as r (service text, kitchen text, level text)
      join portal.service s on s.code = r.service
    ), plate as materialized (
      select l.service_id, l.level, m.menu_id, m.menu, m.week, jsonb_agg(jsonb_build_object('id', m.dish_id, 'name', m.dish,
        'course', m.course, 'allergens', m.allergens) order by m.place) as dishes
      from (select distinct service_id, level from served) l
      cross join lateral portal.menu_at(l.service_id, l.level, ${day}::date, ${day}::date) m
      group by l.service_id, l.level, m.menu_id, m.menu, m.week
    )
    select served.code as service, menu, week, dishes,
      jsonb_agg(distinct jsonb_build_object('kitchen', served.kitchen, 'level', served.level)) as "servedAt"
    from plate join served using (service_id, level)
    group by served.kind, served.code, menu_id, menu, week, dishes order by served.kind <> 'canteen', served.code, menu, menu_id`,
  )
