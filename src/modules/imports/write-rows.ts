import { z } from 'zod'
import { rows as parsed, sql, type Tx } from '@/db/client'
import type { Ctx } from '@/modules/identity'
import { noteSuggestions, type RegisterWord } from '@/modules/school-day'
import { childCodeOf, FIRST_CHILD_SEQUENCE } from '@/shared/child-code'
import { type CivilDate, dayInRome } from '@/shared/dates'
import type { Problem, Row } from './check-rows'
import type { Import } from './columns'

/** `skipped`: lines of children who are not here, where that is no mistake. */
export type Counts = { created: number; updated: number; unchanged: number; skipped?: number }
/** What the database knows against some lines; then nothing is written. */
export type Written = { problems: Problem[] } | { counts: Counts }

const Line = z.object({ line: z.int() })
const LineProblem = z.object({ line: z.int(), column: z.string(), problem: z.string() })

const countsOf = (rows: Row[], created: { line: number }[], updated: { line: number }[]): Counts => {
  const born = new Set(created.map(({ line }) => line))
  const changed = new Set(updated.map(({ line }) => line).filter((line) => !born.has(line)))
  return { created: born.size, updated: changed.size, unchanged: rows.length - born.size - changed.size }
}

/** Noon in Greenwich, as Payload stores a civil day. */
const stored = (day: ReturnType<typeof sql>) => sql`(${day} + time '12:00') at time zone 'UTC'`

const writeSchools = async (tx: Tx, rows: Row[]): Promise<Written> => {
  const asked = sql`
    asked as (
      select a.*, c.id as cluster_id, s.id as school_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as a (line int, code text, name text, level text, address text, "clusterCode" text)
      left join public.school_clusters c on upper(c.code) = a."clusterCode"
      left join public.schools s on upper(s.code) = a.code
    )`
  const problems = await parsed(
    tx,
    LineProblem,
    sql`with ${asked}
    select line, 'clusterCode' as column, 'istituto comprensivo sconosciuto: aggiungerlo prima nell’area riservata' as problem
    from asked where "clusterCode" is not null and cluster_id is null`,
  )
  if (problems.length > 0) return { problems }
  const updated = await parsed(
    tx,
    Line,
    sql`with ${asked}
    update public.schools s set name = a.name, level = a.level::public.enum_schools_level,
      address = coalesce(a.address, s.address), cluster_id = coalesce(a.cluster_id, s.cluster_id), updated_at = now()
    from asked a
    where s.id = a.school_id and (s.name, s.level::text, s.address, s.cluster_id)
      is distinct from (a.name, a.level, coalesce(a.address, s.address), coalesce(a.cluster_id, s.cluster_id))
    returning a.line`,
  )
  const created = await parsed(
    tx,
    Line,
    sql`with ${asked}, born as (
      insert into public.schools (code, name, level, address, cluster_id)
      select code, name, level::public.enum_schools_level, address, cluster_id
      from asked where school_id is null order by line returning code
    )
    select a.line from born join asked a using (code)`,
  )
  return { counts: countsOf(rows, created, updated) }
}

const writeClasses = async (tx: Tx, rows: Row[]): Promise<Written> => {
  const asked = sql`
    asked as (
      select a.*, s.id as school_id, c.id as class_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as a (line int, "schoolCode" text, name text, "schoolYear" text, "canteenWeekdays" jsonb)
      left join public.schools s on upper(s.code) = a."schoolCode"
      left join public.classes c on c.school_id = s.id and c.school_year = a."schoolYear" and upper(c.name) = upper(a.name)
    )`
  const problems = await parsed(
    tx,
    LineProblem,
    sql`with ${asked}
    select line, 'schoolCode' as column, 'scuola sconosciuta: importare prima le scuole' as problem
    from asked where school_id is null`,
  )
  if (problems.length > 0) return { problems }
  const created = await parsed(
    tx,
    Line,
    sql`with ${asked}, born as (
      insert into public.classes (school_id, school_year, name)
      select school_id, "schoolYear", name from asked where class_id is null order by line
      returning school_id, school_year, name
    )
    select a.line from born b join asked a on a.school_id = b.school_id and a."schoolYear" = b.school_year and a.name = b.name`,
  )
  const updated = await parsed(
    tx,
    Line,
    sql`with ${asked}, wanted as (
      select a.line, a.class_id, array(select jsonb_array_elements_text(a."canteenWeekdays") order by 1) as weekdays
      from asked a where jsonb_typeof(a."canteenWeekdays") = 'array'
    ), changed as (
      select * from wanted w where w.weekdays is distinct from array(
        select d.value::text from public.classes_canteen_weekdays d where d.parent_id = w.class_id order by 1)
    ), removed as (
      delete from public.classes_canteen_weekdays d using changed c where d.parent_id = c.class_id
    ), added as (
      insert into public.classes_canteen_weekdays ("order", parent_id, value)
      select ord, c.class_id, day::public.enum_classes_canteen_weekdays
      from changed c, unnest(c.weekdays) with ordinality as w (day, ord)
    ), touched as (
      update public.classes g set updated_at = now() from changed c where g.id = c.class_id
    )
    select line from changed`,
  )
  return { counts: countsOf(rows, created, updated) }
}

