import { headers } from 'next/headers'
import { env } from '@/env'

/**
 * The address under which browsers know this site, for links that leave and come back. A demo is reached under
 * whatever name its machine has, and the session's cookie stays with that name.
 */
export const publicOrigin = async (): Promise<string> => {
  const configured = new URL(env.PORTALE_URL)
  if (!env.PORTALE_DEMO) return configured.origin
  const asked = await headers()
  const protocol = asked.get('x-forwarded-proto')?.split(',')[0] === 'https' ? 'https' : 'http'
  return URL.parse(`${protocol}://${asked.get('host')}`)?.origin ?? configured.origin
}
