// Guarantee: the pages know the same open days as the tablets: exceptions win, the more particular over the general.
import { describe, expect, test } from 'vitest'
import { civilDate } from '@/shared/dates'
import { SchoolId, ServiceId } from '@/shared/ids'
import { openDaysFrom, type ServiceCalendar, serviceDay, serviceDays } from './calendar'

const canteen = ServiceId.parse(1)
const bus = ServiceId.parse(2)
const mameli = SchoolId.parse(1)
const other = SchoolId.parse(2)
const day = civilDate

const year = {
  id: 1,
  serviceId: canteen,
  schoolId: null,
  validFrom: day('2026-09-14'),
  validTo: day('2027-06-05'),
  weekdays: [1, 2, 3, 4, 5],
}
const closure = (values: Partial<ServiceCalendar['exceptions'][number]>) => ({
  id: 1,
  serviceId: null,
  schoolId: null,
  validFrom: day('2026-12-08'),
  validTo: day('2026-12-08'),
  isOpen: false,
  reason: 'holiday',
  note: 'Immacolata',
  ...values,
})

describe('serviceDay', () => {
  const calendar: ServiceCalendar = {
    periods: [
      year,
      { ...year, id: 2, schoolId: other, weekdays: [1, 3], validFrom: day('2026-10-01'), validTo: null },
    ],
    exceptions: [
      closure({}),
      closure({
        id: 2,
        schoolId: mameli,
        validFrom: day('2026-11-24'),
        validTo: day('2026-11-24'),
        note: 'Sciopero',
      }),
      closure({
        id: 3,
        serviceId: canteen,
        validFrom: day('2026-11-24'),
        validTo: day('2026-11-24'),
        isOpen: true,
        note: 'Recupero',
      }),
    ],
  }
  test.each([
    ['a weekday within the period', canteen, mameli, '2026-11-23', true, null],
    ['a Saturday', canteen, mameli, '2026-11-21', false, null],
    ['the last day', canteen, mameli, '2027-06-04', true, null],
    ['after the period', canteen, mameli, '2027-06-07', false, null],
    ['a service without a calendar', bus, mameli, '2026-11-23', false, null],
    ['a general closure', canteen, mameli, '2026-12-08', false, 'Immacolata'],
    ['a school’s closure beats a service’s opening', canteen, mameli, '2026-11-24', false, 'Sciopero'],
    ['the opening holds elsewhere, whatever the weekdays', canteen, other, '2026-11-24', true, null],
    ['a school’s own calendar replaces the general one', canteen, other, '2026-11-26', false, null],
    ['before its own calendar the general one holds', canteen, other, '2026-09-17', true, null],
  ])('%s', (_, service, school, date, isOpen, note) => {
    expect(serviceDay(calendar, service, school, day(date))).toEqual({ isOpen, note })
    expect(serviceDays(calendar, service, school, day(date), day(date)).get(day(date))).toEqual({
      isOpen,
      note,
    })
  })

  test('the newer of two equal exceptions wins', () => {
    const exceptions = [
      closure({}),
      closure({ id: 9, isOpen: true }),
      closure({ id: 5, note: 'Assemblea' }),
    ].sort(() => -1)
    expect(serviceDay({ ...calendar, exceptions }, canteen, mameli, day('2026-12-08')).isOpen).toBe(true)
  })

  test('the open days start today, skip closures and end with the calendar', () => {
    const open = openDaysFrom(calendar, canteen, mameli, day('2026-12-07'))
    expect(open.slice(0, 3)).toEqual([
      { day: '2026-12-07', weekday: 1 },
      { day: '2026-12-09', weekday: 3 },
      { day: '2026-12-10', weekday: 4 },
    ])
    expect(open.at(-1)).toEqual({ day: '2027-06-04', weekday: 5 })
    expect(openDaysFrom(calendar, canteen, mameli, day('2026-12-07'))).toBe(open)
  })
})
