import { easterOf, nationalHolidays } from '@/shared/bank-days'
import { addDays, type CivilDate, civilDate, schoolYearOf, weekdayOf } from '@/shared/dates'

/** A closure of all schools; both ends included. Holidays are closed without anybody writing them down. */
export type Closure = { from: CivilDate; to: CivilDate; note: string; isHoliday?: true }

/** The school year of a day: when each service runs, and the days on which nothing does. */
export type SchoolYear = {
  name: string
  from: CivilDate
  to: CivilDate
  lessons: Period
  /** Canteen of primary and lower secondary schools: from a week after the lessons begin to their last Friday. */
  canteen: Period
  /** Preschools open their canteen earlier and close it on 30 June. */
  preschoolCanteen: Period
  nursery: Period
  closures: Closure[]
}
type Period = { from: CivilDate; to: CivilDate }

/** The holidays of one calendar year on which no school of Pesaro is open: the nation's and the patron's. */
const holidaysOf = (year: number): [CivilDate, string][] => [
  ...nationalHolidays(year),
  [civilDate(`${year}-09-24`), 'San Terenzio, patrono di Pesaro'],
]

const mondayOf = (day: CivilDate) => addDays(day, 1 - weekdayOf(day))

/** The school year that `today` belongs to, with dates like those of the Marche. */
export const schoolYearAround = (today: CivilDate): SchoolYear => {
  const name = schoolYearOf(today)
  const year = Number(name.slice(0, 4))
  const from = civilDate(`${year}-09-01`)
  const to = civilDate(`${year + 1}-08-31`)
  const firstLesson = mondayOf(civilDate(`${year}-09-15`))
  const lastLesson = addDays(mondayOf(civilDate(`${year + 1}-06-08`)), -2)
  const easter = easterOf(year + 1)
  const breaks: Closure[] = [
    {
      from: civilDate(`${year}-12-23`),
      to: civilDate(`${year + 1}-01-06`),
      note: 'Vacanze di Natale',
    },
    { from: addDays(easter, -3), to: addDays(easter, 2), note: 'Vacanze di Pasqua' },
  ]
  const inBreak = (day: CivilDate) => breaks.some((pause) => day >= pause.from && day <= pause.to)
  const holidays = [...holidaysOf(year), ...holidaysOf(year + 1)]
    .filter(([day]) => day >= from && day <= to && !inBreak(day))
    .map(([day, note]): Closure => ({ from: day, to: day, note, isHoliday: true }))
  // A holiday on a Tuesday or a Thursday makes a bridge, for those the region usually grants.
  const bridges = holidays
    .filter(({ from: day }) => /-(12-08|05-01|06-02)$/.test(day) && [2, 4].includes(weekdayOf(day)))
    .map(({ from: day, note }): Closure => {
      const bridge = addDays(day, weekdayOf(day) === 2 ? -1 : 1)
      return { from: bridge, to: bridge, note: `Ponte: ${note}` }
    })
  return {
    name,
    from,
    to,
    lessons: { from: firstLesson, to: lastLesson },
    canteen: { from: addDays(firstLesson, 7), to: addDays(lastLesson, -1) },
    preschoolCanteen: { from: addDays(firstLesson, 2), to: civilDate(`${year + 1}-06-30`) },
    nursery: { from: addDays(from, 6), to: civilDate(`${year + 1}-07-31`) },
    closures: [...breaks, ...holidays, ...bridges].sort((one, other) => one.from.localeCompare(other.from)),
  }
}

/** Monday to Friday, within the period, not in a closure. */
export const isSchoolDay = (year: SchoolYear, period: Period, day: CivilDate): boolean =>
  weekdayOf(day) <= 5 &&
  day >= period.from &&
  day <= period.to &&
  !year.closures.some((closure) => day >= closure.from && day <= closure.to)

/** The last `count` open days before `today`, oldest first; fewer at the start of a year. */
export const lastOpenDays = (
  year: SchoolYear,
  period: Period,
  today: CivilDate,
  count: number,
): CivilDate[] => {
  const found: CivilDate[] = []
  for (let day = addDays(today, -1); day >= period.from && found.length < count; day = addDays(day, -1)) {
    if (isSchoolDay(year, period, day)) found.push(day)
  }
  return found.reverse()
}
