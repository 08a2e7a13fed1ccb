import config from '@payload-config'
import { login, logout } from '@payloadcms/next/auth'
import { cookies } from 'next/headers'
import { AuthenticationError, LockedAuth } from 'payload'
import type { StaffRole } from '@/modules/identity'
import { DomainError } from '@/shared/errors'
import { log } from './log'

/** How long Payload locks a member of staff after five wrong passwords; see the collection `staff`. */
const LOCK_SECONDS = 15 * 60

/**
 * Signs a member of staff in through Payload, which counts wrong passwords and sets its session cookie. Throws
 * `credentials-refused`, `throttled`, or `forbidden` for somebody without any of the roles, who stays signed out.
 */
export const signInStaff = async (
  { email, password }: { email: string; password: string },
  isAllowed: (roles: readonly StaffRole[]) => boolean,
): Promise<void> => {
  const { user } = await login({ collection: 'staff', config, email, password }).catch((error: unknown) => {
    if (error instanceof LockedAuth)
      throw new DomainError('throttled', 'Staff account locked', { retryAfterSeconds: LOCK_SECONDS })
    if (error instanceof AuthenticationError || isInactive(error))
      throw new DomainError('credentials-refused', 'Staff credentials refused')
    throw error
  })
  if (isAllowed((user?.roles ?? []) as StaffRole[])) return
  // The session cookie was set in this very answer: Payload's sign-out, which reads the request, would not see it.
  const { cookiePrefix } = await config
  ;(await cookies()).delete(`${cookiePrefix}-token`)
  throw new DomainError('forbidden', 'Signed in, but without a role for this page')
}

/** What the collection's hook throws for somebody the office has switched off. */
const isInactive = (error: unknown) => error instanceof Error && error.message === 'Utente disattivato'

/** Ends the session of this browser; a failure to end it in the database is logged, the cookie goes all the same. */
export const signOutStaff = async (): Promise<void> => {
  const { success, message } = await logout({ config })
  if (!success) log.warn({ message }, 'staff sign-out failed')
}
