import { addDays, type CivilDate, civilDate, weekdayOf } from './dates'

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
export const easterOf = (year: number): CivilDate => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  const two = (number: number) => String(number).padStart(2, '0')
  return civilDate(`${year}-${two(Math.floor(f / 31))}-${two((f % 31) + 1)}`)
}

/** The day of Saint Francis is a national holiday again from this year. */
const SAINT_FRANCIS_SINCE = 2026

/** The national holidays of a year that may fall on a working day, with their names. */
export const nationalHolidays = (year: number): [day: CivilDate, name: string][] => [
  [civilDate(`${year}-01-01`), 'Capodanno'],
  [civilDate(`${year}-01-06`), 'Epifania'],
  [addDays(easterOf(year), 1), 'Lunedì dell’Angelo'],
  [civilDate(`${year}-04-25`), 'Festa della Liberazione'],
  [civilDate(`${year}-05-01`), 'Festa del Lavoro'],
  [civilDate(`${year}-06-02`), 'Festa della Repubblica'],
  [civilDate(`${year}-08-15`), 'Ferragosto'],
  ...(year >= SAINT_FRANCIS_SINCE
    ? ([[civilDate(`${year}-10-04`), 'San Francesco d’Assisi']] as [CivilDate, string][])
    : []),
  [civilDate(`${year}-11-01`), 'Ognissanti'],
  [civilDate(`${year}-12-08`), 'Immacolata Concezione'],
  [civilDate(`${year}-12-25`), 'Natale'],
  [civilDate(`${year}-12-26`), 'Santo Stefano'],
]

/**
 * True on days when banks in Italy are open and money moves in euro: no weekend, no closing day of TARGET (Good Friday is
 * the only one that is no holiday in Italy), no national holiday.
 */
export const isBankDay = (day: CivilDate): boolean => {
  if (weekdayOf(day) > 5) return false
  const year = Number(day.slice(0, 4))
  return day !== addDays(easterOf(year), -2) && !nationalHolidays(year).some(([holiday]) => holiday === day)
}

const walk = (day: CivilDate, count: number, step: 1 | -1): CivilDate => {
  let at = day
  for (let left = count; left > 0; ) {
    at = addDays(at, step)
    if (isBankDay(at)) left -= 1
  }
  return at
}

/** The bank day that comes `count` bank days after a day; 1 is the next. */
export const bankDaysAfter = (day: CivilDate, count: number): CivilDate => walk(day, count, 1)

/** The bank day that came `count` bank days before a day; 1 is the last. */
export const bankDaysBefore = (day: CivilDate, count: number): CivilDate => walk(day, count, -1)
