/**
 * True for a request that another site's page made. Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`; with
 * the session cookie `SameSite=Lax` this is the second lock, and the only one of a form that needs no session.
 */
export const isFromElsewhere = ({ method, headers }: Pick<Request, 'method' | 'headers'>): boolean => {
  if (method === 'GET' || method === 'HEAD') return false
  const site = headers.get('sec-fetch-site')
  if (site) return site === 'cross-site' || site === 'same-site'
  const origin = headers.get('origin')
  if (!origin) return false
  const host = headers.get('x-forwarded-host') ?? headers.get('host')
  return URL.parse(origin)?.host !== host
}
