import { cookies } from 'next/headers'
import { Temporal } from 'temporal-polyfill'
import { db } from '@/db/client'
import { endSession, guardianOf, type PrincipalOf, type SessionRef } from '@/modules/identity'
import { SESSION_SECONDS, sealSession, sessionCookie, sessionIn } from './session-cookie'

/** The guardian or delegate whose session a request carries, or null. One query; none without the cookie. */
export const guardianIn = async (
  request: Request,
  now: Temporal.Instant,
): Promise<PrincipalOf<'guardian' | 'delegate'> | null> => {
  const ref = await sessionIn(request.headers.get('cookie'))
  return ref && guardianOf(db, ref, now)
}

/** Puts a session in the browser, and ends the one that was there. Only while a request is answered. */
export const startBrowserSession = async (signedIn: SessionRef): Promise<void> => {
  const jar = await cookies()
  const earlier = await sessionIn(jar.toString())
  if (earlier) await endSession(earlier, Temporal.Now.instant())
  jar.set(sessionCookie.name, await sealSession(signedIn), {
    ...sessionCookie.options,
    maxAge: SESSION_SECONDS,
  })
}
