/** A day of a rotation as the office writes it; the dishes are ids, or none yet. */
export type MenuDay = { week?: number | null; weekday?: string | null; dishes?: readonly unknown[] | null }

const SCHOOL_DAYS = ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì'] as const
const NAMES = [...SCHOOL_DAYS, 'sabato', 'domenica'] as const

/** "settimana 2, mercoledì" */
export const menuDayName = (week: number, weekday: number): string =>
  `settimana ${week}, ${NAMES[weekday - 1] ?? 'giorno'}`

/** The empty rows of so many school weeks. */
export const menuDays = (weeks: number): { week: number; weekday: string }[] =>
  Array.from({ length: weeks }, (_, index) =>
    SCHOOL_DAYS.map((_, day) => ({ week: index + 1, weekday: String(day + 1) })),
  ).flat()

/** How many of the days that are wrong a sentence names. */
const NAMED_MAX = 5
const listed = (days: readonly string[]): string =>
  days.length > NAMED_MAX
    ? `${days.slice(0, NAMED_MAX).join('; ')} e altri ${days.length - NAMED_MAX}`
    : days.join('; ')

/**
 * What is missing before a rotation can be served, in a sentence; null for a whole one. Every week needs its five
 * school days, each once and with a dish; Saturdays and Sundays are free.
 */
export const menuGaps = (weeks: number, days: readonly MenuDay[]): string | null => {
  const written = days.map(({ week, weekday, dishes }) => ({
    name: menuDayName(week ?? 0, Number(weekday)),
    week: week ?? 0,
    hasDishes: (dishes?.length ?? 0) > 0,
  }))
  const beyond = written.filter(({ week }) => week < 1 || week > weeks).map(({ name }) => name)
  if (beyond.length > 0) return `Settimane della rotazione: ${weeks}. Togli ${listed(beyond)}`
  const names = written.map(({ name }) => name)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (twice.length > 0) return `Giorni scritti due volte: ${listed(twice)}`
  const whole = new Set(written.filter(({ hasDishes }) => hasDishes).map(({ name }) => name))
  const missing = menuDays(weeks)
    .map(({ week, weekday }) => menuDayName(week, Number(weekday)))
    .concat(written.filter(({ hasDishes }) => !hasDishes).map(({ name }) => name))
    .filter((name, index, all) => !whole.has(name) && all.indexOf(name) === index)
  return missing.length > 0 ? `Mancano i piatti di: ${listed(missing)}` : null
}
