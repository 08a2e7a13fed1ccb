import { randomUUID } from 'node:crypto'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { Temporal } from 'temporal-polyfill'
import { db } from '@/db/client'
import { type Ctx, endSession, guardianOf, type PrincipalOf, type SessionRef } from '@/modules/identity'
import { addressOf } from './address'
import { returnPath } from './return-path'
import { SESSION_SECONDS, sealSession, sessionCookie, sessionIn } from './session-cookie'

export type GuardianCtx = Ctx<PrincipalOf<'guardian'>>

/** Who calls, for a page or a server action that lets anybody in. */
export const anyoneCtx = async (): Promise<Ctx<PrincipalOf<'anyone'>>> => ({
  actor: { kind: 'anyone' },
  now: Temporal.Now.instant(),
  requestId: randomUUID(),
  address: addressOf(await headers()),
})

/** The guardian signed in, or null, for pages that anybody may see. One query, once per request. */
export const guardianOrNull = cache(async (): Promise<GuardianCtx | null> => {
  const ref = await sessionIn((await headers()).get('cookie'))
  if (!ref) return null
  const ctx = await anyoneCtx()
  const actor = await guardianOf(db, ref, ctx.now)
  return actor && { ...ctx, actor }
})

/**
 * The guardian signed in; anybody else goes to the sign-in page, and from there back to `path`, the page's own
 * address. Every page of the families calls it, itself: a layout is no protection.
 */
export const requireGuardian = async (path = '/'): Promise<GuardianCtx> => {
  const ctx = await guardianOrNull()
  if (ctx) return ctx
  const back = returnPath(path)
  redirect(back === '/' ? '/accedi' : `/accedi?ritorno=${encodeURIComponent(back)}`)
}

/** Puts a session in the browser, and ends the one that was there. Only in a server action or a route. */
export const startBrowserSession = async (signedIn: SessionRef): Promise<void> => {
  const earlier = await sessionIn((await headers()).get('cookie'))
  if (earlier) await endSession(earlier, Temporal.Now.instant())
  const jar = await cookies()
  jar.set(sessionCookie.name, await sealSession(signedIn), {
    ...sessionCookie.options,
    maxAge: SESSION_SECONDS,
  })
}
