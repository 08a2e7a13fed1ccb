import { env } from '@/env'

/** Where a REST service of pagoPA answers: as configured, else the demo's own sandbox, else the platform. */
export const platformUrl = (configured: string | undefined, sandbox: string, platform: string): string => {
  if (configured) return configured.replace(/\/+$/, '')
  return env.PORTALE_DEMO ? `http://127.0.0.1:${env.PORT}/sandbox/pagopa/${sandbox}` : platform
}

/** The key that every one of them asks for, as a header. */
export const platformKey = () => ({
  'ocp-apim-subscription-key': env.PAGOPA_SUBSCRIPTION_KEY || (env.PORTALE_DEMO ? 'sandbox' : ''),
})
