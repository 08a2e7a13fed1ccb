import { z } from 'zod'
import { db, oneRow, sql } from '@/db/client'
import { allergenWords, menusOfDay } from '@/modules/menu'
import { type CivilDate, Instant } from '@/shared/dates'
import { ClassId, SchoolId, ServiceCode } from '@/shared/ids'
import type { ClassCount, KitchenBoard } from './board'
import { isOfAdults, Meal, totalsOf, trayCode } from './meals'
import { loadOrders } from './orders.sql'
import { loadTrips } from './trips.sql'

const MealRow = z.object({
  schoolId: SchoolId,
  classId: ClassId,
  className: z.string(),
  service: ServiceCode,
  meal: Meal,
  variant: z.string(),
  label: z.string(),
  expected: z.int(),
  counted: z.int(),
  absent: z.int(),
  missing: z.int(),
  cancelled: z.int(),
  quantity: z.int(),
  isEstimated: z.boolean(),
  usual: z.int().nullable(),
})
type MealRow = z.infer<typeof MealRow>
const Hour = z.object({
  schoolId: SchoolId,
  service: ServiceCode,
  cutoffAt: Instant,
  isExtended: z.boolean(),
})
const Served = z.object({ service: ServiceCode, kitchen: z.string().nullable(), level: z.string() })
const Counted = z.object({
  countedAt: Instant,
  served: z.array(Served),
  kitchens: z.array(z.object({ code: z.string(), name: z.string() })),
  services: z.array(z.object({ code: ServiceCode, name: z.string() })),
  schools: z.array(z.object({ id: SchoolId, name: z.string(), kitchen: z.string().nullable() })),
  hours: z.array(Hour),
  meals: z.array(MealRow),
})

const count = (day: CivilDate) => sql`
  with counted as materialized (select * from portal.meal_count(${day}::date)),
  service as (select * from portal.service where is_active and kind in ('canteen', 'nursery'))
  select now() as "countedAt",
    (select coalesce(jsonb_agg(jsonb_build_object('code', k.code, 'name', k.name) order by k.name, k.kitchen_id), '[]')
     from portal.kitchen k where k.is_active) as kitchens,
    (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name) order by s.kind <> 'canteen', s.code), '[]')
     from service s) as services,
    (select coalesce(jsonb_agg(jsonb_build_object('id', c.school_id, 'name', c.name, 'kitchen', k.code) order by c.name, c.school_id), '[]')
     from portal.school c left join portal.kitchen k using (kitchen_id)
     where c.school_id in (select school_id from counted)) as schools,
    (select coalesce(jsonb_agg(distinct jsonb_build_object('service', s.code, 'kitchen', k.code, 'level', c.level)), '[]')
     from counted m join service s using (service_id) join portal.school c on c.school_id = m.school_id
     left join portal.kitchen k using (kitchen_id)) as served,
    (select coalesce(jsonb_agg(jsonb_build_object('schoolId', c.school_id, 'service', s.code,
        'cutoffAt', portal.cutoff_at(s.service_id, c.school_id, ${day}::date),
        'isExtended', exists (select from portal.cutoff_extension e
          where e.day = ${day}::date and (e.school_id is null or e.school_id = c.school_id)))), '[]')
     from (select distinct school_id, service_id from counted) c join service s using (service_id)) as hours,
    (select coalesce(jsonb_agg(jsonb_build_object('schoolId', m.school_id, 'classId', m.class_id, 'className', g.name, 'service', s.code,
        'meal', m.meal, 'variant', m.variant, 'label', m.label, 'expected', m.expected, 'counted', m.counted, 'absent', m.absent,
        'missing', m.missing, 'cancelled', m.cancelled, 'quantity', m.quantity, 'isEstimated', m.is_estimated, 'usual', m.usual)
        order by g.name, m.class_id, s.code, m.meal, m.variant), '[]')
     from counted m join service s using (service_id) join portal.class_group g on g.class_id = m.class_id) as meals`

/** Below this a class is too small for its numbers to mean anything. */
const USUAL_MIN = 6

