import type { PaymentProvider } from '../provider'
import { pagopa } from './pagopa'
import { stripe } from './stripe'

/** Every way to be paid that a service can be given, the usual one first: a further adapter is its folder and a line here. */
export const PROVIDERS: readonly PaymentProvider[] = [pagopa, stripe]

/** The provider of an id; null for a name that is none. */
export const findProvider = (id: string): PaymentProvider | null =>
  PROVIDERS.find((provider) => provider.id === id) ?? null

/** The provider that a service or a top-up names. */
export const providerOf = (id: string): PaymentProvider => {
  const provider = findProvider(id)
  if (!provider) throw new Error(`No payment provider ${id}`)
  return provider
}
