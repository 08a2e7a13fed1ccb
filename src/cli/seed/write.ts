import { randomBytes } from 'node:crypto'
import { sql, type Tx } from '@/db/client'
import { followServiceCalendars } from '@/modules/service-calendar'
import { lineDeviceOf } from './bus'
import type { Demo } from './demo'
import { type Column, type Columns, DAY, insertRows, MOMENT, tableNamed } from './insert-rows'
import { alertEmailOf, KITCHENS, kitchenOf } from './kitchens'
import { generateCommunications, generateNews } from './news'
import { DIETS, SERVICES } from './services'

/** A text of letters and digits into an enum of Payload's. */
const enumOf = (name: string): Column => ({
  type: 'text',
  stored: (value) => sql`${value}::public.${sql.identifier(`enum_${name}`)}`,
})

const CALENDAR_WEEKDAYS = [1, 2, 3, 4, 5]

/** Who does not exist must not be found by chance: a hash of 256 bits that nobody kept. */
const lostToken = () => randomBytes(32).toString('base64url')

/** One tablet per school, with the number of its school. */
const deviceOf = (schoolId: number) => schoolId

const writeMasterData = async (tx: Tx, demo: Demo): Promise<void> => {
  await insertRows(tx, 'public.school_clusters', { id: 'int', name: 'text', code: 'text' }, demo.clusters)
  await insertRows(
    tx,
    'public.kitchens',
    { id: 'int', code: 'text', name: 'text', address: 'text', order_emails: 'text' },
    KITCHENS.map(({ orderEmails, ...kitchen }) => ({ ...kitchen, order_emails: orderEmails })),
  )
  await insertRows(
    tx,
    'public.schools',
    {
      id: 'int',
      name: 'text',
      code: 'text',
      level: enumOf('schools_level'),
      cluster_id: 'int',
      address: 'text',
      kitchen_id: 'int',
      alert_emails: 'text',
    },
    demo.schools.map((school) => ({
      ...school,
      cluster_id: school.clusterId,
      kitchen_id: kitchenOf(school),
      alert_emails: alertEmailOf(school),
    })),
  )
  await insertRows(
    tx,
    'public.classes',
    { id: 'int', name: 'text', school_id: 'int', school_year: 'text' },
    demo.classes.map(({ id, name, schoolId }) => ({
      id,
      name,
      school_id: schoolId,
      school_year: demo.year.name,
    })),
  )
  await insertRows(
    tx,
    'public.classes_canteen_weekdays',
    { order: 'int', parent_id: 'int', value: enumOf('classes_canteen_weekdays') },
    demo.classes.flatMap(({ id, canteenWeekdays }) =>
      (canteenWeekdays ?? []).map((weekday, index) => ({
        order: index + 1,
        parent_id: id,
        value: String(weekday),
      })),
    ),
  )
  await insertRows(
    tx,
    'public.devices',
    { id: 'int', name: 'text', school_id: 'int', token_hash: 'text' },
    demo.schools.map((school) => ({
      id: deviceOf(school.id),
      name: 'Tablet portineria',
      school_id: school.id,
      token_hash: lostToken(),
    })),
  )
  await insertRows(
    tx,
    'public.services',
    {
      id: 'int',
      name: 'text',
      code: 'text',
      kind: enumOf('services_kind'),
      pricing: enumOf('services_pricing'),
      cutoff_time: 'text',
      transfer_category: 'text',
      iban: 'text',
    },
    SERVICES.map(({ cutoffTime, transferCategory, ...service }) => ({
      ...service,
      cutoff_time: cutoffTime,
      transfer_category: transferCategory,
    })),
  )
  await insertRows(
    tx,
    'public.tariffs',
    {
      id: 'int',
      name: 'text',
      service_id: 'int',
      level: enumOf('tariffs_level'),
      cents: 'int',
      valid_from: DAY,
      valid_to: DAY,
    },
    demo.tariffs.map(({ serviceId, from, to, ...tariff }) => ({
      ...tariff,
      service_id: serviceId,
      valid_from: from,
      valid_to: to,
    })),
  )
  await insertRows(
    tx,
    'public.service_calendars',
    { id: 'int', name: 'text', service_id: 'int', school_id: 'int', valid_from: DAY, valid_to: DAY },
    demo.calendars.map(({ serviceId, schoolId, from, to, ...calendar }) => ({
      ...calendar,
      service_id: serviceId,
      school_id: schoolId,
      valid_from: from,
      valid_to: to,
    })),
  )
  await insertRows(
    tx,
    'public.service_calendars_weekdays',
    { order: 'int', parent_id: 'int', value: enumOf('service_calendars_weekdays') },
    demo.calendars.flatMap(({ id }) =>
      CALENDAR_WEEKDAYS.map((weekday, index) => ({
        order: index + 1,
        parent_id: id,
        value: String(weekday),
      })),
    ),
  )
  // Before there is anything counted: at the end they would be an edit of all its days.
  await followServiceCalendars(tx)
  await insertRows(
    tx,
    'public.calendar_exceptions',
    {
      effect: enumOf('calendar_exceptions_effect'),
      reason: enumOf('calendar_exceptions_reason'),
      packed_lunch: 'boolean',
      note: 'text',
      school_id: 'int',
      class_id: 'int',
      valid_from: DAY,
      valid_to: DAY,
    },
    [
      ...demo.year.closures
        .filter(({ isHoliday }) => !isHoliday)
        .map(({ from, to, note }) => ({
          effect: 'closed',
          reason: 'holiday',
          note,
          valid_from: from,
          valid_to: to,
        })),
      ...demo.strikes.map(({ schoolId, day, note }) => ({
        effect: 'closed',
        reason: 'strikeSchool',
        note,
        school_id: schoolId,
        valid_from: day,
        valid_to: day,
      })),
      ...demo.trips.map(({ classId, day, note }) => ({
        effect: 'open',
        reason: 'trip',
        packed_lunch: true,
        note,
        class_id: classId,
        valid_from: day,
        valid_to: day,
      })),
    ].map((exception) => ({ packed_lunch: false, ...exception })),
  )
  await insertRows(
    tx,
    'public.diets',
    { id: 'int', code: 'text', label: 'text' },
    DIETS.map(({ excludes, ...diet }) => diet),
  )
  await writeAllergens(
    tx,
    'diets',
    DIETS.map(({ id, excludes = [] }) => ({ id, allergens: excludes })),
  )
}

