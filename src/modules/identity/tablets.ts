import { hash, randomBytes, randomInt } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, db, inTransaction, oneRow, type SQL, sql } from '@/db/client'
import { DeviceId, SchoolId } from '@/shared/ids'
import { forbidden, pairingCodeRefused, schoolNotFound } from './errors'
import { actorText, type Ctx, holdsRole, type PrincipalOf } from './principal'
import { attempt, networkOf } from './throttle'

/** Without letters and digits that look alike on a note: 32 signs, 8 places, 40 bits for 15 minutes. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 8
const CODE_MINUTES = 15

const hashOf = (secret: string) => hash('sha256', secret, 'base64url')
const normaliseCode = (typed: string) => typed.toUpperCase().replace(/[^A-Z0-9]/g, '')

export type PairingCode = { pairingCode: string; expiresAt: string; school: { id: SchoolId; name: string } }

const School = z.object({ id: SchoolId, name: z.string() })

/** A new code for one tablet of a school: it lives 15 minutes and works once. Only its hash is stored. */
export const createPairingCode = async (
  ctx: Ctx<PrincipalOf<'staff' | 'system'>>,
  { schoolId }: { schoolId: SchoolId },
): Promise<PairingCode> => {
  const { actor } = ctx
  if (actor.kind === 'staff' && !holdsRole(actor.roles, 'office')) throw forbidden()
  const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  const expiresAt = ctx.now.add({ minutes: CODE_MINUTES }).toString()
  const school = await oneRow(
    db,
    School,
    sql`
    with found as (select school_id as id, name from portal.school where school_id = ${schoolId}::int and is_active),
    stored as (
      insert into portal.pairing_code (code_hash, school_id, created_at, expires_at, created_by)
      select ${hashOf(code)}, id, ${ctx.now.toString()}::timestamptz, ${expiresAt}::timestamptz, ${actorText(actor)} from found
    )
    select id, name from found`,
  )
  if (!school) throw schoolNotFound()
  return { pairingCode: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt, school }
}

export const PairRequest = z.object({
  pairingCode: z.string().trim().min(1).max(40),
  deviceName: z.string().trim().min(1).max(80),
})

const Paired = z.object({ device_id: DeviceId, school_id: SchoolId, school_name: z.string() })

/**
 * Turns a pairing code into a token bound to its school; of two tablets with the same code one wins.
 * Wrong codes are counted per address: five close it for a quarter of an hour.
 */
export const pairTablet = async (ctx: Ctx, request: z.infer<typeof PairRequest>) => {
  const token = randomBytes(32).toString('base64url')
  const paired = await attempt([{ kind: 'pair', value: networkOf(ctx.address) }], () =>
    redeemCode(ctx, request, token),
  )
  if (!paired) throw pairingCodeRefused()
  return {
    token,
    device: { id: paired.device_id },
    school: { id: paired.school_id, name: paired.school_name },
  }
}

const redeemCode = (ctx: Ctx, request: z.infer<typeof PairRequest>, token: string) => {
  const now = ctx.now.toString()
  return inTransaction(async (tx) => {
    const used = await oneRow(
      tx,
      z.object({ school_id: SchoolId }),
      sql`
      update portal.pairing_code set used_at = ${now}::timestamptz
      where code_hash = ${hashOf(normaliseCode(request.pairingCode))} and used_at is null and expires_at > ${now}::timestamptz
      returning school_id`,
    )
    if (!used) return null
    return oneRow(
      tx,
      Paired,
      sql`
      with born as (
        insert into public.devices (name, school_id, revoked, token_hash, last_seen_at)
        values (${request.deviceName}, ${used.school_id}, false, ${hashOf(token)}, ${now}::timestamptz)
        returning id, school_id
      ), noted as (
        update portal.pairing_code set device_id = born.id from born
        where code_hash = ${hashOf(normaliseCode(request.pairingCode))}
      )
      select born.id as device_id, born.school_id, s.name as school_name from born join portal.school s using (school_id)`,
    )
  })
}

const Device = z.object({ device_id: DeviceId, school_id: SchoolId })

/** A bearer token as a tablet's, null for what cannot be one. Nothing is looked up. */
export const tabletTokenOf = (token: string): PrincipalOf<'tabletToken'> | null =>
  /^[\w-]{43}$/.test(token) ? { kind: 'tabletToken', tokenHash: hashOf(token) } : null

/** The row of a tablet (device_id, school_id), for a statement of its own or within another; none if revoked. */
export const tabletRow = (actor: PrincipalOf<'tablet' | 'tabletToken'>): SQL =>
  actor.kind === 'tablet'
    ? sql`select ${actor.deviceId}::int as device_id, ${actor.schoolId}::int as school_id`
    : sql`select device_id, school_id from portal.device where token_hash = ${actor.tokenHash}::text and not is_revoked`

/** The tablet of a token; null for an unknown or revoked one. One indexed read. */
export const authenticateTablet = async (
  on: Db,
  token: PrincipalOf<'tabletToken'>,
): Promise<PrincipalOf<'tablet'> | null> => {
  const device = await oneRow(on, Device, tabletRow(token))
  return device && { kind: 'tablet', deviceId: device.device_id, schoolId: device.school_id }
}

/** Notes that a tablet is alive, at most once in five minutes. */
export const touchTablet = async (on: Db, deviceId: DeviceId, now: Temporal.Instant): Promise<void> => {
  await on.execute(sql`
    update public.devices set last_seen_at = ${now.toString()}::timestamptz
    where id = ${deviceId}::int and (last_seen_at is null or last_seen_at < ${now.subtract({ minutes: 5 }).toString()}::timestamptz)`)
}
