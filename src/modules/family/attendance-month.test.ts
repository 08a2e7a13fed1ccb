// Guarantee: a month shows what was marked, what is still to come and when the service does not run, day by day.
import { expect, test } from 'vitest'
import type { ServiceCalendar } from '@/modules/service-calendar'
import { civilDate, Instant } from '@/shared/dates'
import { SchoolId, ServiceId } from '@/shared/ids'
import { cents } from '@/shared/money'
import { daysOfMonth } from './attendance-month'

const canteen = { id: ServiceId.parse(1), kind: 'canteen' }
const school = SchoolId.parse(7)
const day = civilDate
const at = Instant.parse('2026-12-01T08:12:00Z')
const calendar: ServiceCalendar = {
  periods: [
    {
      id: 1,
      serviceId: canteen.id,
      schoolId: null,
      validFrom: day('2026-09-14'),
      validTo: day('2027-06-05'),
      weekdays: [1, 2, 3, 4, 5],
    },
  ],
  exceptions: [
    {
      id: 1,
      serviceId: null,
      schoolId: null,
      validFrom: day('2026-12-08'),
      validTo: day('2026-12-08'),
      isOpen: false,
      reason: 'holiday',
      note: 'Immacolata',
    },
  ],
}
const placement = {
  from: day('2026-09-01'),
  to: null,
  schoolId: school,
  school: 'Mameli',
  className: '2B',
  weekdays: null,
}
const enrolment = { from: day('2026-09-14'), to: null, serviceId: canteen.id }
const month = (values: Partial<Parameters<typeof daysOfMonth>[2]> = {}, service = canteen) =>
  new Map(
    daysOfMonth(
      day('2026-12-01'),
      service,
      { placements: [placement], enrolments: [enrolment], marks: [], ...values },
      calendar,
    ).map((shown) => [shown.day as string, shown]),
  )

test('marks, days to come, closures with their reason, weekends', () => {
  const days = month({
    marks: [
      { day: day('2026-12-01'), status: 'present', at, cents: cents(590) },
      { day: day('2026-12-02'), status: 'absent', at, cents: null },
      { day: day('2026-12-08'), status: 'present', at, cents: cents(590) },
    ],
  })
  expect(days.size).toBe(31)
  expect(days.get('2026-12-01')).toMatchObject({ status: { state: 'present' }, cents: 590 })
  expect(days.get('2026-12-02')).toMatchObject({ status: { state: 'absent' }, cents: null })
  expect(days.get('2026-12-03')?.status).toEqual({ state: 'expected' })
  expect(days.get('2026-12-05')?.status).toEqual({ state: 'closed', note: null })
  // What was recorded is what happened, even on a day that the calendar closes.
  expect(days.get('2026-12-08')?.status).toMatchObject({ state: 'present' })
  expect(month().get('2026-12-08')?.status).toEqual({ state: 'closed', note: 'Immacolata' })
})

test('a class eats on its own weekdays; the school bus runs on all', () => {
  const placements = [{ ...placement, weekdays: [1, 3] }]
  expect(month({ placements }).get('2026-12-02')?.status).toEqual({ state: 'expected' })
  expect(month({ placements }).get('2026-12-03')?.status).toEqual({ state: 'notPlanned' })
  expect(month({ placements }, { ...canteen, kind: 'schoolBus' }).get('2026-12-03')?.status).toEqual({
    state: 'expected',
  })
})

test('outside the enrolment nothing is expected; without a class nothing runs', () => {
  const enrolments = [{ ...enrolment, to: day('2026-12-10') }]
  expect(month({ enrolments }).get('2026-12-10')?.status).toEqual({ state: 'expected' })
  expect(month({ enrolments }).get('2026-12-11')?.status).toEqual({ state: 'notPlanned' })
  expect(month({ placements: [] }).get('2026-12-10')?.status).toEqual({ state: 'closed', note: null })
})

test('on the day of a move the new class is shown', () => {
  const placements = [
    { ...placement, to: day('2026-12-09'), weekdays: [] },
    { ...placement, from: day('2026-12-09'), weekdays: [3] },
  ]
  expect(month({ placements }).get('2026-12-09')?.status).toEqual({ state: 'expected' })
})
