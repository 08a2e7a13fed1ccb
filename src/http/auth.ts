import { randomUUID } from 'node:crypto'
import NextAuth, { type NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { Temporal } from 'temporal-polyfill'
import { db } from '@/db/client'
import { env } from '@/env'
import { CredentialsForm, endSession, guardianOf, type SignedIn, signIn } from '@/modules/identity'
import { DomainError } from '@/shared/errors'
import { addressOf } from './address'
import { log } from './log'
import { refOf, SESSION_SECONDS, sessionCookie } from './session-cookie'

/**
 * NextAuth, hidden here: its endpoints under /api/auth and our own sign-in form open the same sessions. The cookie
 * alone proves nothing: at every use the row it names must still be open.
 */
const options: NextAuthOptions = {
  secret: env.NEXTAUTH_SECRET,
  useSecureCookies: sessionCookie.options.secure,
  session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
  pages: { signIn: '/accedi', signOut: '/accedi', error: '/accedi' },
  logger: {
    error: (code) => log.warn({ code }, 'next-auth'),
    warn: () => undefined,
    debug: () => undefined,
  },
  providers: [
    Credentials({
      id: 'credentials',
      name: 'Codice utente',
      credentials: { code: { label: 'Codice utente' }, password: { label: 'Password', type: 'password' } },
      async authorize(typed, request) {
        const form = CredentialsForm.safeParse(typed)
        if (!form.success) return null
        try {
          const signedIn = await signIn(
            {
              actor: { kind: 'anyone' },
              now: Temporal.Now.instant(),
              requestId: randomUUID(),
              address: addressOf(new Headers(request.headers as Record<string, string>)),
            },
            form.data,
          )
          return { id: String(signedIn.accountId), ...signedIn }
        } catch (error) {
          if (error instanceof DomainError && error.code === 'credentials-refused') return null
          // NextAuth puts the message in the answer: the code, never more.
          throw new Error(error instanceof DomainError ? error.code : 'unavailable')
        }
      },
    }),
  ],
  callbacks: {
    async jwt({ token, user }) {
      if (user) {
        const { accountId, sessionId } = user as unknown as SignedIn
        return { sub: String(accountId), sid: sessionId }
      }
      const ref = refOf(token)
      const guardian = ref && (await guardianOf(db, ref, Temporal.Now.instant()))
      if (!guardian) throw new Error('session ended')
      return { sub: token.sub, sid: token.sid }
    },
    session: ({ session }) => ({ expires: session.expires, user: { name: 'guardian' } }),
  },
  events: {
    async signOut({ token }) {
      const ref = refOf(token)
      if (ref) await endSession(ref, Temporal.Now.instant())
    },
  },
}

/** The handler of /api/auth/*. */
export const authHandler: (request: Request, context: unknown) => Promise<Response> = NextAuth(options)