/** Codes for children without one: after the highest of our own kind, whatever codes the municipality brought. */
const withChildCodes = async (tx: Tx, rows: Row[]): Promise<Row[]> => {
  const [highest] = await parsed(
    tx,
    z.object({ sequence: z.coerce.number() }),
    sql`
    select greatest(coalesce(max(left(child_code, 7)::int), 0), ${FIRST_CHILD_SEQUENCE - 1}::int) as sequence
    from (select child_code from public.children
          union all select jsonb_array_elements_text(${JSON.stringify(rows.flatMap((row) => row.childCode ?? []))}::jsonb)) c
    where child_code ~ '^[2-8][0-9]{7}$'`,
  )
  let sequence = highest?.sequence ?? FIRST_CHILD_SEQUENCE - 1
  return rows.map((row) => (row.childCode === null ? { ...row, childCode: childCodeOf(++sequence) } : row))
}

const CHILD_SHAPE = sql`(line int, "childCode" text, "fiscalCode" text, surname text, name text, "birthDate" date, sex text,
  resident boolean, "schoolCode" text, "className" text, "schoolYear" text)`

const writeChildren = async (tx: Tx, rows: Row[], today: CivilDate): Promise<Written> => {
  const asked = (set: Row[]) => sql`
    asked as materialized (
      select a.*, by_code.id as id_by_code, by_fiscal.id as id_by_fiscal, coalesce(by_code.id, by_fiscal.id) as child_id,
        by_fiscal.child_code as known_code, s.id as school_id, c.id as class_id,
        make_date(left(a."schoolYear", 4)::int, 9, 1) as year_from, make_date(right(a."schoolYear", 4)::int, 8, 31) as year_to
      from jsonb_to_recordset(${JSON.stringify(set)}::jsonb) as a ${CHILD_SHAPE}
      left join public.children by_code on portal.code_key(by_code.child_code) = portal.code_key(a."childCode")
      left join public.children by_fiscal on by_fiscal.fiscal_code = a."fiscalCode"
      left join public.schools s on upper(s.code) = a."schoolCode"
      left join public.classes c on c.school_id = s.id and c.school_year = a."schoolYear" and upper(c.name) = upper(a."className")
    )`
  const problems = await parsed(
    tx,
    LineProblem,
    sql`with ${asked(rows)}
    select line, 'schoolCode' as column, 'scuola sconosciuta: importare prima le scuole' as problem
      from asked where "schoolCode" is not null and school_id is null
    union all
    select line, 'className', 'classe sconosciuta in questa scuola e in questo anno: importare prima le classi'
      from asked where school_id is not null and class_id is null
    union all
    select line, 'birthDate', 'data di nascita nel futuro' from asked where "birthDate" > ${today}::date
    union all
    select line, 'childCode', 'il codice utente e il codice fiscale sono di due bambini diversi'
      from asked where id_by_code <> id_by_fiscal
    union all
    select line, 'childCode', 'questo bambino ha già un altro codice utente: lasciare vuota la cella o scrivere quello'
      from asked where "childCode" is not null and id_by_code is null and id_by_fiscal is not null
    union all
    select line, 'fiscalCode', 'due righe indicano lo stesso bambino'
      from (select line, count(*) over (partition by child_id) as lines from asked where child_id is not null) d where lines > 1
    order by line`,
  )
  if (problems.length > 0) return { problems }

  const known = await parsed(
    tx,
    z.object({ line: z.int(), child_code: z.string() }),
    sql`with ${asked(rows)} select a.line, c.child_code from asked a join public.children c on c.id = a.child_id`,
  )
  const codes = new Map(known.map(({ line, child_code }) => [line, child_code]))
  const all = await withChildCodes(
    tx,
    rows.map((row) => ({ ...row, childCode: codes.get(row.line) ?? (row.childCode as string | null) })),
  )
  const updated = await parsed(
    tx,
    Line,
    sql`with ${asked(all)}
    update public.children c set surname = a.surname, name = a.name, full_name = a.surname || ' ' || a.name,
      fiscal_code = coalesce(a."fiscalCode", c.fiscal_code), sex = coalesce(a.sex::public.enum_children_sex, c.sex),
      birth_date = case when portal.day_of(c.birth_date) = a."birthDate" then c.birth_date else ${stored(sql`a."birthDate"`)} end,
      resident = coalesce(a.resident, c.resident), updated_at = now()
    from asked a
    where c.id = a.child_id
      and (c.surname, c.name, c.fiscal_code, c.sex::text, portal.day_of(c.birth_date), c.resident) is distinct from
          (a.surname, a.name, coalesce(a."fiscalCode", c.fiscal_code), coalesce(a.sex, c.sex::text), a."birthDate",
           coalesce(a.resident, c.resident))
    returning a.line`,
  )
  const created = await parsed(
    tx,
    Line,
    sql`with ${asked(all)}, born as (
      insert into public.children (child_code, fiscal_code, surname, name, full_name, birth_date, sex, resident)
      select "childCode", "fiscalCode", surname, name, surname || ' ' || name, ${stored(sql`"birthDate"`)},
             sex::public.enum_children_sex, coalesce(resident, true)
      from asked where child_id is null order by line
      returning id, child_code
    ), opened as (
      insert into portal.account (child_id) select id from born order by id on conflict do nothing
    )
    select a.line from born b join asked a on a."childCode" = b.child_code`,
  )
  // A child already in a class of that year moves today; both placements hold on the day of a move.
  const moved = await parsed(
    tx,
    Line,
    sql`with ${asked(all)}, moving as materialized (
      select a.line, a.child_id, a.class_id, a.year_from, a.year_to,
             greatest(a.year_from, least(a.year_to, ${today}::date)) as move_day,
             exists (select from public.placements p join public.classes g on g.id = p.class_id
               where p.child_id = a.child_id and g.school_year = a."schoolYear") as has_placement
      from asked a
      where a.class_id is not null and not exists (
        select from public.placements p where p.child_id = a.child_id and p.class_id = a.class_id
          and (p.valid_to is null or portal.day_of(p.valid_to) >= greatest(a.year_from, least(a.year_to, ${today}::date))))
    ), left_behind as (
      update public.placements p set valid_to = ${stored(sql`greatest(m.move_day, portal.day_of(p.valid_from))`)}, updated_at = now()
      from moving m
      where p.child_id = m.child_id and portal.day_of(p.valid_from) <= m.year_to
        and (p.valid_to is null or portal.day_of(p.valid_to) > m.move_day)
        and exists (select from public.classes g where g.id = p.class_id and g.school_year = (select school_year from public.classes where id = m.class_id))
    )
    , placed as (
      insert into public.placements (child_id, class_id, valid_from, valid_to)
      select child_id, class_id, ${stored(sql`case when has_placement then move_day else year_from end`)}, ${stored(sql`year_to`)}
      from moving order by line
    )
    select line from moving`,
  )
  return { counts: countsOf(rows, created, [...updated, ...moved]) }
}

