import { z } from 'zod'
import type { CivilDate, Instant } from '@/shared/dates'
import { ClassId, SchoolId, type ServiceCode } from '@/shared/ids'
import { Meal, mealWords, totalsOf } from './meals'

export const OrderLine = z.object({
  schoolId: SchoolId,
  school: z.string(),
  classId: ClassId,
  className: z.string(),
  meal: Meal,
  /** Codes of the special diets, joined by +; empty without. Of adults, their kind. */
  variant: z.string(),
  quantity: z.int(),
  isEstimated: z.boolean(),
})
export type OrderLine = z.infer<typeof OrderLine>

/** One version of what a kitchen was told to cook for a service on a day; it never changes. */
export type KitchenOrder = {
  id: number
  day: CivilDate
  version: number
  madeAt: Instant
  /** Null: for the schools that no kitchen is known to cook for. */
  kitchen: { code: string; name: string; emails: readonly string[] } | null
  service: { code: ServiceCode; name: string }
  lines: readonly OrderLine[]
  /** What is different from the version before, in words; of the first version, nothing. */
  changes: string[]
  isLatest: boolean
  /** Who in the kitchen took note of it. */
  ack: { at: Instant; by: string } | null
}

const signed = (difference: number) => (difference > 0 ? `+${difference}` : `−${-difference}`)
const meals = (count: number) => (count === 1 ? '1 pasto' : `${count} pasti`)
const keyOf = ({ schoolId, classId, meal, variant }: OrderLine) => `${schoolId}/${classId}/${meal}/${variant}`

/**
 * What two versions differ by, in words: "+1 standard, Scuola primaria Collodi 3B". A school that comes into the order,
 * or goes out of it whole, is one sentence.
 */
export const orderChanges = (before: readonly OrderLine[], after: readonly OrderLine[]): string[] => {
  const bySchool = (lines: readonly OrderLine[]) => Map.groupBy(lines, ({ schoolId }) => schoolId)
  const [old, now] = [bySchool(before), bySchool(after)]
  const schools = [...new Map([...before, ...after].map(({ schoolId, school }) => [schoolId, school]))].sort(
    ([, one], [, other]) => one.localeCompare(other, 'it'),
  )
  return schools.flatMap(([id, school]) => {
    const [were, are] = [old.get(id) ?? [], now.get(id) ?? []]
    if (were.length === 0) return [`${school} entra nell’ordine: ${meals(totalsOf(are).all)}`]
    if (are.length === 0) return [`${school}: nessun pasto (${signed(-totalsOf(were).all)})`]
    const known = new Map(were.map((line) => [keyOf(line), line]))
    const gone = new Set(known.keys())
    const differences = are.flatMap((line) => {
      gone.delete(keyOf(line))
      const difference = line.quantity - (known.get(keyOf(line))?.quantity ?? 0)
      return difference === 0 ? [] : [{ line, difference }]
    })
    for (const key of gone) {
      const line = known.get(key)
      if (line) differences.push({ line, difference: -line.quantity })
    }
    return differences
      .sort((one, other) => one.line.className.localeCompare(other.line.className, 'it', { numeric: true }))
      .map(({ line, difference }) => `${signed(difference)} ${mealWords(line)}, ${school} ${line.className}`)
  })
}
