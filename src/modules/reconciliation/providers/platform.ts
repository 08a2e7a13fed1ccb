import { env } from '@/env'

const TIMEOUT_MS = 15_000

/** Asks one of pagoPA's REST services; null for what it does not know. Throws when it does not answer as agreed. */
export const askPlatform = async (url: string): Promise<unknown> => {
  const response = await fetch(url, {
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      accept: 'application/json',
      'ocp-apim-subscription-key': env.PAGOPA_SUBSCRIPTION_KEY || (env.PORTALE_DEMO ? 'sandbox' : ''),
    },
  })
  if (response.status === 404) {
    await response.body?.cancel()
    return null
  }
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`pagoPA answered ${response.status}`)
  }
  return response.json()
}

/** Where a service answers: as configured, else the demo's own sandbox, else the platform. */
export const serviceUrl = (configured: string | undefined, sandbox: string, platform: string): string => {
  if (configured) return configured.replace(/\/+$/, '')
  return env.PORTALE_DEMO ? `http://127.0.0.1:${env.PORT}/sandbox/pagopa/${sandbox}` : platform
}