/** The child that a line `a` names, by its code or by its fiscal code. */
const JOINED_CHILD = sql`
      left join public.children c on case when a."childCode" is not null
        then portal.code_key(c.child_code) = portal.code_key(a."childCode") else c.fiscal_code = a."childFiscalCode" end`
/** Begins the problems of a file: of the lines selected, that their child is not known. */
const UNKNOWN_CHILD = sql`
    select line, case when "childCode" is not null then 'childCode' else 'childFiscalCode' end as column,
           'bambino sconosciuto: importare prima i bambini' as problem`

const GUARDIAN_SHAPE = sql`(line int, "fiscalCode" text, surname text, name text, email text, mobile text, address text,
  "childCode" text, "childFiscalCode" text, "isReference" boolean, "contactsHidden" boolean)`

const writeGuardians = async (tx: Tx, rows: Row[]): Promise<Written> => {
  const asked = sql`
    asked as materialized (
      select a.*, g.id as guardian_id, c.id as child_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a ${GUARDIAN_SHAPE}
      left join public.guardians g on g.fiscal_code = a."fiscalCode"
      ${JOINED_CHILD}
    ), person as (
      select distinct on ("fiscalCode") * from asked order by "fiscalCode", line
    )`
  const problems = await parsed(
    tx,
    LineProblem,
    sql`with ${asked}
    ${UNKNOWN_CHILD}
      from asked where ("childCode" is not null or "childFiscalCode" is not null) and child_id is null
    union all
    select line, 'isReference', 'due genitori di riferimento per lo stesso bambino: lasciarne uno'
      from (select line, count(*) over (partition by child_id) as references_count from asked
            where "isReference" and child_id is not null) d where references_count > 1
    union all
    select line, 'fiscalCode', 'lo stesso genitore è legato due volte allo stesso bambino'
      from (select line, count(*) over (partition by child_id, "fiscalCode") as links from asked where child_id is not null) d
      where links > 1
    order by line`,
  )
  if (problems.length > 0) return { problems }
  const updated = await parsed(
    tx,
    Line,
    sql`with ${asked}
    update public.guardians g set surname = p.surname, name = p.name, full_name = p.surname || ' ' || p.name,
      email = coalesce(p.email, g.email), mobile = coalesce(p.mobile, g.mobile), address = coalesce(p.address, g.address),
      updated_at = now()
    from person p
    where g.id = p.guardian_id and (g.surname, g.name, g.email, g.mobile, g.address) is distinct from
      (p.surname, p.name, coalesce(p.email, g.email), coalesce(p.mobile, g.mobile), coalesce(p.address, g.address))
    returning p.line`,
  )
  const created = await parsed(
    tx,
    Line,
    sql`with ${asked}, born as (
      insert into public.guardians (fiscal_code, surname, name, full_name, email, mobile, address)
      select "fiscalCode", surname, name, surname || ' ' || name, email, mobile, address
      from person where guardian_id is null order by line returning fiscal_code
    )
    select p.line from born b join person p on p."fiscalCode" = b.fiscal_code`,
  )
  // The new reference takes the place of the old one before it is written: a child never has two.
  await tx.execute(sql`with ${asked}
    update public.guardianships l set is_reference = false, updated_at = now()
    from asked a where a."isReference" and l.child_id = a.child_id and l.is_reference and l.guardian_id is distinct from a.guardian_id`)
  const relinked = await parsed(
    tx,
    Line,
    sql`with ${asked}
    update public.guardianships l set is_reference = coalesce(a."isReference", l.is_reference),
      contacts_hidden = coalesce(a."contactsHidden", l.contacts_hidden), updated_at = now()
    from asked a
    where l.child_id = a.child_id and l.guardian_id = a.guardian_id and (l.is_reference, l.contacts_hidden) is distinct from
      (coalesce(a."isReference", l.is_reference), coalesce(a."contactsHidden", l.contacts_hidden))
    returning a.line`,
  )
  const linked = await parsed(
    tx,
    Line,
    sql`with ${asked}, missing as (
      select a.* from asked a
      where a.child_id is not null
        and not exists (select from public.guardianships l where l.child_id = a.child_id and l.guardian_id = a.guardian_id)
    ), linking as (
      insert into public.guardianships (child_id, guardian_id, is_reference, contacts_hidden)
      select child_id, guardian_id, coalesce("isReference", false), coalesce("contactsHidden", false) from missing order by line
    )
    select line from missing`,
  )
  // A child whose guardians were never told apart gets the first one as its reference.
  await tx.execute(sql`with ${asked}, orphan as (
      select l.child_id, min(l.id) as link_id from public.guardianships l
      where l.child_id in (select child_id from asked) group by l.child_id having not bool_or(coalesce(l.is_reference, false))
    )
    update public.guardianships l set is_reference = true from orphan o where l.id = o.link_id`)
  return { counts: countsOf(rows, [...created, ...linked], [...updated, ...relinked]) }
}

