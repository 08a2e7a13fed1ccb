import { electronicFormatIBAN, friendlyFormatIBAN, isSEPACountry, isValidIBAN } from 'ibantools'
import { z } from 'zod'

/** An IBAN as people type it: spaces and case do not matter; kept without spaces. Any country of the SEPA area. */
export const Iban = z
  .string()
  .max(60, 'Inserisci un IBAN')
  .transform((typed, ctx): string => {
    const iban = electronicFormatIBAN(typed) ?? ''
    const message =
      iban === ''
        ? 'Inserisci l’IBAN'
        : !isValidIBAN(iban)
          ? 'Controlla l’IBAN: un carattere manca o è sbagliato. Quelli italiani hanno 27 caratteri'
          : !isSEPACountry(iban.slice(0, 2))
            ? 'Inserisci l’IBAN di un conto dell’area SEPA'
            : null
    if (message === null) return iban
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** `IT60 **** 3456`: enough to know one's own account, not to use it. */
export const maskIban = (iban: string): string => `${iban.slice(0, 4)} **** ${iban.slice(-4)}`

/** In groups of four, as banks print it. */
export const formatIban = (iban: string): string => friendlyFormatIBAN(iban) ?? iban
