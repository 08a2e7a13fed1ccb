import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { type Ctx, hashPassword, type PrincipalOf } from '@/modules/identity'
import { type CivilDate, civilDate, dayInRome } from '@/shared/dates'
import { fiscalCodeOf } from '@/shared/fiscal-code'
import {
  AccountId,
  ChildId,
  ClassId,
  DeviceId,
  LineId,
  MarkId,
  SchoolId,
  ServiceId,
  StopId,
} from '@/shared/ids'

let serial = 0
const next = () => ++serial

/** A Monday within the markable days, so that a test means the same on every day of the week. */
export const aSchoolDay = (): CivilDate => {
  const today = Temporal.PlainDate.from(dayInRome(Temporal.Now.instant()))
  return civilDate(today.subtract({ days: today.dayOfWeek + 6 }).toString())
}

const one = async <T extends z.ZodType>(row: T, query: ReturnType<typeof sql>): Promise<z.output<T>> => {
  const [found] = (await db.execute(query)).rows
  return row.parse(found?.id) as z.output<T>
}

/** A civil day as Payload stores it; null stays null. */
const stored = (day: string | null) => sql`(${day}::date + time '12:00') at time zone 'Europe/Rome'`
const SINCE = '2020-09-01'

/** Rows that a test starts from, straight in the tables; each call makes new ones. */
export const given = {
  service: (
    values: { code?: string; kind?: string; pricing?: string; cutoffTime?: string } = {},
  ): Promise<ServiceId> =>
    one(
      ServiceId,
      sql`insert into public.services (name, code, kind, pricing, cutoff_time, iban)
      values ('Refezione', ${values.code ?? `refezione-${next()}`}, ${values.kind ?? 'canteen'}::text::enum_services_kind,
        ${values.pricing ?? 'perAttendance'}::text::enum_services_pricing, ${values.cutoffTime ?? '09:30'}, 'IT60X0542811101000000123456')
      returning id`,
    ),

  tariff: (values: {
    serviceId: ServiceId
    cents: number
    from?: string
    to?: string | null
    level?: string | null
  }): Promise<number> =>
    one(
      z.int(),
      sql`insert into public.tariffs (name, service_id, level, cents, valid_from, valid_to)
      values ('Tariffa', ${values.serviceId}, ${values.level ?? null}::text::enum_tariffs_level, ${values.cents},
        ${stored(values.from ?? SINCE)}, ${stored(values.to ?? null)}) returning id`,
    ),

  /** Open every day of the week, holidays too, since 2020. */
  calendar: async (values: {
    serviceId: ServiceId
    schoolId?: SchoolId
    weekdays?: string[]
    from?: string
    to?: string | null
    onHolidays?: boolean
  }): Promise<number> => {
    const id = await one(
      z.int(),
      sql`insert into public.service_calendars (name, service_id, school_id, valid_from, valid_to, on_holidays)
      values ('Calendario', ${values.serviceId}, ${values.schoolId ?? null}::int, ${stored(values.from ?? SINCE)},
        ${stored(values.to ?? null)}, ${values.onHolidays ?? true}) returning id`,
    )
    const weekdays = JSON.stringify(values.weekdays ?? ['1', '2', '3', '4', '5', '6', '7'])
    await db.execute(sql`
      insert into public.service_calendars_weekdays ("order", parent_id, value)
      select ord, ${id}, value::enum_service_calendars_weekdays
      from jsonb_array_elements_text(${weekdays}::jsonb) with ordinality as w (value, ord)`)
    return id
  },

  exception: (values: {
    effect: 'closed' | 'open'
    from: CivilDate
    to?: CivilDate
    serviceId?: ServiceId
    schoolId?: SchoolId
    classId?: ClassId
  }): Promise<number> =>
    one(
      z.int(),
      sql`insert into public.calendar_exceptions (effect, reason, note, service_id, school_id, class_id, valid_from, valid_to)
      values (${values.effect}::text::enum_calendar_exceptions_effect, 'strikeSchool', 'Eccezione',
        ${values.serviceId ?? null}::int, ${values.schoolId ?? null}::int, ${values.classId ?? null}::int,
        ${stored(values.from)}, ${stored(values.to ?? values.from)}) returning id`,
    ),

  school: (values: { level?: string; name?: string } = {}): Promise<SchoolId> =>
    one(
      SchoolId,
      sql`insert into public.schools (name, code, level)
      values (${values.name ?? 'Scuola'}, ${`S${next()}`}, ${values.level ?? 'primary'}::text::enum_schools_level) returning id`,
    ),

  classGroup: (values: { schoolId: SchoolId; name?: string }): Promise<ClassId> =>
    one(
      ClassId,
      sql`insert into public.classes (name, school_id, school_year)
      values (${values.name ?? `${next()}A`}, ${values.schoolId}, '2026/2027') returning id`,
    ),

  child: (values: { surname?: string; name?: string } = {}): Promise<ChildId> => {
    const index = next()
    const surname = values.surname ?? 'Bianchi'
    const name = values.name ?? 'Anna'
    const birthDate = Temporal.PlainDate.from('2016-01-01').add({ days: index }).toString()
    const fiscalCode = fiscalCodeOf({ surname, name, sex: 'F', birthDate, placeCode: 'G479' })
    return one(
      ChildId,
      sql`insert into public.children (surname, name, full_name, child_code, fiscal_code, birth_date, sex)
      values (${surname}, ${name}, ${`${surname} ${name}`}, ${String(10_000_000 + index)}, ${fiscalCode}, ${stored(birthDate)}, 'F')
      returning id`,
    )
  },

  /** A guardian of a child; the reference one unless said otherwise. */
  guardian: async (values: {
    childId: ChildId
    email?: string | null
    mobile?: string | null
    isReference?: boolean
    name?: string
    isHidden?: boolean
  }): Promise<number> => {
    const guardianId = await one(
      z.int(),
      sql`insert into public.guardians (surname, name, full_name, email, mobile)
      values ('Bianchi', ${values.name ?? 'Marta'}, ${`Bianchi ${values.name ?? 'Marta'}`}, ${values.email ?? null}, ${values.mobile ?? null}) returning id`,
    )
    await db.execute(sql`
      insert into public.guardianships (child_id, guardian_id, is_reference, contacts_hidden)
      values (${values.childId}, ${guardianId}, ${values.isReference ?? true}, ${values.isHidden ?? false})`)
    return guardianId
  },

  /** A child with the account that its code opens; without `password` the letter was never issued. */
  account: async (values: { password?: string; childId?: ChildId } = {}): Promise<Account> => {
    const childId = values.childId ?? (await given.child())
    const passwordHash = values.password === undefined ? null : await hashPassword(values.password)
    const [row] = await rows(
      db,
      z.object({ account_id: AccountId, child_code: z.string() }),
      sql`with born as (
        insert into portal.account (child_id, password_hash) values (${childId}, ${passwordHash}) returning account_id
      ) select account_id, child_code from born, portal.child where child_id = ${childId}`,
    )
    if (!row) throw new Error('no account')
    return { accountId: row.account_id, childId, code: row.child_code }
  },

  placement: (values: {
    childId: ChildId
    classId: ClassId
    from?: string
    to?: string | null
  }): Promise<number> =>
    one(
      z.int(),
      sql`insert into public.placements (child_id, class_id, valid_from, valid_to)
      values (${values.childId}, ${values.classId}, ${stored(values.from ?? SINCE)}, ${stored(values.to ?? null)}) returning id`,
    ),

  enrolment: (values: {
    childId: ChildId
    serviceId: ServiceId
    from?: string
    to?: string | null
  }): Promise<number> =>
    one(
      z.int(),
      sql`insert into public.enrolments (child_id, service_id, valid_from, valid_to)
      values (${values.childId}, ${values.serviceId}, ${stored(values.from ?? SINCE)}, ${stored(values.to ?? null)}) returning id`,
    ),

  device: (values: { schoolId: SchoolId }): Promise<DeviceId> =>
    one(
      DeviceId,
      sql`insert into public.devices (name, school_id, revoked, token_hash)
      values ('Tablet', ${values.schoolId}, false, ${randomUUID()}) returning id`,
    ),

  line: (values: { alarmMinutes?: number; alertEmails?: string } = {}): Promise<LineId> => {
    const code = `L${next()}`
    return one(
      LineId,
      sql`insert into public.bus_lines (name, code, alarm_minutes, alert_emails)
      values (${`Linea ${code}`}, ${code}, ${values.alarmMinutes ?? 15}, ${values.alertEmails ?? null}) returning id`,
    )
  },

  stop: (values: {
    lineId: LineId
    name?: string
    outward?: string | null
    back?: string | null
  }): Promise<StopId> =>
    one(
      StopId,
      sql`insert into public.bus_stops (name, line_id, outward_time, return_time)
      values (${values.name ?? `Fermata ${next()}`}, ${values.lineId}, ${values.outward ?? null}, ${values.back ?? null}) returning id`,
    ),

  rider: (values: {
    childId: ChildId
    outward?: StopId | null
    back?: StopId | null
    from?: string
    to?: string | null
  }): Promise<number> =>
    one(
      z.int(),
      sql`insert into public.bus_riders (child_id, outward_stop_id, return_stop_id, valid_from, valid_to)
      values (${values.childId}, ${values.outward ?? null}::int, ${values.back ?? null}::int, ${stored(values.from ?? SINCE)},
        ${stored(values.to ?? null)}) returning id`,
    ),

  lineDevice: (values: { lineId: LineId }): Promise<DeviceId> =>
    one(
      DeviceId,
      sql`insert into public.devices (name, line_id, revoked, token_hash)
      values ('Tablet', ${values.lineId}, false, ${randomUUID()}) returning id`,
    ),

  /**
   * A line with two stops (outward 07:30 and 07:40, return 13:10 and 13:00) and children of one class who ride both ways
   * from the first, with a bus service open every day, and the escort's tablet. Flat price unless said otherwise.
   */
  busLine: async (values: { children?: number; pricing?: string; cents?: number } = {}): Promise<BusLine> => {
    const room = await given.classroom({
      children: values.children ?? 2,
      pricing: values.pricing ?? 'flatYearly',
      cents: values.cents ?? 120,
      kind: 'schoolBus',
    })
    const lineId = await given.line()
    const stopId = await given.stop({ lineId, outward: '07:30', back: '13:10' })
    const nextStopId = await given.stop({ lineId, outward: '07:40', back: '13:00' })
    for (const childId of room.childIds) await given.rider({ childId, outward: stopId, back: stopId })
    return { ...room, lineId, stopId, nextStopId, deviceId: await given.lineDevice({ lineId }) }
  },

  /** A school with one class of children enrolled in one service, open every day at 5,90 €, and its tablet. */
  classroom: async (
    values: { children?: number; cents?: number; pricing?: string; kind?: string } = {},
  ): Promise<Classroom> => {
    const code = `refezione-${next()}`
    const { pricing, kind } = values
    const serviceId = await given.service({
      code,
      ...(pricing ? { pricing } : {}),
      ...(kind ? { kind } : {}),
    })
    await given.tariff({ serviceId, cents: values.cents ?? 590 })
    await given.calendar({ serviceId })
    const schoolId = await given.school()
    const classId = await given.classGroup({ schoolId })
    const childIds: ChildId[] = []
    for (let index = 0; index < (values.children ?? 3); index++) {
      const childId = await given.child()
      await given.placement({ childId, classId })
      await given.enrolment({ childId, serviceId })
      childIds.push(childId)
    }
    const deviceId = await given.device({ schoolId })
    return { code, serviceId, schoolId, classId, childIds, deviceId }
  },
}

