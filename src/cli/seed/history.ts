import { type CivilDate, weekdayOf } from '@/shared/dates'
import { isSchoolDay, lastOpenDays, type SchoolYear } from './calendar'
import type { Child } from './families'
import type { Random } from './random'
import type { ClassGroup, Level, School } from './schools'
import { type Enrolment, NIDO, REFEZIONE, SCUOLABUS, SERVICES, type Tariff } from './services'

/** A civil day with a clock time in Rome, '2026-11-20 08:52:10'. */
type Moment = string
export type MarkRow = {
  markId: string
  childId: number
  serviceId: number
  day: CivilDate
  status: 'present' | 'absent'
  markedAt: Moment
  receivedAt: Moment
  schoolId: number
}
export type AttendanceRow = Omit<MarkRow, 'receivedAt'> & {
  chargeCount: number
  openChargeCents: number | null
  /** The latest tap before the cut-off. */
  inTime: MarkRow | null
}
export type LedgerRow = {
  childId: number
  serviceId: number
  kind: 'charge' | 'reversal' | 'topUp'
  cents: number
  day: CivilDate
  postedAt: Moment
  sourceId: string
  tariffId: number | null
  occasion: number | null
}
export type History = { marks: MarkRow[]; attendance: AttendanceRow[]; lines: LedgerRow[] }

/** A school that stayed closed on one day. */
export type SchoolClosure = { schoolId: number; day: CivilDate }

export type HistoryInput = {
  year: SchoolYear
  today: CivilDate
  /** How many open days back. */
  days: number
  schools: School[]
  classes: ClassGroup[]
  children: Child[]
  enrolments: Enrolment[]
  tariffs: Tariff[]
  closures: SchoolClosure[]
}

const two = (value: number) => String(value).padStart(2, '0')
const moment = (day: CivilDate, seconds: number): Moment =>
  `${day} ${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
const clock = (hours: number, minutes: number) => (hours * 60 + minutes) * 60

const periodOf = (year: SchoolYear, serviceId: number, level: Level) => {
  if (serviceId === SCUOLABUS) return year.lessons
  if (serviceId === NIDO) return year.nursery
  return level === 'preschool' ? year.preschoolCanteen : year.canteen
}

/** When a day's roll call of a service begins. */
const rollCallOf = (serviceId: number) => (serviceId === SCUOLABUS ? clock(7, 25) : clock(8, 35))

/** Until when a tap of the service is in time. */
const cutoffSecondsOf = (serviceId: number): number => {
  const [hours, minutes] = (SERVICES.find(({ id }) => id === serviceId)?.cutoffTime ?? '')
    .split(':')
    .map(Number)
  return clock(hours ?? 0, minutes ?? 0)
}

/**
 * Roll calls of the last open days: about 92% present, absences in spells as illness makes them, and the corrections
 * of a real school. Marks, states and ledger lines are those that sending the same taps would have left.
 */
export const generateHistory = (rng: Random, input: HistoryInput): History => {
  const { year, today } = input
  const history: History = { marks: [], attendance: [], lines: [] }
  const groups = new Map(input.classes.map((group) => [group.id, group]))
  const children = new Map(input.children.map((child) => [child.id, child]))
  const closed = new Set(input.closures.map(({ schoolId, day }) => `${schoolId}/${day}`))
  const daysOf = new Map<string, CivilDate[]>()
  const openDays = (serviceId: number, level: Level) => {
    const key = `${serviceId}/${level}`
    const known = daysOf.get(key)
    if (known) return known
    // All services share one window, so that a wallet's history begins on one day everywhere.
    const since = lastOpenDays(year, year.lessons, today, input.days)[0]
    const period = periodOf(year, serviceId, level)
    const days = lastOpenDays(year, period, today, input.days).filter(
      (day) => (since === undefined || day >= since) && isSchoolDay(year, period, day),
    )
    daysOf.set(key, days)
    return days
  }
  const priceOf = (serviceId: number, level: Level, day: CivilDate): Tariff | undefined =>
    serviceId === SCUOLABUS
      ? undefined
      : input.tariffs.find(
          (tariff) =>
            tariff.serviceId === serviceId &&
            tariff.level === level &&
            tariff.from <= day &&
            (tariff.to === null || tariff.to >= day),
        )

  for (const enrolment of input.enrolments) {
    const child = children.get(enrolment.childId)
    const group = child && groups.get(child.classId)
    if (!child || !group) throw new Error('An enrolment without its child or class')
    const { serviceId } = enrolment
    const cutoffSeconds = cutoffSecondsOf(serviceId)
    let isAway = rng.chance(0.08)
    for (const day of openDays(serviceId, group.level)) {
      isAway = rng.chance(isAway ? 0.62 : 0.033)
      if (day < enrolment.from || day > enrolment.to || closed.has(`${group.schoolId}/${day}`)) continue
      const weekdays = serviceId === REFEZIONE ? group.canteenWeekdays : null
      if (weekdays && !weekdays.includes(weekdayOf(day))) continue

      const tariff = priceOf(serviceId, group.level, day)
      const seconds =
        rollCallOf(serviceId) + ((group.id * 7 + Number(day.slice(-2)) * 13) % 40) * 60 + rng.int(0, 90)
      const taps: { status: MarkRow['status']; seconds: number }[] = [
        { status: isAway ? 'absent' : 'present', seconds },
      ]
      if (!isAway && rng.chance(0.006)) {
        taps.push({ status: 'absent', seconds: clock(10, 5) + rng.int(0, 3_000) })
        // Called back: the child had only gone to the dentist.
        if (rng.chance(0.15)) taps.push({ status: 'present', seconds: clock(11, 20) + rng.int(0, 1_200) })
      } else if (isAway && rng.chance(0.02)) {
        taps.push({ status: 'present', seconds: clock(9, 40) + rng.int(0, 1_200) })
      }

      let chargeCount = 0
      let openChargeCents: number | null = null
      let last: MarkRow | undefined
      let inTime: MarkRow | null = null
      for (const tap of taps) {
        last = {
          markId: rng.uuid(),
          childId: child.id,
          serviceId,
          day,
          status: tap.status,
          markedAt: moment(day, tap.seconds),
          receivedAt: moment(day, tap.seconds + rng.int(1, 9)),
          schoolId: group.schoolId,
        }
        history.marks.push(last)
        if (tap.seconds <= cutoffSeconds) inTime = last
        const charged: Tariff | null =
          tap.status === 'present' && openChargeCents === null && tariff && tariff.cents > 0 ? tariff : null
        const isReversal = tap.status === 'absent' && openChargeCents !== null
        if (charged) chargeCount++
        if (charged || isReversal) {
          history.lines.push({
            childId: child.id,
            serviceId,
            kind: charged ? 'charge' : 'reversal',
            cents: charged ? -charged.cents : (openChargeCents ?? 0),
            day,
            postedAt: last.receivedAt,
            sourceId: last.markId,
            tariffId: charged ? charged.id : null,
            occasion: chargeCount,
          })
          openChargeCents = charged ? charged.cents : null
        }
      }
      if (last) {
        const { receivedAt: _, ...state } = last
        history.attendance.push({ ...state, chargeCount, openChargeCents, inTime })
      }
    }
  }
  return history
}
