import { z } from 'zod'
import { type Cents, cents, formatEuro, readEuro } from '@/shared/money'

const MAX = cents(10_000_00)

/** Reads an amount as people type it; the messages stand beside the field. */
const euro = (isSigned: boolean) =>
  z
    .string()
    .max(40, 'Inserisci un importo')
    .transform((typed, ctx): Cents => {
      const refuse = (message: string) => {
        ctx.addIssue({ code: 'custom', message })
        return z.NEVER
      }
      const reading = readEuro(typed)
      if (!reading.ok)
        return refuse(
          {
            empty: 'Inserisci l’importo',
            'not-a-number': 'Inserisci l’importo in cifre, ad esempio 20 oppure 20,50',
            decimals: 'Inserisci l’importo con al massimo due cifre dopo la virgola, ad esempio 20,50',
          }[reading.reason],
        )
      if (isSigned ? reading.cents === 0 : reading.cents <= 0)
        return refuse(
          isSigned ? 'Inserisci un importo diverso da zero' : 'Inserisci un importo maggiore di zero',
        )
      if (Math.abs(reading.cents) > MAX) return refuse(`L’importo massimo è ${formatEuro(MAX)}`)
      return reading.cents
    })

/** A positive amount, typed. */
export const EuroAmount = euro(false)
/** An amount with its sign, typed: negative takes from the wallet. */
export const SignedEuroAmount = euro(true)
