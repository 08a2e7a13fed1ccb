import { addDays, type CivilDate, civilDate, weekdayOf } from '@/shared/dates'

/** The weeks of a month, Monday first; `null` where a week belongs to another month. */
export const weeksOf = (month: CivilDate): (CivilDate | null)[][] => {
  const first = civilDate(`${month.slice(0, 7)}-01`)
  const cells: (CivilDate | null)[] = Array.from({ length: weekdayOf(first) - 1 }, () => null)
  const length = new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)), 0)).getUTCDate()
  for (let day = 1; day <= length; day++) {
    cells.push(civilDate(`${first.slice(0, 8)}${String(day).padStart(2, '0')}`))
  }
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** The first day of the month before or after. */
export const neighbourMonth = (month: CivilDate, by: -1 | 1): CivilDate => {
  const first = civilDate(`${month.slice(0, 7)}-01`)
  return civilDate(`${addDays(first, by === 1 ? 31 : -1).slice(0, 7)}-01`)
}
