import { z } from 'zod'
import { addDays, CivilDate, eachDay } from '@/shared/dates'
import { ClassId, SchoolId, ServiceId } from '@/shared/ids'

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
  onHolidays: z.boolean(),
})
export type CalendarPeriod = z.infer<typeof CalendarPeriod>

/** Days on which the periods do not hold: a closure or an exceptional opening. */
export const CalendarException = Span.extend({
  id: z.int(),
  classId: ClassId.nullable(),
  isOpen: z.boolean(),
})
export type CalendarException = z.infer<typeof CalendarException>

/** All periods, exceptions and holidays of the year ahead: few rows, whatever the number of children. */
export type ServiceCalendar = {
  periods: readonly CalendarPeriod[]
  exceptions: readonly CalendarException[]
  holidays: ReadonlySet<CivilDate>
}

/** Whose calendar it is: a service, in a school, for a class. */
export type CalendarOf = { serviceId: ServiceId; schoolId: SchoolId; classId: ClassId }

const covers = (span: z.infer<typeof Span>, day: CivilDate) =>
  span.validFrom <= day && (span.validTo === null || span.validTo >= day)

const concerns = (span: z.infer<typeof Span>, { serviceId, schoolId }: CalendarOf) =>
  (span.serviceId === null || span.serviceId === serviceId) &&
  (span.schoolId === null || span.schoolId === schoolId)

/** Positive when `a` yields to `b`: the more particular wins, then the newer. */
const byParticularity = (a: CalendarException, b: CalendarException) =>
  Number(b.classId !== null) - Number(a.classId !== null) ||
  Number(b.schoolId !== null) - Number(a.schoolId !== null) ||
  Number(b.serviceId !== null) - Number(a.serviceId !== null) ||
  b.id - a.id

const byOwnership = (a: CalendarPeriod, b: CalendarPeriod) =>
  Number(b.schoolId !== null) - Number(a.schoolId !== null) ||
  (a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : b.id - a.id)

/** How far the outlook looks: a school year and its summer. */
export const HORIZON_DAYS = 366

/** An open day with its weekday, 1 Monday to 7 Sunday. */
export type OpenDay = { day: CivilDate; weekday: number }

const openDaysKnown = new WeakMap<ServiceCalendar, Map<string, readonly OpenDay[]>>()

/**
 * The open days of the next year, from `today` on: those of `portal.is_open`, which tablets and charges obey; a test
 * compares the two over calendars made at random. Computed once per calendar, class and day, however many families ask.
 */
export const openDaysFrom = (
  calendar: ServiceCalendar,
  of: CalendarOf,
  today: CivilDate,
): readonly OpenDay[] => {
  const known = openDaysKnown.get(calendar) ?? new Map<string, readonly OpenDay[]>()
  openDaysKnown.set(calendar, known)
  const key = `${of.serviceId} ${of.schoolId} ${of.classId} ${today}`
  const found = known.get(key)
  if (found) return found
  const periods = calendar.periods.filter((period) => concerns(period, of)).sort(byOwnership)
  const exceptions = calendar.exceptions
    .filter(
      (exception) =>
        concerns(exception, of) && (exception.classId === null || exception.classId === of.classId),
    )
    .sort(byParticularity)
  const isOpen = ({ day, weekday }: OpenDay): boolean => {
    const exception = exceptions.find((candidate) => covers(candidate, day))
    if (exception) return exception.isOpen
    const period = periods.find((candidate) => covers(candidate, day))
    if (!period?.weekdays.includes(weekday)) return false
    return period.onHolidays || !calendar.holidays.has(day)
  }
  const open = [...eachDay(today, addDays(today, HORIZON_DAYS))].filter(isOpen)
  known.set(key, open)
  return open
}