/** Lines and stops, a device for each line's escort, and who rides from where. */
const writeBus = async (tx: Tx, { bus, schools }: Demo): Promise<void> => {
  await insertRows(
    tx,
    'public.bus_lines',
    { id: 'int', code: 'text', name: 'text', alert_emails: 'text' },
    bus.lines.map(({ alertEmails, ...line }) => ({ ...line, alert_emails: alertEmails })),
  )
  await insertRows(
    tx,
    'public.bus_stops',
    { id: 'int', name: 'text', line_id: 'int', outward_time: 'text', return_time: 'text' },
    bus.stops.map((stop) => ({
      ...stop,
      line_id: stop.lineId,
      outward_time: stop.outwardTime,
      return_time: stop.returnTime,
    })),
  )
  await insertRows(
    tx,
    'public.devices',
    { id: 'int', name: 'text', line_id: 'int', token_hash: 'text' },
    bus.lines.map(({ id }) => ({
      id: lineDeviceOf(schools.length, id),
      name: 'Tablet accompagnatore',
      line_id: id,
      token_hash: lostToken(),
    })),
  )
  await insertRows(
    tx,
    'public.bus_riders',
    { child_id: 'int', outward_stop_id: 'int', return_stop_id: 'int', valid_from: DAY, valid_to: DAY },
    bus.riders.map((rider) => ({
      child_id: rider.childId,
      outward_stop_id: rider.outwardStopId,
      return_stop_id: rider.returnStopId,
      valid_from: rider.from,
      valid_to: rider.to,
    })),
  )
}

const writeAllergens = (
  tx: Tx,
  of: 'diets' | 'dishes',
  rows: readonly { id: number; allergens: readonly string[] | null }[],
): Promise<void> =>
  insertRows(
    tx,
    `public.${of}_allergens`,
    { order: 'int', parent_id: 'int', value: enumOf(`${of}_allergens`) },
    rows.flatMap(({ id, allergens }) =>
      (allergens ?? []).map((value, index) => ({ order: index + 1, parent_id: id, value })),
    ),
  )

