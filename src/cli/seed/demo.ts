import { addDays, type CivilDate, weekdayOf } from '@/shared/dates'
import { type Bus, generateBus } from './bus'
import { isSchoolDay, lastOpenDays, type SchoolYear, schoolYearAround } from './calendar'
import { chooseFamilies, type DemoFamily } from './demo-families'
import { type Families, generateFamilies } from './families'
import { generateHistory, type History, type SchoolClosure } from './history'
import { type Dish, generateDishes, generateMenus, type Menu } from './menus'
import { random } from './random'
import { type ClassGroup, type Cluster, generateSchools, type Scale, type School } from './schools'
import {
  type ChildDiet,
  type Enrolment,
  generateCalendars,
  generateChildDiets,
  generateEnrolments,
  generateTariffs,
  type ServiceCalendar,
  type Tariff,
} from './services'
import { generateTopUps, type Standing, type TopUpRow } from './top-ups'

/** Everything a demo holds, before any of it is written: the same for the same day and scale. */
export type Demo = {
  scale: Scale
  today: CivilDate
  year: SchoolYear
  clusters: Cluster[]
  schools: School[]
  classes: ClassGroup[]
  families: Families
  tariffs: Tariff[]
  calendars: ServiceCalendar[]
  enrolments: Enrolment[]
  childDiets: ChildDiet[]
  bus: Bus
  dishes: Dish[]
  menus: Menu[]
  strikes: (SchoolClosure & { note: string })[]
  /** Classes that go out with a packed lunch. */
  trips: { classId: number; day: CivilDate; note: string }[]
  /** Ledger lines in the order they were posted, charges and top-ups alike. */
  history: History
  topUps: TopUpRow[]
  demoFamilies: DemoFamily[]
}

/** Open days of attendance before today. */
const HISTORY_DAYS: Record<Scale, number> = { small: 28, thousand: 3, town: 28, city: 3 }

/** A strike at one school some days ago: a day without roll call and without charges. */
const strikesOf = (year: SchoolYear, schools: School[], today: CivilDate): Demo['strikes'] => {
  const days = lastOpenDays(year, year.canteen, today, 12)
  const day = days[0]
  const school = schools.findLast((one) => one.level === 'primary')
  return day && school && days.length === 12
    ? [{ schoolId: school.id, day, note: 'Sciopero del personale scolastico' }]
    : []
}

/** A class of a primary school goes out on the next school day on which it eats at school, if that is within a week. */
const tripsOf = (year: SchoolYear, classes: ClassGroup[], today: CivilDate): Demo['trips'] => {
  for (let ahead = 1; ahead <= 7; ahead++) {
    const day = addDays(today, ahead)
    const group =
      isSchoolDay(year, year.canteen, day) &&
      classes.find(
        ({ level, canteenWeekdays }) =>
          level === 'primary' && (canteenWeekdays?.includes(weekdayOf(day)) ?? true),
      )
    if (group) return [{ classId: group.id, day, note: 'Gita al museo' }]
  }
  return []
}

/** Generates a demo. Pure: no clock, no database. */
export const generateDemo = (scale: Scale, today: CivilDate): Demo => {
  const rng = random(`portale-genitori/${scale}`)
  const year = schoolYearAround(today)
  const town = generateSchools(rng.fork('schools'), scale)
  const families = generateFamilies(rng.fork('families'), town, Number(year.from.slice(0, 4)))
  const tariffs = generateTariffs(year)
  const enrolments = generateEnrolments(rng.fork('enrolments'), year, today, families, town.classes)
  const strikes = strikesOf(year, town.schools, today)
  const demoFamilies = chooseFamilies(families, enrolments)
  const history = generateHistory(rng.fork('history'), {
    year,
    today,
    days: HISTORY_DAYS[scale],
    schools: town.schools,
    classes: town.classes,
    children: families.children,
    enrolments,
    tariffs,
    closures: strikes,
  })
  const standings = new Map<number, Standing>(
    demoFamilies.flatMap(({ family, child, siblings }) =>
      [child, ...siblings].map((one): [number, Standing] => [
        one.id,
        family === 'lowBalance' ? 'low' : family === 'negativeBalance' ? 'negative' : 'ample',
      ]),
    ),
  )
  const paid = generateTopUps(rng.fork('topUps'), {
    lines: history.lines,
    enrolments,
    today,
    // Written by service and child: the earliest day is not the first row's.
    firstDay: history.attendance.map(({ day }) => day).sort()[0] ?? today,
    standings,
  })
  const byMoment = (one: { postedAt: string }, other: { postedAt: string }) =>
    one.postedAt < other.postedAt ? -1 : one.postedAt > other.postedAt ? 1 : 0
  history.lines = [...history.lines, ...paid.lines].sort(byMoment)
  return {
    scale,
    today,
    year,
    ...town,
    families,
    tariffs,
    calendars: generateCalendars(year, town.schools),
    enrolments,
    childDiets: generateChildDiets(rng.fork('diets'), year, today, families.children),
    bus: generateBus(rng.fork('bus'), { families, classes: town.classes, enrolments }),
    dishes: generateDishes(),
    menus: generateMenus(year),
    strikes,
    trips: tripsOf(year, town.classes, today),
    history,
    topUps: paid.topUps,
    demoFamilies,
  }
}