const writeEnrolments = async (tx: Tx, rows: Row[]): Promise<Written> => {
  const asked = sql`
    asked as materialized (
      select a.*, c.id as child_id, s.id as service_id, e.id as enrolment_id, e.valid_to as known_to
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as a (line int, "childCode" text, "childFiscalCode" text, service text, "from" date, "to" date)
      ${JOINED_CHILD}
      left join public.services s on s.code = lower(a.service) or lower(s.name) = lower(a.service)
      left join public.enrolments e on e.child_id = c.id and e.service_id = s.id and portal.day_of(e.valid_from) = a."from"
    )`
  const problems = await parsed(
    tx,
    LineProblem,
    sql`with ${asked}
    ${UNKNOWN_CHILD} from asked where child_id is null
    union all
    select line, 'service', 'servizio sconosciuto: scrivere il codice, ad esempio refezione' from asked where service_id is null
    union all
    select a.line, 'from', 'si sovrappone a un’iscrizione già registrata: correggere le date'
      from asked a where exists (select from public.enrolments e
        where e.child_id = a.child_id and e.service_id = a.service_id and e.id is distinct from a.enrolment_id
          and daterange(portal.day_of(e.valid_from), portal.day_of(e.valid_to), '[]') && daterange(a."from", a."to", '[]'))
    union all
    select a.line, 'from', 'si sovrappone alla riga ' || b.line
      from asked a join asked b on b.child_id = a.child_id and b.service_id = a.service_id and b.line < a.line
        and daterange(b."from", b."to", '[]') && daterange(a."from", a."to", '[]')
    order by line`,
  )
  if (problems.length > 0) return { problems }
  const updated = await parsed(
    tx,
    Line,
    sql`with ${asked}
    update public.enrolments e set valid_to = ${stored(sql`a."to"`)}, updated_at = now()
    from asked a where e.id = a.enrolment_id and portal.day_of(e.valid_to) is distinct from a."to" returning a.line`,
  )
  const created = await parsed(
    tx,
    Line,
    sql`with ${asked}, missing as (select * from asked where enrolment_id is null), born as (
      insert into public.enrolments (child_id, service_id, valid_from, valid_to)
      select child_id, service_id, ${stored(sql`"from"`)}, ${stored(sql`"to"`)} from missing order by line
    )
    select line from missing`,
  )
  return { counts: countsOf(rows, created, updated) }
}

