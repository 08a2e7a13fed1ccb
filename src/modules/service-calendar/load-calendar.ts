import { z } from 'zod'
import { type Db, db, oneRow, sql } from '@/db/client'
import { CalendarException, CalendarPeriod, type ServiceCalendar } from './calendar'

const CalendarRow = z.object({
  periods: z.array(CalendarPeriod),
  exceptions: z.array(CalendarException),
})

/** The calendar of every service and school, in one query. */
export const loadServiceCalendar = async (on: Db): Promise<ServiceCalendar> => {
  const found = await oneRow(
    on,
    CalendarRow,
    sql`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', calendar_id, 'serviceId', service_id, 'schoolId', school_id,
         'validFrom', valid_from, 'validTo', valid_to, 'weekdays', coalesce(weekdays, '{}'))), '[]')
       from portal.service_calendar) as periods,
      (select coalesce(jsonb_agg(jsonb_build_object('id', exception_id, 'serviceId', service_id, 'schoolId', school_id,
         'validFrom', valid_from, 'validTo', valid_to, 'isOpen', is_open, 'reason', reason, 'note', note)), '[]')
       from portal.calendar_exception) as exceptions`,
  )
  if (!found) throw new Error('The calendar query returned no row')
  return found
}

const KEEP_MS = 10_000
let kept: { calendar: Promise<ServiceCalendar>; until: number } | undefined

/**
 * The calendar as the pages show it, kept in the process for ten seconds: a closure written in the admin is seen by
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
