import type { Stripe } from 'stripe'
import { env } from '@/env'

/** A family waits for this answer: what takes longer is tried again later, with the same key. */
const TIMEOUT_MS = 4_000

/** A demo without a key of its own pays at its own sandbox. */
const isSandbox = () => env.PORTALE_DEMO && env.STRIPE_SECRET_KEY === ''

/** What proves to Stripe who we are; empty when it is not configured. */
export const stripeKey = (): string => (isSandbox() ? 'sk_test_sandbox' : env.STRIPE_SECRET_KEY)

/** What Stripe signs its notifications with; empty when it is not configured. */
export const stripeWebhookSecret = (): string => (isSandbox() ? 'whsec_sandbox' : env.STRIPE_WEBHOOK_SECRET)

/** Where Stripe's API answers: as configured, else the demo's own sandbox, else Stripe's. */
const baseUrl = (): string => {
  if (env.STRIPE_API_URL) return env.STRIPE_API_URL.replace(/\/+$/, '')
  return isSandbox() ? `http://127.0.0.1:${env.PORT}/sandbox/stripe` : 'https://api.stripe.com'
}

/** The package, loaded when it is first needed: most processes never speak to Stripe. */
export const stripePackage = async () => (await import('stripe')).default

/** A client of Stripe's API; throws when there is no key. It gives up after a few seconds and repeats nothing. */
export const stripeClient = async (): Promise<Stripe> => {
  const key = stripeKey()
  if (key === '') throw new Error('STRIPE_SECRET_KEY is missing')
  const Package = await stripePackage()
  const base = baseUrl()
  return new Package(key, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
    // The package knows hosts and ports only: an address with a path is put before what it asks for.
    httpClient: Package.createFetchHttpClient((url, init) => {
      const { pathname, search } = new URL(String(url))
      return fetch(`${base}${pathname}${search}`, { ...init, cache: 'no-store', redirect: 'error' })
    }),
  })
}
