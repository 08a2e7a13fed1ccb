import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { Temporal } from 'temporal-polyfill'
import { type Ctx, holdsRole, type PrincipalOf, type StaffRole } from '@/modules/identity'
import { addressOf } from './address'
import { staffOf } from './staff-session'

/** For a page of the staff: who is signed in with one of the roles; others are sent to sign in. */
export const requireStaff = async (
  roles: readonly StaffRole[],
  signInPath: string,
): Promise<Ctx<PrincipalOf<'staff'>>> => {
  const requestHeaders = await headers()
  const actor = await staffOf(requestHeaders)
  if (!actor || !holdsRole(actor.roles, ...roles)) redirect(signInPath)
  return { actor, now: Temporal.Now.instant(), requestId: randomUUID(), address: addressOf(requestHeaders) }
}
