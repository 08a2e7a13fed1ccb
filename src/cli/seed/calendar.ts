import { Temporal } from 'temporal-polyfill'
import { addDays, type CivilDate, civilDate, schoolYearOf, weekdayOf } from '@/shared/dates'

/** A closure of all schools; both ends included. */
export type Closure = { from: CivilDate; to: CivilDate; note: string }

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

/** Easter Sunday of a year (Gauss, Gregorian calendar). */
export const easterOf = (year: number): CivilDate => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return civilDate(Temporal.PlainDate.from({ year, month: Math.floor(f / 31), day: (f % 31) + 1 }).toString())
}

/** The National Day of Saint Francis is a holiday again from 2026. */
const SAINT_FRANCIS_SINCE = 2026

/** National holidays of one calendar year that may fall on a school day, and the patron of Pesaro. */
const holidaysOf = (year: number): [CivilDate, string][] => [
  [civilDate(`${year}-01-01`), 'Capodanno'],
  [civilDate(`${year}-01-06`), 'Epifania'],
  [addDays(easterOf(year), 1), 'Lunedì dell’Angelo'],
  [civilDate(`${year}-04-25`), 'Festa della Liberazione'],
  [civilDate(`${year}-05-01`), 'Festa del Lavoro'],
  [civilDate(`${year}-06-02`), 'Festa della Repubblica'],
  [civilDate(`${year}-08-15`), 'Ferragosto'],
  [civilDate(`${year}-09-24`), 'San Terenzio, patrono di Pesaro'],
  ...(year >= SAINT_FRANCIS_SINCE
    ? ([[civilDate(`${year}-10-04`), 'San Francesco d’Assisi']] as [CivilDate, string][])
    : []),
  [civilDate(`${year}-11-01`), 'Ognissanti'],
  [civilDate(`${year}-12-08`), 'Immacolata Concezione'],
  [civilDate(`${year}-12-25`), 'Natale'],
  [civilDate(`${year}-12-26`), 'Santo Stefano'],
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
    .map(([day, note]): Closure => ({ from: day, to: day, note }))
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
