import { z } from 'zod'

/**
 * `approved`: the credit was taken from the wallet and waits for the bank's file; `sent`: it is in one; `returned`: the
 * credit was given back, because the bank could not pay or the office undid it.
 */
export const RefundStatus = z.enum(['requested', 'approved', 'refused', 'sent', 'returned'])
export type RefundStatus = z.infer<typeof RefundStatus>

/** Who holds the account the money goes to. */
export const Holder = z
  .string()
  .trim()
  .min(2, 'Inserisci nome e cognome dell’intestatario del conto')
  .max(70, 'Inserisci l’intestatario in al massimo 70 caratteri')