const writeMenus = async (tx: Tx, { dishes, menus }: Demo): Promise<void> => {
  await insertRows(
    tx,
    'public.dishes',
    { id: 'int', name: 'text', course: enumOf('dishes_course'), no_allergens: 'boolean' },
    dishes.map(({ allergens, ...dish }) => ({ ...dish, no_allergens: allergens?.length === 0 })),
  )
  await writeAllergens(tx, 'dishes', dishes)
  await insertRows(
    tx,
    'public.menus',
    { id: 'int', name: 'text', service_id: 'int', weeks: 'int', valid_from: DAY, valid_to: DAY },
    menus.map(({ serviceId, from, to, days, ...menu }) => ({
      ...menu,
      service_id: serviceId,
      valid_from: from,
      valid_to: to,
    })),
  )
  await insertRows(
    tx,
    'public.menus_days',
    { _order: 'int', _parent_id: 'int', id: 'text', week: 'int', weekday: enumOf('menus_days_weekday') },
    menus.flatMap(({ id, days }) =>
      days.map(({ week, weekday }, index) => ({
        _order: index + 1,
        _parent_id: id,
        id: `menu-${id}-${week}-${weekday}`,
        week,
        weekday: String(weekday),
      })),
    ),
  )
  await insertRows(
    tx,
    'public.menus_rels',
    { order: 'int', parent_id: 'int', path: 'text', dishes_id: 'int' },
    menus.flatMap(({ id, days }) =>
      days.flatMap(({ dishIds }, day) =>
        dishIds.map((dishId, index) => ({
          order: index + 1,
          parent_id: id,
          path: `days.${day}.dishes`,
          dishes_id: dishId,
        })),
      ),
    ),
  )
}

const PERSON: Columns = {
  id: 'int',
  surname: 'text',
  name: 'text',
  full_name: 'text',
  fiscal_code: 'text',
}

const writePeople = async (tx: Tx, demo: Demo): Promise<void> => {
  const { children, guardians, guardianships } = demo.families
  const fullName = ({ surname, name }: { surname: string; name: string }) => `${surname} ${name}`
  await insertRows(
    tx,
    'public.children',
    {
      ...PERSON,
      child_code: 'text',
      birth_date: DAY,
      sex: enumOf('children_sex'),
      resident: 'boolean',
    },
    children.map((child) => ({
      id: child.id,
      surname: child.surname,
      name: child.name,
      full_name: fullName(child),
      fiscal_code: child.fiscalCode,
      child_code: child.childCode,
      birth_date: child.birthDate,
      sex: child.sex,
      resident: child.isResident,
    })),
  )
  await insertRows(
    tx,
    'public.guardians',
    { ...PERSON, email: 'text', mobile: 'text', address: 'text' },
    guardians.map(({ fiscalCode, ...guardian }) => ({
      ...guardian,
      full_name: fullName(guardian),
      fiscal_code: fiscalCode,
    })),
  )
  await insertRows(
    tx,
    'public.guardianships',
    { child_id: 'int', guardian_id: 'int', is_reference: 'boolean', contacts_hidden: 'boolean' },
    guardianships.map((link) => ({
      child_id: link.childId,
      guardian_id: link.guardianId,
      is_reference: link.isReference,
      contacts_hidden: link.contactsHidden,
    })),
  )
  await insertRows(
    tx,
    'public.placements',
    { child_id: 'int', class_id: 'int', valid_from: DAY, valid_to: DAY },
    children.map((child) => ({
      child_id: child.id,
      class_id: child.classId,
      valid_from: demo.year.from,
      valid_to: demo.year.to,
    })),
  )
  await insertRows(
    tx,
    'public.enrolments',
    { child_id: 'int', service_id: 'int', valid_from: DAY, valid_to: DAY },
    demo.enrolments.map(({ childId, serviceId, from, to }) => ({
      child_id: childId,
      service_id: serviceId,
      valid_from: from,
      valid_to: to,
    })),
  )
  await insertRows(
    tx,
    'public.child_diets',
    {
      child_id: 'int',
      diet_id: 'int',
      kind: enumOf('child_diets_kind'),
      state: enumOf('child_diets_state'),
      reason: 'text',
      valid_from: DAY,
      valid_to: DAY,
    },
    demo.childDiets.map(({ childId, dietId, from, to, ...diet }) => ({
      ...diet,
      child_id: childId,
      diet_id: dietId,
      valid_from: from,
      valid_to: to,
    })),
  )
  await tx.execute(sql`
    insert into portal.account (child_id, created_at)
    select id, (${demo.year.from}::date + time '09:00') at time zone 'Europe/Rome' from public.children order by id`)
}

