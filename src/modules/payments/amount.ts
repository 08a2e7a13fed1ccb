import { type Cents, formatEuro, readEuro } from '@/shared/money'

/** What a service accepts for one top-up. */
export type AmountLimits = { minCents: Cents; maxCents: Cents }

export type TopUpAmount = { ok: true; cents: Cents } | { ok: false; message: string }

/** Reads the amount a family typed; the message says what to write, and stands beside the field. */
export const readTopUpAmount = (typed: string, { minCents, maxCents }: AmountLimits): TopUpAmount => {
  const reading = readEuro(typed.slice(0, 40))
  if (!reading.ok) {
    const messages = {
      empty: 'Inserisci l’importo della ricarica',
      'not-a-number': 'Inserisci l’importo in cifre, ad esempio 20 oppure 20,50',
      decimals: 'Inserisci l’importo con al massimo due cifre dopo la virgola, ad esempio 20,50',
    } as const
    return { ok: false, message: messages[reading.reason] }
  }
  if (reading.cents <= 0) return { ok: false, message: 'Inserisci un importo maggiore di zero' }
  if (reading.cents < minCents)
    return { ok: false, message: `L’importo minimo per questo servizio è ${formatEuro(minCents)}` }
  if (reading.cents > maxCents)
    return { ok: false, message: `L’importo massimo per questo servizio è ${formatEuro(maxCents)}` }
  return { ok: true, cents: reading.cents }
}
