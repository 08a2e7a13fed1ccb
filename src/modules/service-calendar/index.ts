export {
  type OpenDay,
  openDaysFrom,
  type ServiceCalendar,
  type ServiceDay,
  serviceDay,
  serviceDays,
} from './calendar'
export { loadServiceCalendar, serviceCalendar } from './load-calendar'