const writeHistory = async (tx: Tx, demo: Demo, segregationCode: string): Promise<void> => {
  const byDay = <Row extends { day: string; schoolId: number }>(rows: Row[]) =>
    rows.sort((one, other) =>
      one.day < other.day ? -1 : one.day > other.day ? 1 : one.schoolId - other.schoolId,
    )
  await insertRows(
    tx,
    'portal.mark',
    {
      mark_id: 'uuid',
      child_id: 'int',
      service_id: 'int',
      day: 'date',
      status: 'text',
      marked_at: MOMENT,
      received_at: MOMENT,
      school_id: 'int',
      device_id: 'int',
    },
    byDay(demo.history.marks).map((mark) => ({
      mark_id: mark.markId,
      child_id: mark.childId,
      service_id: mark.serviceId,
      day: mark.day,
      status: mark.status,
      marked_at: mark.markedAt,
      received_at: mark.receivedAt,
      school_id: mark.schoolId,
      device_id: deviceOf(mark.schoolId),
    })),
  )
  await insertRows(
    tx,
    'portal.attendance',
    {
      child_id: 'int',
      service_id: 'int',
      day: 'date',
      school_id: 'int',
      status: 'text',
      marked_at: MOMENT,
      mark_id: 'uuid',
      charge_count: 'smallint',
      open_charge_cents: 'bigint',
      is_due: 'boolean',
      cutoff_status: 'text',
      cutoff_marked_at: MOMENT,
      cutoff_mark_id: 'uuid',
    },
    byDay(demo.history.attendance).map((state) => ({
      child_id: state.childId,
      service_id: state.serviceId,
      day: state.day,
      school_id: state.schoolId,
      status: state.status,
      marked_at: state.markedAt,
      mark_id: state.markId,
      charge_count: state.chargeCount,
      open_charge_cents: state.openChargeCents,
      is_due: state.status === 'present',
      cutoff_status: state.inTime?.status ?? null,
      cutoff_marked_at: state.inTime?.markedAt ?? null,
      cutoff_mark_id: state.inTime?.markId ?? null,
    })),
  )
  await insertRows(
    tx,
    'portal.ledger_line',
    {
      child_id: 'int',
      service_id: 'int',
      kind: 'text',
      cents: 'bigint',
      day: 'date',
      posted_at: MOMENT,
      source_id: 'uuid',
      tariff_id: 'int',
      occasion: 'smallint',
    },
    demo.history.lines.map((line) => ({
      child_id: line.childId,
      service_id: line.serviceId,
      kind: line.kind,
      cents: line.cents,
      day: line.day,
      posted_at: line.postedAt,
      source_id: line.sourceId,
      tariff_id: line.tariffId,
      occasion: line.occasion,
    })),
  )
  await insertRows(
    tx,
    'portal.top_up',
    {
      top_up_id: 'uuid',
      account_id: {
        type: 'int',
        stored: () => sql`(select a.account_id from portal.account a where a.child_id = r.child_id)`,
      },
      child_id: 'int',
      service_id: 'int',
      cents: 'bigint',
      channel: 'text',
      provider: 'text',
      status: 'text',
      notice_number: {
        type: 'text',
        stored: () => sql`portal.notice_number(${segregationCode}, nextval('portal.notice_number_base'))`,
      },
      created_at: MOMENT,
      expires_on: 'date',
      paid_at: MOMENT,
      credited_at: MOMENT,
    },
    demo.topUps.map((topUp) => ({
      top_up_id: topUp.topUpId,
      child_id: topUp.childId,
      service_id: topUp.serviceId,
      cents: topUp.cents,
      channel: topUp.channel,
      provider: 'pagopa',
      status: topUp.status,
      created_at: topUp.createdAt,
      expires_on: topUp.expiresOn,
      paid_at: topUp.paidAt,
      credited_at: topUp.creditedAt,
    })),
  )
  await tx.execute(sql`
    insert into portal.top_up_event (top_up_id, at, kind)
    select t.top_up_id, e.at, e.kind
    from portal.top_up t
    cross join lateral (values
      (1, 'created', t.created_at),
      (2, 'started', case when t.channel = 'online' then t.created_at + interval '3 seconds' end),
      (3, 'paid', t.paid_at),
      (4, 'credited', t.credited_at),
      (5, t.status, case when t.status = 'expired' then (t.expires_on + 1)::timestamp at time zone 'Europe/Rome'
                         when t.status = 'cancelled' then t.created_at + interval '2 hours' end)
    ) as e (step, kind, at)
    where e.at is not null order by t.created_at, t.top_up_id, e.step`)
}