const classCount = (service: ServiceCode, rows: readonly MealRow[]): ClassCount => {
  const sum = (value: (row: MealRow) => number) => rows.reduce((total, row) => total + value(row), 0)
  const present = sum((row) => (isOfAdults(row) ? 0 : row.counted))
  const absent = sum((row) => row.absent)
  const missing = sum((row) => row.missing)
  const usual = rows.find((row) => row.usual !== null)?.usual ?? null
  return {
    code: service,
    expected: sum((row) => row.expected),
    present,
    absent,
    missing,
    cancelled: sum((row) => row.cancelled),
    totals: totalsOf(rows),
    isEstimated: rows.some((row) => row.isEstimated),
    usual,
    isDrop: usual !== null && usual >= USUAL_MIN && present + absent > 0 && (present + missing) * 2 < usual,
    diets: rows
      .filter((row) => trayCode(row) !== '' && row.expected > 0)
      .map((row) => ({
        code: trayCode(row),
        label:
          row.meal === 'light'
            ? row.label === ''
              ? 'In bianco'
              : `${row.label}, in bianco`
            : row.meal === 'packed'
              ? `${row.label}, cestino`
              : row.label,
        expected: row.expected,
        present: row.counted,
        quantity: row.quantity,
      })),
  }
}

/** How long before the cut-off a class that has not sent is called for. */
const SOON_MINUTES = 15

/** The board of a day for every school that cooks or serves: one query each for counts, menus, orders and trips. */
export const loadBoard = async (day: CivilDate): Promise<KitchenBoard> => {
  const [counted, orders, trips] = await Promise.all([
    oneRow(db, Counted, count(day)),
    loadOrders(db, { latestOf: day }),
    loadTrips(db, day),
  ])
  if (!counted) throw new Error('The board query returned no row')
  const { countedAt, kitchens, services, hours, meals } = counted
  const menus = await menusOfDay(db, day, counted.served)
  const bySchool = Map.groupBy(meals, ({ schoolId }) => schoolId)
  const hoursOf = Map.groupBy(hours, ({ schoolId }) => schoolId)

  const schools = counted.schools.map((school) => {
    const classes = [...Map.groupBy(bySchool.get(school.id) ?? [], ({ classId }) => classId)].map(
      ([id, ofClass]) => ({
        id,
        name: ofClass[0]?.className ?? '',
        services: [...Map.groupBy(ofClass, ({ service }) => service)].map(([code, rows]) =>
          classCount(code, rows),
        ),
      }),
    )
    const isAwaited = (service: ServiceCode) =>
      classes.some((group) => group.services.some(({ code, missing }) => code === service && missing > 0))
    return {
      ...school,
      classes,
      hours: (hoursOf.get(school.id) ?? []).map(({ service, cutoffAt, isExtended }) => {
        const minutes = countedAt.until(cutoffAt, { largestUnit: 'minutes' }).total('minutes')
        const alarm: 'soon' | 'due' | null =
          isExtended || minutes > SOON_MINUTES || !isAwaited(service) ? null : minutes > 0 ? 'soon' : 'due'
        return { service, cutoffAt: cutoffAt.toString(), isExtended, alarm }
      }),
    }
  })

  const countsOf = (service: ServiceCode) => {
    const all = schools.flatMap(({ classes }) =>
      classes.flatMap((group) => group.services.filter(({ code }) => code === service)),
    )
    const sum = (name: 'expected' | 'present' | 'absent' | 'missing') =>
      all.reduce((total, one) => total + one[name], 0)
    return {
      expected: sum('expected'),
      present: sum('present'),
      absent: sum('absent'),
      missing: sum('missing'),
    }
  }
  return {
    day,
    updatedAt: countedAt.toString(),
    kitchens,
    kitchen: null,
    services: services.map((service) => ({ ...service, ...countsOf(service.code) })),
    schools,
    menus: menus.map((menu) => ({
      ...menu,
      dishes: menu.dishes.map((dish) => ({ ...dish, allergenWords: allergenWords(dish) })),
    })),
    trips,
    orders: orders.map((order) => ({
      id: order.id,
      kitchen: order.kitchen?.code ?? null,
      service: order.service.code,
      version: order.version,
      madeAt: order.madeAt.toString(),
      quantity: totalsOf(order.lines).all,
      changes: order.changes,
      acknowledged: order.ack && { at: order.ack.at.toString(), by: order.ack.by },
    })),
  }
}
