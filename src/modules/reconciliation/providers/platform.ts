import { z } from 'zod'
import { platformKey } from '@/modules/payments'
import { cents } from '@/shared/money'

/** Decimal euro of a JSON number, as whole cents. */
export const Euro = z.number().transform((euro) => cents(Math.round(euro * 100)))

const TIMEOUT_MS = 15_000

/** Asks one of pagoPA's REST services; null for what it does not know. Throws when it does not answer as agreed. */
export const askPlatform = async (url: string): Promise<unknown> => {
  const response = await fetch(url, {
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      accept: 'application/json',
      ...platformKey(),
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
