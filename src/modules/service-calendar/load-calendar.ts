import { z } from 'zod'
import { type Db, db, oneRow, sql } from '@/db/client'
import { CivilDate } from '@/shared/dates'
import { CalendarException, CalendarPeriod, HORIZON_DAYS, type ServiceCalendar } from './calendar'

const CalendarRow = z.object({
  periods: z.array(CalendarPeriod),
  exceptions: z.array(CalendarException),
  holidays: z.array(CivilDate).transform((days): ReadonlySet<CivilDate> => new Set(days)),
})

/** The calendar of every service and school, with the holidays of the year from a day on (else today), in one query. */
export const loadServiceCalendar = async (
  on: Db,
  from: CivilDate | null = null,
): Promise<ServiceCalendar> => {
  const found = await oneRow(
    on,
    CalendarRow,
    sql`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', calendar_id, 'serviceId', service_id, 'schoolId', school_id,
         'validFrom', valid_from, 'validTo', valid_to, 'weekdays', coalesce(weekdays, '{}'), 'onHolidays', on_holidays)), '[]')
       from portal.service_calendar) as periods,
      (select coalesce(jsonb_agg(jsonb_build_object('id', exception_id, 'serviceId', service_id, 'schoolId', school_id,
         'classId', class_id, 'validFrom', valid_from, 'validTo', valid_to, 'isOpen', is_open)), '[]')
       from portal.calendar_exception) as exceptions,
      (select coalesce(jsonb_agg(day), '[]')
       from (select coalesce(${from}::date, portal.day_of(now())) + n as day from generate_series(0, ${HORIZON_DAYS + 1}::int) n) ahead
       where portal.holiday_on(day) is not null) as holidays`,
  )
  if (!found) throw new Error('The calendar query returned no row')
  return found
}

const KEEP_MS = 10_000
let kept: { calendar: Promise<ServiceCalendar>; until: number } | undefined

/**
 * The calendar as the outlook of a wallet reads it, kept in the process for ten seconds: a closure written in the admin is seen by
 * families that much later at most. What is charged never reads it: `portal.is_open` decides when a mark comes.
 */
export const serviceCalendar = (): Promise<ServiceCalendar> => {
  const now = performance.now()
  if (kept && now < kept.until) return kept.calendar
  const calendar = loadServiceCalendar(db)
  kept = { calendar, until: now + KEEP_MS }
  calendar.catch(() => {
    kept = undefined
  })
  return calendar
}
