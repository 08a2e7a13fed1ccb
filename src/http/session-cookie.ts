import { decode, encode } from 'next-auth/jwt'
import { env } from '@/env'
import { SESSION_HOURS, type SessionRef } from '@/modules/identity'
import { AccountId } from '@/shared/ids'

const secure = env.PORTALE_URL.startsWith('https://')

/** The session cookie of NextAuth, under its own name: no script reads it, and browsers send it only over https if we are. */
export const sessionCookie = {
  name: `${secure ? '__Secure-' : ''}next-auth.session-token`,
  options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
} as const

export const SESSION_SECONDS = SESSION_HOURS * 3600

/** The encrypted token of a session: it names the row and the account, nothing else. NextAuth reads it as its own. */
export const sealSession = ({ sessionId, accountId }: SessionRef): Promise<string> =>
  encode({
    token: { sub: String(accountId), sid: sessionId },
    secret: env.NEXTAUTH_SECRET,
    maxAge: SESSION_SECONDS,
  })

/** What a token names; whether that session is still open only the database knows. */
export const refOf = (token: { sub?: unknown; sid?: unknown } | null): SessionRef | null => {
  const accountId = AccountId.safeParse(Number(token?.sub))
  const sid = token?.sid
  if (!accountId.success || typeof sid !== 'string' || !/^[\da-f-]{36}$/.test(sid)) return null
  return { sessionId: sid, accountId: accountId.data }
}

/** The session named by the cookies of a request; null without one, or with one that is not ours or too old. */
export const sessionIn = async (cookieHeader: string | null): Promise<SessionRef | null> => {
  const token = cookieHeader
    ?.split('; ')
    .find((cookie) => cookie.startsWith(`${sessionCookie.name}=`))
    ?.slice(sessionCookie.name.length + 1)
  if (!token) return null
  const opened = await decode({ token, secret: env.NEXTAUTH_SECRET }).catch(() => null)
  return refOf(opened)
}
