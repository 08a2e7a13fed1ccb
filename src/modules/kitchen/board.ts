import { z } from 'zod'
import { Dish, ServedMenu } from '@/modules/menu'
import { CivilDate } from '@/shared/dates'
import { ClassId, SchoolId, ServiceCode } from '@/shared/ids'

const Count = z.object({
  code: ServiceCode,
  /** Children entitled to eat today, or marked all the same. */
  expected: z.int(),
  present: z.int(),
  absent: z.int(),
  /** Expected and not marked yet. */
  missing: z.int(),
})
const DietCount = z.object({
  code: z.string(),
  label: z.string(),
  expected: z.int(),
  present: z.int(),
  /** To cook: those marked and those awaited. */
  quantity: z.int(),
})
const ClassCount = Count.extend({
  /** Special trays, by what they are: `GF`, or `GF+LIGHT` for one that is light too. */
  diets: z.array(DietCount),
  /** Meals to cook, those marked and those awaited; those of unresolved diets are in no sum. */
  totals: z.object({
    standard: z.int(),
    light: z.int(),
    /** For a class on a trip, those without a special diet. */
    packed: z.int(),
    diets: z.int(),
    adults: z.int(),
    /** Children whom nobody can say what to serve: a diet is being examined or ran out. */
    unresolved: z.int(),
    all: z.int(),
  }),
  /** Part of the meals was not marked by anybody yet. */
  isEstimated: z.boolean(),
  /** Cancelled by the family in time. */
  cancelled: z.int(),
  /** The median of the present on the last four days of the same weekday. */
  usual: z.int().nullable(),
  /** Sent, and fewer than half of the usual. */
  isDrop: z.boolean(),
})
export type ClassCount = z.infer<typeof ClassCount>

/** How many meals of which diet, per school and class: numbers only, never a child's name. */
export const KitchenBoard = z.object({
  day: CivilDate,
  updatedAt: z.string(),
  /** Those that can be chosen. */
  kitchens: z.array(z.object({ code: z.string(), name: z.string() })),
  /** Whose schools these are: a code, `nessuno` for the schools that have none, or null for all. */
  kitchen: z.string().nullable(),
  /** Canteens before nurseries. */
  services: z.array(Count.extend({ name: z.string() })),
  schools: z.array(
    z.object({
      id: SchoolId,
      name: z.string(),
      /** Null: no kitchen is known to cook for this school. */
      kitchen: z.string().nullable(),
      hours: z.array(
        z.object({
          service: ServiceCode,
          cutoffAt: z.string(),
          /** Put off for today, because the tablets cannot send: no alarms. */
          isExtended: z.boolean(),
          /** Somebody is awaited, and the cut-off is near or past. */
          alarm: z.enum(['soon', 'due']).nullable(),
        }),
      ),
      classes: z.array(
        z.object({
          id: ClassId,
          name: z.string(),
          services: z.array(ClassCount),
        }),
      ),
    }),
  ),
  /** What is on the plate, for the schools that eat on the day. */
  menus: z.array(
    ServedMenu.extend({
      dishes: z.array(
        Dish.extend({
          allergenWords: z.string().meta({ description: 'Gli allergeni in parole, o che mancano' }),
        }),
      ),
    }),
  ),
  /** Packed lunches of the days to come: the classes, and how many children are enrolled. */
  trips: z.array(
    z.object({
      day: CivilDate,
      service: ServiceCode,
      kitchen: z.string().nullable(),
      school: z.string(),
      className: z.string(),
      children: z.int(),
    }),
  ),
  /** The latest version of each order of the day. */
  orders: z.array(
    z.object({
      id: z.int(),
      kitchen: z.string().nullable(),
      service: ServiceCode,
      version: z.int(),
      madeAt: z.string(),
      quantity: z.int(),
      changes: z.array(z.string()),
      acknowledged: z.object({ at: z.string(), by: z.string() }).nullable(),
    }),
  ),
})
export type KitchenBoard = z.infer<typeof KitchenBoard>

/** How an address names the schools without a kitchen. */
export const NO_KITCHEN = 'nessuno'

type Counts = Pick<ClassCount, 'expected' | 'present' | 'absent' | 'missing'>

/** Of the day's board, what one kitchen cooks; null gives all of it. An unknown code gives a board without schools. */
export const boardOf = (board: KitchenBoard, kitchen: string | null): KitchenBoard => {
  if (kitchen === null) return board
  const isOurs = (code: string | null) => (code ?? NO_KITCHEN) === kitchen
  const schools = board.schools.filter((school) => isOurs(school.kitchen))
  const counts = new Map<string, Counts>()
  for (const { code, expected, present, absent, missing } of schools.flatMap(({ classes }) =>
    classes.flatMap(({ services }) => services),
  )) {
    const known = counts.get(code)
    counts.set(code, {
      expected: (known?.expected ?? 0) + expected,
      present: (known?.present ?? 0) + present,
      absent: (known?.absent ?? 0) + absent,
      missing: (known?.missing ?? 0) + missing,
    })
  }
  const nobody: Counts = { expected: 0, present: 0, absent: 0, missing: 0 }
  return {
    ...board,
    kitchen,
    services: board.services.map((service) => ({ ...service, ...(counts.get(service.code) ?? nobody) })),
    schools,
    menus: board.menus
      .map((menu) => ({ ...menu, servedAt: menu.servedAt.filter((at) => isOurs(at.kitchen)) }))
      .filter(({ servedAt }) => servedAt.length > 0),
    trips: board.trips.filter((trip) => isOurs(trip.kitchen)),
    orders: board.orders.filter((order) => isOurs(order.kitchen)),
  }
}