const writeRiders = async (tx: Tx, rows: Row[]): Promise<Written> => {
  const asked = sql`
    asked as materialized (
      select a.*, c.id as child_id, l.id as line_id, r.id as rider_id, o.ids as outward_ids, o.times as outward_times,
             b.ids as return_ids, b.times as return_times, o.ids[1] as outward_id, b.ids[1] as return_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a (line int, "childCode" text, "childFiscalCode" text,
        "lineCode" text, "outwardStop" text, "returnStop" text, "from" date, "to" date)
      ${JOINED_CHILD}
      left join public.bus_lines l on lower(l.code) = lower(a."lineCode")
      left join public.bus_riders r on r.child_id = c.id and portal.day_of(r.valid_from) = a."from"
      left join lateral (select array_agg(s.id order by s.id) as ids, array_agg(nullif(s.outward_time, '') order by s.id) as times
        from public.bus_stops s where s.line_id = l.id and lower(s.name) = lower(a."outwardStop")) o on true
      left join lateral (select array_agg(s.id order by s.id) as ids, array_agg(nullif(s.return_time, '') order by s.id) as times
        from public.bus_stops s where s.line_id = l.id and lower(s.name) = lower(a."returnStop")) b on true
    )`
  const stopProblems = (run: 'outward' | 'return') => {
    const [typed, ids, times, column] =
      run === 'outward'
        ? [sql`"outwardStop"`, sql`outward_ids`, sql`outward_times`, 'outwardStop']
        : [sql`"returnStop"`, sql`return_ids`, sql`return_times`, 'returnStop']
    return sql`
    select line, ${column}::text, 'fermata sconosciuta su questa linea: scrivere il nome come nell’area riservata'
      from asked where ${typed} is not null and line_id is not null and ${ids} is null
    union all
    select line, ${column}::text, 'due fermate della linea hanno questo nome: cambiarne uno nell’area riservata'
      from asked where cardinality(${ids}) > 1
    union all
    select line, ${column}::text, ${`lo scuolabus non si ferma qui ${run === 'outward' ? 'all’andata' : 'al ritorno'}: manca l’ora della fermata`}::text
      from asked where cardinality(${ids}) = 1 and ${times}[1] is null`
  }
  const problems = await parsed(
    tx,
    LineProblem,
    sql`with ${asked}
    ${UNKNOWN_CHILD} from asked where child_id is null
    union all
    select line, 'lineCode', 'linea sconosciuta: scrivere il codice della linea' from asked where line_id is null
    union all ${stopProblems('outward')}
    union all ${stopProblems('return')}
    union all
    select a.line, 'from', 'si sovrappone a fermate già registrate: correggere le date'
      from asked a where exists (select from public.bus_riders r
        where r.child_id = a.child_id and r.id is distinct from a.rider_id
          and daterange(portal.day_of(r.valid_from), portal.day_of(r.valid_to), '[]') && daterange(a."from", a."to", '[]'))
    union all
    select a.line, 'from', 'si sovrappone alla riga ' || b.line
      from asked a join asked b on b.child_id = a.child_id and b.line < a.line
        and daterange(b."from", b."to", '[]') && daterange(a."from", a."to", '[]')
    order by line`,
  )
  if (problems.length > 0) return { problems }
  const updated = await parsed(
    tx,
    Line,
    sql`with ${asked}
    update public.bus_riders r set outward_stop_id = a.outward_id, return_stop_id = a.return_id,
      valid_to = ${stored(sql`a."to"`)}, updated_at = now()
    from asked a
    where r.id = a.rider_id and (r.outward_stop_id, r.return_stop_id, portal.day_of(r.valid_to))
      is distinct from (a.outward_id, a.return_id, a."to")
    returning a.line`,
  )
  const created = await parsed(
    tx,
    Line,
    sql`with ${asked}, missing as (select * from asked where rider_id is null), born as (
      insert into public.bus_riders (child_id, outward_stop_id, return_stop_id, valid_from, valid_to)
      select child_id, outward_id, return_id, ${stored(sql`"from"`)}, ${stored(sql`"to"`)} from missing order by line
    )
    select line from missing`,
  )
  return { counts: countsOf(rows, created, updated) }
}