export type Classroom = {
  /** Code of the service. */
  code: string
  serviceId: ServiceId
  schoolId: SchoolId
  classId: ClassId
  childIds: ChildId[]
  deviceId: DeviceId
}

export type BusLine = Classroom & { lineId: LineId; stopId: StopId; nextStopId: StopId }

export type Account = { accountId: AccountId; childId: ChildId; code: string }

export const aMarkId = (): MarkId => MarkId.parse(randomUUID())

export const tabletCtx = (
  tablet: { deviceId: DeviceId; schoolId: SchoolId },
  now = Temporal.Now.instant(),
): Ctx<PrincipalOf<'tablet'>> => ({
  actor: { kind: 'tablet', deviceId: tablet.deviceId, schoolId: tablet.schoolId },
  now,
  requestId: randomUUID(),
  address: '192.0.2.1',
})

export const lineTabletCtx = (
  tablet: { deviceId: DeviceId; lineId: LineId },
  now = Temporal.Now.instant(),
): Ctx<PrincipalOf<'lineTablet'>> => ({
  actor: { kind: 'lineTablet', deviceId: tablet.deviceId, lineId: tablet.lineId },
  now,
  requestId: randomUUID(),
  address: '192.0.2.1',
})

let network = 0

/** Somebody not signed in; each call comes from another network, unless one is given. */
export const anyoneCtx = (
  values: { address?: string; now?: Temporal.Instant } = {},
): Ctx<PrincipalOf<'anyone'>> => {
  network += 1
  return {
    actor: { kind: 'anyone' },
    now: values.now ?? Temporal.Now.instant(),
    requestId: randomUUID(),
    address: values.address ?? `198.18.${network >> 8}.${network & 255}`,
  }
}

/** The family of an account, signed in with a session of its own. */
export const guardianCtx = async (
  account: Account,
  values: { address?: string; now?: Temporal.Instant } = {},
): Promise<Ctx<PrincipalOf<'guardian'>>> => {
  const ctx = anyoneCtx(values)
  const sessionId = randomUUID()
  await db.execute(sql`
    insert into portal.session (session_id, account_id, created_at, expires_at)
    values (${sessionId}::uuid, ${account.accountId}, ${ctx.now.toString()}::timestamptz, ${ctx.now.add({ hours: 8 }).toString()}::timestamptz)`)
  return {
    ...ctx,
    actor: {
      kind: 'guardian',
      accountId: account.accountId,
      childId: account.childId,
      sessionId,
      familyName: 'Rossi',
    },
  }
}

/** The balance stored for a child and service, in cents. */
export const balanceOf = async (childId: ChildId, serviceId: ServiceId): Promise<number> => {
  const [row] = await rows(
    db,
    z.object({ cents: z.coerce.number() }),
    sql`select balance_cents as cents from portal.wallet where child_id = ${childId} and service_id = ${serviceId}`,
  )
  return row?.cents ?? Number.NaN
}
