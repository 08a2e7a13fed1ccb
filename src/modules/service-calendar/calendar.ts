import { z } from 'zod'
import { addDays, CivilDate, eachDay, weekdayOf } from '@/shared/dates'
import { SchoolId, ServiceId } from '@/shared/ids'

const Span = z.object({
  serviceId: ServiceId.nullable(),
  schoolId: SchoolId.nullable(),
  validFrom: CivilDate,
  validTo: CivilDate.nullable(),
})

/** A period in which a service runs on some weekdays, for all schools or for one. */
export const CalendarPeriod = Span.extend({
  id: z.int(),
  serviceId: ServiceId,
  weekdays: z.array(z.int()),
})
export type CalendarPeriod = z.infer<typeof CalendarPeriod>

/** Days on which the periods do not hold: a closure or an exceptional opening. */
export const CalendarException = Span.extend({
  id: z.int(),
  isOpen: z.boolean(),
  reason: z.string(),
  note: z.string(),
})
export type CalendarException = z.infer<typeof CalendarException>

/** All periods and exceptions: few rows, whatever the number of children. */
export type ServiceCalendar = {
  periods: readonly CalendarPeriod[]
  exceptions: readonly CalendarException[]
}

/** Whether a service runs in a school on a day; a closure that somebody wrote down says why. */
export type ServiceDay = { isOpen: boolean; note: string | null }

const covers = (span: z.infer<typeof Span>, day: CivilDate) =>
  span.validFrom <= day && (span.validTo === null || span.validTo >= day)

const concerns = (span: z.infer<typeof Span>, service: ServiceId, school: SchoolId) =>
  (span.serviceId === null || span.serviceId === service) &&
  (span.schoolId === null || span.schoolId === school)

/** Positive when `a` yields to `b`: the more particular wins, then the newer. */
const byParticularity = (a: CalendarException, b: CalendarException) =>
  Number(b.schoolId !== null) - Number(a.schoolId !== null) ||
  Number(b.serviceId !== null) - Number(a.serviceId !== null) ||
  b.id - a.id

const byOwnership = (a: CalendarPeriod, b: CalendarPeriod) =>
  Number(b.schoolId !== null) - Number(a.schoolId !== null) ||
  (a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : b.id - a.id)

/** The part of a calendar that one service of one school obeys, the deciding rows first. */
const partFor = (calendar: ServiceCalendar, service: ServiceId, school: SchoolId): ServiceCalendar => ({
  periods: calendar.periods.filter((period) => concerns(period, service, school)).sort(byOwnership),
  exceptions: calendar.exceptions
    .filter((exception) => concerns(exception, service, school))
    .sort(byParticularity),
})

const dayIn = (part: ServiceCalendar, day: CivilDate, weekday: number): ServiceDay => {
  const exception = part.exceptions.find((candidate) => covers(candidate, day))
  if (exception) return { isOpen: exception.isOpen, note: exception.isOpen ? null : exception.note }
  const period = part.periods.find((candidate) => covers(candidate, day))
  return { isOpen: period?.weekdays.includes(weekday) ?? false, note: null }
}

/** The same answer as `portal.is_open`, which tablets obey; a test compares the two. */
export const serviceDay = (
  calendar: ServiceCalendar,
  service: ServiceId,
  school: SchoolId,
  day: CivilDate,
): ServiceDay => dayIn(partFor(calendar, service, school), day, weekdayOf(day))

/** Each day of a period, both ends included, with whether the service runs in the school. */
export const serviceDays = (
  calendar: ServiceCalendar,
  service: ServiceId,
  school: SchoolId,
  from: CivilDate,
  to: CivilDate,
): ReadonlyMap<CivilDate, ServiceDay> => {
  const part = partFor(calendar, service, school)
  const days = new Map<CivilDate, ServiceDay>()
  for (const { day, weekday } of eachDay(from, to)) days.set(day, dayIn(part, day, weekday))
  return days
}

/** How far the outlook looks: a school year and its summer. */
const HORIZON_DAYS = 366

/** An open day with its weekday, 1 Monday to 7 Sunday. */
export type OpenDay = { day: CivilDate; weekday: number }

const openDaysKnown = new WeakMap<ServiceCalendar, Map<string, readonly OpenDay[]>>()

/**
 * The open days of the next year, from `today` on. Computed once per calendar, service, school and day, however many
 * families ask.
 */
export const openDaysFrom = (
  calendar: ServiceCalendar,
  service: ServiceId,
  school: SchoolId,
  today: CivilDate,
): readonly OpenDay[] => {
  const known = openDaysKnown.get(calendar) ?? new Map<string, readonly OpenDay[]>()
  openDaysKnown.set(calendar, known)
  const key = `${service} ${school} ${today}`
  const found = known.get(key)
  if (found) return found
  const part = partFor(calendar, service, school)
  const open = [...eachDay(today, addDays(today, HORIZON_DAYS))].filter(
    ({ day, weekday }) => dayIn(part, day, weekday).isOpen,
  )
  known.set(key, open)
  return open
}
