import { hash, randomBytes, randomInt } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, db, inTransaction, oneRow, type SQL, sql } from '@/db/client'
import { DeviceId, LineId, SchoolId } from '@/shared/ids'
import {
  forbidden,
  type IdentityError,
  lineNotFound,
  notSignedIn,
  pairingCodeRefused,
  schoolNotFound,
} from './errors'
import { actorText, type Ctx, holdsRole, type Principal, type PrincipalOf } from './principal'
import { attempt, networkOf } from './throttle'

/** Without letters and digits that look alike on a note: 32 signs, 8 places, 40 bits for 15 minutes. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 8
const CODE_MINUTES = 15

const hashOf = (secret: string) => hash('sha256', secret, 'base64url')
const normaliseCode = (typed: string) => typed.toUpperCase().replace(/[^A-Z0-9]/g, '')

type Code = { pairingCode: string; expiresAt: string }
export type PairingCode = Code & { school: { id: SchoolId; name: string } }
export type LinePairingCode = Code & { line: z.infer<typeof Line> }

const School = z.object({ id: SchoolId, name: z.string() })
const Line = z.object({ id: LineId, code: z.string(), name: z.string() })

/** For what a code is asked: a school or a bus line. */
export const PairingCodeRequest = z.union([z.object({ schoolId: SchoolId }), z.object({ lineId: LineId })])

/** A code whose hash is kept for `owner`, a query of the one row that it will be bound to. */
const storeCode = async <Owner extends z.ZodType>(
  { actor, now }: Ctx<PrincipalOf<'staff' | 'system'>>,
  row: Owner,
  column: 'school_id' | 'line_id',
  owner: SQL,
): Promise<{ code: Code; owner: z.output<Owner> | null }> => {
  if (actor.kind === 'staff' && !holdsRole(actor.roles, 'office')) throw forbidden()
  const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  const expiresAt = now.add({ minutes: CODE_MINUTES }).toString()
  const found = await oneRow(
    db,
    row,
    sql`
    with found as (${owner}),
    stored as (
      insert into portal.pairing_code (code_hash, ${sql.identifier(column)}, created_at, expires_at, created_by)
      select ${hashOf(code)}, id, ${now.toString()}::timestamptz, ${expiresAt}::timestamptz, ${actorText(actor)} from found
    )
    select * from found`,
  )
  return { code: { pairingCode: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt }, owner: found }
}

/** A new code for one tablet of a school: it lives 15 minutes and works once. Only its hash is stored. */
export const createPairingCode = async (
  ctx: Ctx<PrincipalOf<'staff' | 'system'>>,
  { schoolId }: { schoolId: SchoolId },
): Promise<PairingCode> => {
  const { code, owner } = await storeCode(
    ctx,
    School,
    'school_id',
    sql`select school_id as id, name from portal.school where school_id = ${schoolId}::int and is_active`,
  )
  if (!owner) throw schoolNotFound()
  return { ...code, school: owner }
}

/** The same for the tablet of a bus line, named by its id or by its code. */
export const createLinePairingCode = async (
  ctx: Ctx<PrincipalOf<'staff' | 'system'>>,
  line: { lineId: LineId } | { code: string },
): Promise<LinePairingCode> => {
  const named = 'lineId' in line ? sql`line_id = ${line.lineId}::int` : sql`code = ${line.code}::text`
  const { code, owner } = await storeCode(
    ctx,
    Line,
    'line_id',
    sql`select line_id as id, code, name from portal.bus_line where ${named} and is_active`,
  )
  if (!owner) throw lineNotFound()
  return { ...code, line: owner }
}

export const PairRequest = z.object({
  pairingCode: z.string().trim().min(1).max(40),
  deviceName: z.string().trim().min(1).max(80),
})

const Paired = z.object({
  device: z.object({ id: DeviceId }),
  school: School.nullable(),
  line: Line.nullable(),
})

/** What a tablet is told when it was paired: whose it is, a school's or a bus line's. */
export type PairedTablet = { token: string; device: { id: DeviceId } } & (
  | { school: z.infer<typeof School> }
  | { line: z.infer<typeof Line> }
)

/**
 * Turns a pairing code into a token bound to its school or its bus line; of two tablets with the same code one wins.
 * Wrong codes are counted per address: five close it for a quarter of an hour.
 */
export const pairTablet = async (ctx: Ctx, request: z.infer<typeof PairRequest>): Promise<PairedTablet> => {
  const token = randomBytes(32).toString('base64url')
  const paired = await attempt([{ kind: 'pair', value: networkOf(ctx.address) }], () =>
    redeemCode(ctx, request, token),
  )
  if (!paired) throw pairingCodeRefused()
  const { device, school, line } = paired
  if (school) return { token, device, school }
  if (line) return { token, device, line }
  throw new Error('A pairing code belongs to nobody')
}

