import { z } from 'zod'
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
const DietCount = z.object({ code: z.string(), label: z.string(), expected: z.int(), present: z.int() })

/** How many meals of which diet, per school and class: numbers only, never a name. */
export const KitchenBoard = z.object({
  day: CivilDate,
  updatedAt: z.string(),
  /** Canteens before nurseries. */
  services: z.array(Count.extend({ name: z.string() })),
  schools: z.array(
    z.object({
      id: SchoolId,
      name: z.string(),
      classes: z.array(
        z.object({
          id: ClassId,
          name: z.string(),
          services: z.array(Count.extend({ diets: z.array(DietCount) })),
        }),
      ),
    }),
  ),
})
export type KitchenBoard = z.infer<typeof KitchenBoard>