/** The e-register lists every pupil of a school: whoever uses no service is unknown here, and left out. */
const writeAbsences = async (tx: Tx, rows: Row[], ctx: Ctx): Promise<Written> => {
  const said = rows.map(({ childCode, childFiscalCode, day, says }) => ({
    childCode: childCode as string | null,
    fiscalCode: childFiscalCode as string | null,
    day: day as CivilDate,
    says: says as RegisterWord,
  }))
  const { taken, changed } = await noteSuggestions(tx, ctx, { source: 'register', schoolId: null, said })
  return {
    counts: { created: changed, updated: 0, unchanged: taken - changed, skipped: rows.length - taken },
  }
}

/** Writes checked rows set-based; with problems that only the database knows of, nothing. */
export const writeRows = (tx: Tx, what: Import, rows: Row[], ctx: Ctx): Promise<Written> => {
  const today = dayInRome(ctx.now)
  if (what === 'riders') return writeRiders(tx, rows)
  if (what === 'absences') return writeAbsences(tx, rows, ctx)
  if (what === 'schools') return writeSchools(tx, rows)
  if (what === 'classes') return writeClasses(tx, rows)
  if (what === 'children') return writeChildren(tx, rows, today)
  if (what === 'guardians') return writeGuardians(tx, rows)
  return writeEnrolments(tx, rows)
}
