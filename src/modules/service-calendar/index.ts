export { type CalendarOf, type OpenDay, openDaysFrom, type ServiceCalendar } from './calendar'
export { followServiceCalendars } from './follow-calendars'
export { loadServiceCalendar, serviceCalendar } from './load-calendar'
export { TellCalendarJob, tellCalendar } from './tell-calendar'
