import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

const ROME = 'Europe/Rome'

/** A day of the school calendar, '2026-09-14': no clock, no zone, sorts as text. */
export const CivilDate = z.iso.date().brand<'CivilDate'>()
export type CivilDate = z.infer<typeof CivilDate>
export const civilDate = (text: string): CivilDate => CivilDate.parse(text)

/** A moment, as Postgres `timestamptz` or an ISO text with a zone gives it. */
export const Instant = z
  .union([z.date(), z.iso.datetime({ offset: true })])
  .transform((at) =>
    at instanceof Date ? Temporal.Instant.fromEpochMilliseconds(at.getTime()) : Temporal.Instant.from(at),
  )
export type Instant = Temporal.Instant

/** The only place where an instant becomes a day. */
export const dayInRome = (at: Temporal.Instant): CivilDate =>
  CivilDate.parse(at.toZonedDateTimeISO(ROME).toPlainDate().toString())

/** The moment when a clock in Rome shows `time` (HH:MM) on `day`. */
export const instantInRome = (day: CivilDate, time: string): Temporal.Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: ROME, plainTime: time }).toInstant()

/**
 * The moment that another system's text tells, with or without a zone; without, it is a clock in Rome, at
 * `timeWhenUntold` if there is only a day. Null for what is no moment.
 */
export const momentOf = (text: string, timeWhenUntold = ''): Temporal.Instant | null => {
  try {
    if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Temporal.Instant.from(text)
    const [day = '', time = timeWhenUntold] = text.split('T')
    return instantInRome(CivilDate.parse(day), time)
  } catch {
    return null
  }
}

export const addDays = (day: CivilDate, days: number): CivilDate =>
  CivilDate.parse(Temporal.PlainDate.from(day).add({ days }).toString())

/** "2026-11-30" for any day of November 2026. */
export const lastDayOfMonth = (day: CivilDate): CivilDate => {
  const date = Temporal.PlainDate.from(day)
  return CivilDate.parse(date.with({ day: date.daysInMonth }).toString())
}

const DAY_MS = 86_400_000

/** Every day from `from` to `to`, both included, with its weekday (1 Monday ... 7 Sunday); cheap, for long walks. */
export function* eachDay(
  from: CivilDate,
  to: CivilDate,
): Generator<{ day: CivilDate; weekday: number }, void> {
  const last = Date.parse(`${to}T00:00:00Z`)
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= last; at += DAY_MS) {
    const date = new Date(at)
    yield { day: date.toISOString().slice(0, 10) as CivilDate, weekday: ((date.getUTCDay() + 6) % 7) + 1 }
  }
}

/** 1 Monday ... 7 Sunday (ISO). */
export const weekdayOf = (day: CivilDate): number => Temporal.PlainDate.from(day).dayOfWeek

/** "2026/2027" for any day from 1 September 2026 to 31 August 2027. */
export const schoolYearOf = (day: CivilDate): string => {
  const year = Number(day.slice(0, 4))
  const start = Number(day.slice(5, 7)) >= 9 ? year : year - 1
  return `${start}/${start + 1}`
}

const longFormat = new Intl.DateTimeFormat('it-IT', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})
const shortFormat = new Intl.DateTimeFormat('it-IT', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
})
const monthFormat = new Intl.DateTimeFormat('it-IT', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const momentFormat = new Intl.DateTimeFormat('it-IT', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: ROME,
})
const timeFormat = new Intl.DateTimeFormat('it-IT', { hour: '2-digit', minute: '2-digit', timeZone: ROME })

const atNoon = (day: CivilDate) => new Date(`${day}T12:00:00Z`)

/** "martedì 24 novembre 2026" */
export const formatDayLong = (day: CivilDate): string => longFormat.format(atNoon(day))
/** "24/11/2026" */
export const formatDay = (day: CivilDate): string => shortFormat.format(atNoon(day))
/** "novembre 2026" */
export const formatMonth = (day: CivilDate): string => monthFormat.format(atNoon(day))
/** "24/11/2026, 09:12" on a clock in Rome. */
export const formatMoment = (at: Temporal.Instant): string => momentFormat.format(at.epochMilliseconds)
/** "09:12" on a clock in Rome. */
export const formatTime = (at: Temporal.Instant): string => timeFormat.format(at.epochMilliseconds)
