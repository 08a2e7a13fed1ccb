import type { KitchenBoard } from '@/modules/kitchen'

/** Sums of the kitchen's board, for any choice of service and school. Pure, and light enough for the browser. */

export type Counts = { expected: number; present: number; absent: number; missing: number }
export type DietTotal = { code: string; label: string; expected: number; present: number }
export type BoardSchool = KitchenBoard['schools'][number]
type BoardClass = BoardSchool['classes'][number]
export type ClassLine = { id: number; name: string; counts: Counts; diets: DietTotal[] }

/** How far a school or a class is: nobody to feed, nothing marked, some marked, all marked. */
export type Completeness = 'none' | 'waiting' | 'partial' | 'complete'

const NOBODY: Counts = { expected: 0, present: 0, absent: 0, missing: 0 }

const add = (a: Counts, b: Counts): Counts => ({
  expected: a.expected + b.expected,
  present: a.present + b.present,
  absent: a.absent + b.absent,
  missing: a.missing + b.missing,
})

const ofService = (group: BoardClass, service: string) => group.services.find((each) => each.code === service)

const addDiets = (lists: readonly (readonly DietTotal[])[]): DietTotal[] => {
  const totals = new Map<string, DietTotal>()
  for (const diet of lists.flat()) {
    const known = totals.get(diet.code)
    totals.set(diet.code, {
      code: diet.code,
      label: diet.label,
      expected: (known?.expected ?? 0) + diet.expected,
      present: (known?.present ?? 0) + diet.present,
    })
  }
  return [...totals.values()].sort((a, b) => a.code.localeCompare(b.code, 'it'))
}

/** The classes of a school that use a service. */
export const classLines = (school: BoardSchool, service: string): ClassLine[] =>
  school.classes.flatMap((group) => {
    const found = ofService(group, service)
    return found ? [{ id: group.id, name: group.name, counts: found, diets: found.diets }] : []
  })

/** Counts of one school for a service. */
export const schoolCounts = (school: BoardSchool, service: string): Counts =>
  classLines(school, service).reduce((total, { counts }) => add(total, counts), NOBODY)

/** Counts of all the schools given, for a service. */
export const totalCounts = (schools: readonly BoardSchool[], service: string): Counts =>
  schools.reduce((total, school) => add(total, schoolCounts(school, service)), NOBODY)

/** Special diets of the schools given, by code; only numbers. */
export const dietTotals = (schools: readonly BoardSchool[], service: string): DietTotal[] =>
  addDiets(schools.flatMap((school) => classLines(school, service).map(({ diets }) => diets)))

export const completenessOf = ({ expected, present, absent, missing }: Counts): Completeness => {
  if (expected === 0) return 'none'
  if (missing === 0) return 'complete'
  return present + absent === 0 ? 'waiting' : 'partial'
}

/** Shares of the expected in per cent, for the bar; they sum to 100 unless nobody is expected. */
export const sharesOf = ({ present, absent, missing }: Counts): Omit<Counts, 'expected'> => {
  const total = present + absent + missing
  const share = (count: number) => (total === 0 ? 0 : (100 * count) / total)
  return { present: share(present), absent: share(absent), missing: share(missing) }
}