const redeemCode = (ctx: Ctx, request: z.infer<typeof PairRequest>, token: string) => {
  const now = ctx.now.toString()
  return inTransaction(async (tx) => {
    const used = await oneRow(
      tx,
      z.object({ school_id: SchoolId.nullable(), line_id: LineId.nullable() }),
      sql`
      update portal.pairing_code set used_at = ${now}::timestamptz
      where code_hash = ${hashOf(normaliseCode(request.pairingCode))} and used_at is null and expires_at > ${now}::timestamptz
      returning school_id, line_id`,
    )
    if (!used) return null
    return oneRow(
      tx,
      Paired,
      sql`
      with born as (
        insert into public.devices (name, school_id, line_id, revoked, token_hash, last_seen_at)
        values (${request.deviceName}, ${used.school_id}::int, ${used.line_id}::int, false, ${hashOf(token)}, ${now}::timestamptz)
        returning id, school_id, line_id
      ), noted as (
        update portal.pairing_code set device_id = born.id from born
        where code_hash = ${hashOf(normaliseCode(request.pairingCode))}
      )
      select jsonb_build_object('id', born.id) as device,
             (select jsonb_build_object('id', school_id, 'name', name) from portal.school s where s.school_id = born.school_id) as school,
             (select jsonb_build_object('id', line_id, 'code', code, 'name', name) from portal.bus_line l where l.line_id = born.line_id) as line
      from born`,
    )
  })
}

const Device = z.object({ device_id: DeviceId, school_id: SchoolId.nullable(), line_id: LineId.nullable() })

/** A bearer token as a tablet's, null for what cannot be one. Nothing is looked up. */
export const tabletTokenOf = (token: string): PrincipalOf<'tabletToken'> | null =>
  /^[\w-]{43}$/.test(token) ? { kind: 'tabletToken', tokenHash: hashOf(token) } : null

/**
 * The row of a school's tablet (device_id, school_id), for a statement of its own or within another; none if revoked,
 * none for a bus line's.
 */
export const tabletRow = (actor: PrincipalOf<'tablet' | 'tabletToken'>): SQL =>
  actor.kind === 'tablet'
    ? sql`select ${actor.deviceId}::int as device_id, ${actor.schoolId}::int as school_id`
    : sql`select device_id, school_id from portal.device
          where token_hash = ${actor.tokenHash}::text and not is_revoked and school_id is not null`

/** The same of a bus line's tablet (device_id, line_id). */
export const lineTabletRow = (actor: PrincipalOf<'lineTablet' | 'tabletToken'>): SQL =>
  actor.kind === 'lineTablet'
    ? sql`select ${actor.deviceId}::int as device_id, ${actor.lineId}::int as line_id`
    : sql`select device_id, line_id from portal.device
          where token_hash = ${actor.tokenHash}::text and not is_revoked and line_id is not null`

/** The tablet of a token, a school's or a bus line's; null for an unknown or revoked one. One indexed read. */
export const authenticateTablet = async (
  on: Db,
  { tokenHash }: PrincipalOf<'tabletToken'>,
): Promise<PrincipalOf<'tablet' | 'lineTablet'> | null> => {
  const device = await oneRow(
    on,
    Device,
    sql`select device_id, school_id, line_id from portal.device where token_hash = ${tokenHash}::text and not is_revoked`,
  )
  if (device?.school_id) return { kind: 'tablet', deviceId: device.device_id, schoolId: device.school_id }
  if (device?.line_id) return { kind: 'lineTablet', deviceId: device.device_id, lineId: device.line_id }
  return null
}

/** Why a statement found no row for a tablet: a token of the other kind may not ask this, any other is none. */
export const tabletRefusal = async (on: Db, actor: Principal): Promise<IdentityError> =>
  actor.kind === 'tabletToken' && (await authenticateTablet(on, actor)) ? forbidden() : notSignedIn()

/** Notes that a tablet is alive, at most once in five minutes. */
export const touchTablet = async (on: Db, deviceId: DeviceId, now: Temporal.Instant): Promise<void> => {
  await on.execute(sql`
    update public.devices set last_seen_at = ${now.toString()}::timestamptz
    where id = ${deviceId}::int and (last_seen_at is null or last_seen_at < ${now.subtract({ minutes: 5 }).toString()}::timestamptz)`)
}