const writeContents = async (tx: Tx, demo: Demo): Promise<void> => {
  await insertRows(
    tx,
    'public.news',
    {
      title: 'text',
      slug: 'text',
      summary: 'text',
      body: 'jsonb',
      published_on: DAY,
      _status: enumOf('news_status'),
    },
    generateNews(demo.year, demo.today).map(({ publishedOn, ...item }) => ({
      ...item,
      published_on: publishedOn,
      _status: 'published',
    })),
  )
  await tx.execute(sql`
    insert into public._news_v (parent_id, version_title, version_slug, version_summary, version_body, version_published_on,
                                version_updated_at, version_created_at, version__status, latest)
    select id, title, slug, summary, body, published_on, updated_at, created_at, 'published', true from public.news n
    where not exists (select from public._news_v v where v.parent_id = n.id)`)

  const [child] = demo.families.children
  const sample = demo.demoFamilies[0]?.child ?? child
  const group = demo.classes.find(({ id }) => id === sample?.classId)
  if (group) {
    await insertRows(
      tx,
      'public.communications',
      {
        id: 'int',
        subject: 'text',
        body: 'text',
        school_id: 'int',
        class_id: 'int',
        created_at: {
          type: 'date',
          stored: (day) => sql`(${day} + time '11:00') at time zone 'Europe/Rome'`,
        },
      },
      generateCommunications(demo.today, group.schoolId, group.id).map(
        ({ schoolId, classId, sentOn, ...item }) => ({
          ...item,
          school_id: schoolId,
          class_id: classId,
          created_at: sentOn,
        }),
      ),
    )
    await tx.execute(sql`
      insert into portal.message (child_id, subject, body, sent_at, cause)
      select p.child_id, m.subject, m.body, m.created_at, 'communication:' || m.id
      from public.communications m
      join portal.placement p on (m.school_id is null or m.school_id = p.school_id)
                             and (m.class_id is null or m.class_id = p.class_id)
      order by m.id, p.child_id
      on conflict do nothing`)
  }

  await tx.execute(sql`
    with settings as (
      insert into public.site_settings (created_at, updated_at)
      select now(), now() where not exists (select from public.site_settings) returning id
    ), phones as (
      insert into public.site_settings_phones (_order, _parent_id, id, number)
      select ord, settings.id, md5('phone' || ord)::varchar, number
      from settings, unnest(array['0721/387412', '0721/387534', '0721/387411']) with ordinality as p (number, ord)
    )
    insert into public.site_settings_hours (_order, _parent_id, id, day, times)
    select ord, settings.id, md5('hours' || ord)::varchar, day, times
    from settings, unnest(
      array['Lunedì', 'Martedì', 'Mercoledì', 'Giovedì', 'Venerdì'],
      array['8.30-13.30', '8.30-13.30 e 15.00-17.00', 'chiuso', '8.30-14.00 e 14.45-17.00', '8.30-13.30']
    ) with ordinality as h (day, times, ord)`)
}

/** Tables written with ids of our own: their sequences go on from there. */
export const NUMBERED = [
  'kitchens',
  'school_clusters',
  'schools',
  'classes',
  'devices',
  'services',
  'tariffs',
  'service_calendars',
  'diets',
  'dishes',
  'menus',
  'bus_lines',
  'bus_stops',
  'children',
  'guardians',
  'communications',
]

/** What was filled at once has no statistics yet: without them the first pages would be planned blindly. */
export const ANALYZED = [
  'public.children',
  'public.guardians',
  'public.guardianships',
  'public.classes',
  'public.schools',
  'public.placements',
  'public.enrolments',
  'public.child_diets',
  'public.calendar_exceptions',
  'public.service_calendars',
  'public.tariffs',
  'public.bus_riders',
  'portal.account',
  'portal.wallet',
  'portal.mark',
  'portal.attendance',
  'portal.ledger_line',
  'portal.top_up',
  'portal.top_up_event',
  'portal.message',
] as const

/** Writes a demo set-based, table by table; `step` names what comes next, for a progress line. */
export const writeDemo = async (
  tx: Tx,
  demo: Demo,
  { segregationCode, step }: { segregationCode: string; step: (what: string) => void },
): Promise<void> => {
  step('scuole, servizi e tariffe')
  await writeMasterData(tx, demo)
  await writeMenus(tx, demo)
  step('famiglie e iscrizioni')
  await writePeople(tx, demo)
  await writeBus(tx, demo)
  step('presenze, addebiti e ricariche')
  await writeHistory(tx, demo, segregationCode)
  step('notizie e comunicazioni')
  await writeContents(tx, demo)
  for (const table of NUMBERED) {
    await tx.execute(sql`
      select setval(pg_get_serial_sequence(${`public.${table}`}, 'id'),
                    greatest((select max(id) from ${tableNamed(`public.${table}`)}), 1))`)
  }
}
