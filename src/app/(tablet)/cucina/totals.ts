import type { KitchenBoard } from '@/modules/kitchen'

/** Sums of the kitchen's board, for any choice of service and school. Pure, and light enough for the browser. */

export type Counts = { expected: number; present: number; absent: number; missing: number }
export type DietTotal = { code: string; label: string; expected: number; present: number; quantity: number }
export type BoardSchool = KitchenBoard['schools'][number]
type BoardClass = BoardSchool['classes'][number]
type ClassService = BoardClass['services'][number]
export type MealTotals = ClassService['totals']
export type ClassLine = { id: number; name: string; counts: ClassService; diets: DietTotal[] }

/** How far a school or a class is: nobody to feed, nothing marked, some marked, all marked. */
export type Completeness = 'none' | 'waiting' | 'partial' | 'complete'

const NOBODY: Counts = { expected: 0, present: 0, absent: 0, missing: 0 }
const NO_MEALS: MealTotals = { standard: 0, light: 0, packed: 0, diets: 0, adults: 0, unresolved: 0, all: 0 }

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
      quantity: (known?.quantity ?? 0) + diet.quantity,
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
  classLines(school, service).reduce<Counts>((total, { counts }) => add(total, counts), NOBODY)

/** Counts of all the schools given, for a service. */
export const totalCounts = (schools: readonly BoardSchool[], service: string): Counts =>
  schools.reduce((total, school) => add(total, schoolCounts(school, service)), NOBODY)

/** Meals to cook for the schools given, for a service; those of unresolved diets are in no sum. */
export const mealTotals = (schools: readonly BoardSchool[], service: string): MealTotals =>
  schools
    .flatMap((school) => classLines(school, service))
    .reduce(
      (total, { counts: { totals } }) => ({
        standard: total.standard + totals.standard,
        light: total.light + totals.light,
        packed: total.packed + totals.packed,
        diets: total.diets + totals.diets,
        adults: total.adults + totals.adults,
        unresolved: total.unresolved + totals.unresolved,
        all: total.all + totals.all,
      }),
      NO_MEALS,
    )

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

/** Something that somebody has to do or to know about a class or a school. */
export type Warning = {
  kind: 'unresolved' | 'due' | 'soon' | 'drop' | 'noKitchen'
  /** The school, and the class where it is one. */
  where: string
  what: string
}

const children = (count: number) => (count === 1 ? '1 bambino' : `${count} bambini`)

/** What the kitchen must not overlook, the gravest first. */
export const warningsOf = (
  schools: readonly BoardSchool[],
  service: string,
  formatTime: (at: string) => string,
): Warning[] => {
  const ofClasses = (find: (line: ClassLine) => string | null, kind: Warning['kind']): Warning[] =>
    schools.flatMap((school) =>
      classLines(school, service).flatMap((line) => {
        const what = find(line)
        return what === null ? [] : [{ kind, where: `${school.name}, ${line.name}`, what }]
      }),
    )
  const ofHours = (alarm: 'due' | 'soon'): Warning[] =>
    schools.flatMap((school) =>
      school.hours
        .filter((hour) => hour.service === service && hour.alarm === alarm)
        .map(({ cutoffAt }) => {
          const waiting = classLines(school, service).filter(({ counts }) => counts.missing > 0)
          const who =
            waiting.length === 1
              ? `la classe ${waiting[0]?.name} non ha inviato`
              : `${waiting.length} classi non hanno inviato`
          const hour = `alle ${formatTime(cutoffAt)}`
          return {
            kind: alarm,
            where: school.name,
            what: `${who}; orario limite ${alarm === 'due' ? `passato ${hour}` : hour}`,
          }
        }),
    )
  return [
    ...ofClasses(
      ({ counts: { totals } }) =>
        totals.unresolved === 0
          ? null
          : `dieta da chiarire per ${children(totals.unresolved)}: telefonare, non servire il pasto comune`,
      'unresolved',
    ),
    ...ofHours('due'),
    ...ofHours('soon'),
    ...ofClasses(
      ({ counts: { isDrop, usual, present } }) =>
        isDrop ? `calo insolito: ${present} presenti, di solito ${usual}` : null,
      'drop',
    ),
    ...schools
      .filter((school) => school.kitchen === null && classLines(school, service).length > 0)
      .map(
        ({ name }): Warning => ({
          kind: 'noKitchen',
          where: name,
          what: 'nessun centro cottura indicato: avvisare l’ufficio',
        }),
      ),
  ]
}
