import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import { createLinePairingCode, createPairingCode } from '@/modules/identity'
import { LineId, SchoolId } from '@/shared/ids'
import { systemCtx } from './system-ctx'

const SignIn = z.object({ email: z.string(), password: z.string() })
const Child = z.object({
  childCode: z.string(),
  password: z.string(),
  childId: z.int(),
  childName: z.string(),
})

/** Who can sign in to the demo town; written by its seed. */
const DemoCredentials = z.object({
  families: z.array(Child.extend({ siblings: z.array(Child), label: z.string().optional() })),
  staff: z.object({ admin: SignIn, office: SignIn, editor: SignIn, kitchen: SignIn, school: SignIn }),
  operators: z
    .array(
      z.object({
        name: z.string(),
        pin: z.string(),
        schoolId: SchoolId.nullable(),
        lineId: LineId.nullable(),
      }),
    )
    .default([]),
})
export type DemoCredentials = z.infer<typeof DemoCredentials>

/** What the demo tells to whoever wants to try it: `demo.json` of the data folder. */
export type DemoFile = Omit<DemoCredentials, 'operators'> & {
  url: string
  tablets: { schoolId: number; schoolName: string; pairingCode: string }[]
  /** For the tablets of the school bus's escorts. */
  busTablets: { lineId: number; lineName: string; pairingCode: string }[]
  /** Of one school, in towns that have one to spare, and of one line: whose tablets open with an operator's PIN. */
  lockedTablets: {
    schoolId: number | null
    lineId: number | null
    name: string
    pairingCode: string
    operators: { name: string; pin: string }[]
  }[]
  pagopa: { creditorFiscalCode: string; brokerFiscalCode: string; stationId: string; segregationCode: string }
}

const inDataDir = (name: string) => path.join(env.PORTALE_DATA_DIR, name)

/** The sign-ins of the seeded town; null before it is seeded. */
export const readDemoCredentials = (): DemoCredentials | null => {
  const file = inDataDir('demo-credentials.json')
  return existsSync(file) ? DemoCredentials.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

const SCHOOLS_MAX = 6

/** The schools of the demo families' children: those whose classes eat today first, then in the families' order. */
const demoSchools = async (credentials: DemoCredentials): Promise<SchoolId[]> => {
  const children = credentials.families.map(({ childId }) => childId)
  const found = await rows(
    db,
    z.object({ school_id: SchoolId }),
    sql`
    select p.school_id,
           bool_or(c.canteen_weekdays is null or extract(isodow from current_date)::text = any (c.canteen_weekdays)) as eats_today,
           min(asked.place) as place
    from jsonb_array_elements_text(${JSON.stringify(children)}::jsonb) with ordinality as asked (child_id, place)
    join portal.placement p on p.child_id = asked.child_id::int
      and p.valid_from <= current_date and (p.valid_to is null or p.valid_to >= current_date)
    join portal.class_group c on c.class_id = p.class_id
    group by p.school_id order by eats_today desc, place limit ${SCHOOLS_MAX}::int`,
  )
  return found.map((row) => row.school_id)
}

const LINES_MAX = 6

const demoLines = (): Promise<{ line_id: LineId }[]> =>
  rows(
    db,
    z.object({ line_id: LineId }),
    sql`select line_id from portal.bus_line where is_active order by line_id limit ${LINES_MAX}::int`,
  )

/** Makes new pairing codes and writes `demo.json` anew, in one move: a reader sees the old file or the new one. */
export const publishDemo = async (url: string, credentials: DemoCredentials): Promise<DemoFile> => {
  const tablets: DemoFile['tablets'] = []
  for (const schoolId of await demoSchools(credentials)) {
    const { school, pairingCode } = await createPairingCode(systemCtx('demo'), { schoolId })
    tablets.push({ schoolId: school.id, schoolName: school.name, pairingCode })
  }
  const busTablets: DemoFile['busTablets'] = []
  for (const { line_id: lineId } of await demoLines()) {
    const { line, pairingCode } = await createLinePairingCode(systemCtx('demo'), { lineId })
    busTablets.push({ lineId: line.id, lineName: line.name, pairingCode })
  }
  const lockedTablets: DemoFile['lockedTablets'] = []
  const operatorsOf = (place: { schoolId: number | null; lineId: number | null }) =>
    credentials.operators
      .filter(({ schoolId, lineId }) => schoolId === place.schoolId && lineId === place.lineId)
      .map(({ name, pin }) => ({ name, pin }))
  for (const schoolId of new Set(credentials.operators.flatMap(({ schoolId }) => schoolId ?? []))) {
    const { school, pairingCode } = await createPairingCode(systemCtx('demo'), { schoolId })
    const place = { schoolId, lineId: null }
    lockedTablets.push({ ...place, name: school.name, pairingCode, operators: operatorsOf(place) })
  }
  for (const { lineId, lineName: name, pairingCode } of busTablets) {
    const place = { schoolId: null, lineId }
    const operators = operatorsOf(place)
    if (operators.length > 0) lockedTablets.push({ ...place, name, pairingCode, operators })
  }
  const content: DemoFile = {
    url,
    families: credentials.families.map(({ label: _, ...family }) => family),
    staff: credentials.staff,
    tablets,
    busTablets,
    lockedTablets,
    pagopa: {
      creditorFiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
      brokerFiscalCode: env.PAGOPA_BROKER_FISCAL_CODE,
      stationId: env.PAGOPA_STATION_ID,
      segregationCode: env.PAGOPA_SEGREGATION_CODE,
    },
  }
  const draft = inDataDir(`demo.json.${process.pid}`)
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`)
  renameSync(draft, inDataDir('demo.json'))
  return content
}

const Latest = z.object({ used_at: z.string().nullable() })

/** When a tablet was last paired: its code is spent, and the published ones must be made anew. */
export const lastPairing = async (): Promise<string | null> =>
  (await rows(db, Latest, sql`select max(used_at)::text as used_at from portal.pairing_code`))[0]?.used_at ??
  null
