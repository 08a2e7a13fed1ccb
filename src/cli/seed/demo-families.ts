import type { Child, Families, Household } from './families'
import { type Enrolment, REFEZIONE, SCUOLABUS } from './services'

/** What a demo family is there to show. */
export type FamilyCase =
  | 'threeChildren'
  | 'siblingToAdd'
  | 'separated'
  | 'lowBalance'
  | 'negativeBalance'
  | 'schoolBus'
  | 'plain'

export const FAMILY_CASE_LABELS: Record<FamilyCase, string> = {
  threeChildren: 'Tre figli, già collegati',
  siblingToAdd: 'Due figli, il secondo da aggiungere',
  separated: 'Genitori separati',
  lowBalance: 'Credito quasi finito',
  negativeBalance: 'Credito negativo',
  schoolBus: 'Refezione e scuolabus',
  plain: 'Un figlio',
}

export type DemoFamily = {
  family: FamilyCase
  child: Child
  siblings: Child[]
  /** True when the siblings are already open from the child's account. */
  linked: boolean
}

/** The families whose passwords a demo tells: the first ones that fit each case, all of different households. */
export const chooseFamilies = (families: Families, enrolments: Enrolment[]): DemoFamily[] => {
  const byId = new Map(families.children.map((child) => [child.id, child]))
  const services = Map.groupBy(enrolments, (enrolment) => enrolment.childId)
  const uses = (childId: number, serviceId: number) =>
    services.get(childId)?.some((enrolment) => enrolment.serviceId === serviceId) ?? false
  const allEat = (household: Household) => household.childIds.every((id) => uses(id, REFEZIONE))
  const taken = new Set<number>()
  const choose = (family: FamilyCase, fits: (household: Household) => boolean): DemoFamily[] => {
    const household = families.households.find((one) => !taken.has(one.id) && allEat(one) && fits(one))
    if (!household) return []
    taken.add(household.id)
    const [child, ...siblings] = household.childIds.flatMap((id) => byId.get(id) ?? [])
    return child ? [{ family, child, siblings, linked: family === 'threeChildren' }] : []
  }
  const onlyChild = (household: Household) => household.childIds.length === 1
  const firstId = (household: Household) => household.childIds[0] ?? 0
  return [
    ...choose(
      'threeChildren',
      (household) => household.childIds.length === 3 && household.shape === 'together',
    ),
    ...choose(
      'siblingToAdd',
      (household) => household.childIds.length === 2 && household.shape === 'together',
    ),
    ...choose('separated', (household) => household.shape === 'separated' && onlyChild(household)),
    ...choose('lowBalance', (household) => household.shape === 'together' && onlyChild(household)),
    ...choose('negativeBalance', (household) => household.shape === 'together' && onlyChild(household)),
    ...choose('schoolBus', (household) => onlyChild(household) && uses(firstId(household), SCUOLABUS)),
    ...choose('plain', (household) => household.shape === 'together' && onlyChild(household)),
  ]
}
