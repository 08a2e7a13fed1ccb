import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, db, inTransaction, rows, sql, type Tx } from '@/db/client'
import { env } from '@/env'
import { hashPassword } from '@/modules/identity'
import { dayInRome } from '@/shared/dates'
import { CommandError } from '../command'
import { writeBusDay } from './bus-day'
import { type Demo, generateDemo } from './demo'
import { FAMILY_CASE_LABELS, type FamilyCase } from './demo-families'
import { ensureTodayOpen } from './ensure-today-open'
import { writeFamilyDay } from './family-day'
import { tableNamed } from './insert-rows'
import { type TabletOperator, writeOperators } from './operators'
import type { Scale } from './schools'
import { newPassword, payloadPassword, STAFF_DEMO, type StaffDemoRole } from './staff'
import { ANALYZED, NUMBERED, writeDemo } from './write'

export { ensureTodayOpen } from './ensure-today-open'
export { SCALES, type Scale } from './schools'

type ChildCredentials = { childCode: string; password: string; childId: number; childName: string }
/** The sign-ins of a demo, written once to its data folder and nowhere else. */
export type DemoCredentials = {
  families: (ChildCredentials & {
    /** What the family is there to show, for the table of the demo. */
    case: FamilyCase
    label: string
    /** True when the siblings are already open from this account. */
    linked: boolean
    siblings: ChildCredentials[]
  })[]
  staff: Record<StaffDemoRole, { email: string; password: string }>
  /** Whose PINs unlock the tablets of one school or line; the other tablets of the demo have no lock. */
  operators: TabletOperator[]
}

export type SeedSummary = {
  scale: Scale
  children: number
  schools: number
  classes: number
  enrolments: number
  marks: number
  lines: number
  topUps: number
  openedToday: boolean
}

const isSeeded = async (on: Db): Promise<boolean> => {
  const found = await rows(on, z.object({ id: z.int() }), sql`select id from public.children limit 1`)
  return found.length > 0
}

/** A demo numbers its rows itself: master data of others would collide with it. */
const assertEmpty = async (on: Db): Promise<void> => {
  for (const table of NUMBERED) {
    const found = await on.execute(sql`select id from ${tableNamed(`public.${table}`)} limit 1`)
    if (found.rows.length > 0) {
      throw new CommandError(
        `La tabella ${table} contiene già dati: la città dimostrativa si crea solo in una base dati vuota`,
      )
    }
  }
}

/** Makes up passwords and stores their hashes; what it returns is the only place where they can be read. */
const writeCredentials = async (tx: Tx, demo: Demo): Promise<DemoCredentials> => {
  const credentialsOf = (child: Demo['demoFamilies'][number]['child']): ChildCredentials => ({
    childCode: child.childCode,
    password: newPassword(),
    childId: child.id,
    childName: `${child.surname} ${child.name}`,
  })
  const families = demo.demoFamilies.map(({ family, child, siblings, linked }) => ({
    case: family,
    label: FAMILY_CASE_LABELS[family],
    ...credentialsOf(child),
    linked,
    siblings: siblings.map(credentialsOf),
  }))
  const accounts = await Promise.all(
    families
      .flatMap(({ siblings, ...child }) => [child, ...siblings])
      .map(async ({ childId, password }) => ({
        childId,
        hash: await hashPassword(password),
      })),
  )
  await tx.execute(sql`
    update portal.account a set password_hash = p.hash, password_changed_at = a.created_at
    from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as p ("childId" int, hash text)
    where a.child_id = p."childId"`)
  const links = families
    .filter(({ linked }) => linked)
    .flatMap(({ childId, siblings }) => siblings.map((sibling) => ({ childId, siblingId: sibling.childId })))
  await tx.execute(sql`
    insert into portal.account_child (account_id, child_id)
    select a.account_id, l."siblingId"
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l ("childId" int, "siblingId" int)
    join portal.account a on a.child_id = l."childId"`)

  const school = demo.schools.find(({ level }) => level === 'primary')
  const staff = await Promise.all(
    STAFF_DEMO.map(async ({ role, name }) => {
      const password = newPassword()
      return {
        role,
        name,
        email: `${role}@example.org`,
        password,
        schoolId: role === 'school' ? school?.id : null,
        ...(await payloadPassword(password)),
      }
    }),
  )
  await tx.execute(sql`
    with born as (
      insert into public.staff (name, school_id, active, email, salt, hash)
      select name, "schoolId", true, email, salt, hash
      from jsonb_to_recordset(${JSON.stringify(staff)}::jsonb)
        as s (name text, "schoolId" int, email text, salt text, hash text)
      returning id, email
    )
    insert into public.staff_roles ("order", parent_id, value)
    select 1, born.id, s.role::public.enum_staff_roles
    from born join jsonb_to_recordset(${JSON.stringify(staff)}::jsonb) as s (email text, role text) using (email)`)
  return {
    families,
    staff: Object.fromEntries(
      staff.map(({ role, email, password }) => [role, { email, password }]),
    ) as DemoCredentials['staff'],
    operators: await writeOperators(tx, demo),
  }
}

/**
 * Fills an empty database with a demonstrative town, in one transaction, and answers its figures and sign-ins; null
 * when the database has children already. The town is the same for the same day and scale; the passwords never are.
 */
export const seed = async (
  scale: Scale,
  {
    now = Temporal.Now.instant(),
    step = () => undefined,
  }: {
    now?: Temporal.Instant
    step?: (what: string) => void
  } = {},
): Promise<{ summary: SeedSummary; credentials: DemoCredentials } | null> => {
  if (await isSeeded(db)) return null
  await assertEmpty(db)
  step('generazione')
  const today = dayInRome(now)
  const demo = generateDemo(scale, today)
  const done = await inTransaction(async (tx) => {
    await writeDemo(tx, demo, { segregationCode: env.PAGOPA_SEGREGATION_CODE, step })
    step('credenziali')
    const credentials = await writeCredentials(tx, demo)
    const openedToday = await ensureTodayOpen(tx, today)
    await writeFamilyDay(tx, now)
    await writeBusDay(tx, demo, now)
    return { credentials, openedToday }
  })
  step('statistiche')
  await db.execute(sql`analyze ${sql.join(ANALYZED.map(tableNamed), sql`, `)}`)
  return {
    credentials: done.credentials,
    summary: {
      scale,
      children: demo.families.children.length,
      schools: demo.schools.length,
      classes: demo.classes.length,
      enrolments: demo.enrolments.length,
      marks: demo.history.marks.length,
      lines: demo.history.lines.length,
      topUps: demo.topUps.length,
      openedToday: done.openedToday,
    },
  }
}

/** Where the sign-ins of a data folder's demo are kept. */
export const credentialsFile = (dataDir: string): string => path.join(dataDir, 'demo-credentials.json')

export const saveCredentials = (dataDir: string, credentials: DemoCredentials): string => {
  const file = credentialsFile(dataDir)
  writeFileSync(file, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
  return file
}
