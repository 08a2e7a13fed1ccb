import { Temporal } from 'temporal-polyfill'
import { sessionCookie, sessionIn } from '@/http/session-cookie'
import { endSession } from '@/modules/identity'

/**
 * Signs out: a plain form posts here, without scripts. The cookie is SameSite=Lax, so that another site's form
 * arrives without it and ends nothing.
 */
export const POST = async (request: Request): Promise<Response> => {
  const ref = await sessionIn(request.headers.get('cookie'))
  if (ref) await endSession(ref, Temporal.Now.instant())
  const secure = sessionCookie.options.secure ? '; Secure' : ''
  return new Response(null, {
    status: 303,
    headers: {
      location: '/accedi?uscita=1',
      'cache-control': 'no-store',
      'set-cookie': `${sessionCookie.name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure}`,
    },
  })
}
