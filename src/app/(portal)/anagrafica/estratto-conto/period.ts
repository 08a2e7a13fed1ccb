import { z } from 'zod'
import { Asked } from '@/http/asked'
import { STATEMENT_DAYS_MAX, schoolYearUntil } from '@/modules/family'
import { addDays, CivilDate } from '@/shared/dates'

/** What the addresses of a statement, on screen or as a file, ask. */
export const StatementAddress = {
  figlio: Asked.figlio,
  servizio: Asked.servizio,
  dal: z.string().max(40).optional(),
  al: z.string().max(40).optional(),
}

/** A period as asked in the address; what is wrong with it is said beside the dates, and the usual one is shown. */
export const periodOf = (dal: string | undefined, al: string | undefined, today: CivilDate) => {
  const usual = schoolYearUntil(today)
  const from = dal === undefined ? usual.from : CivilDate.safeParse(dal).data
  const to = al === undefined ? usual.to : CivilDate.safeParse(al).data
  if (!from) return { ...usual, errors: { dal: 'Inserisci una data, ad esempio 01/09/2026' } }
  if (!to) return { ...usual, errors: { al: 'Inserisci una data, ad esempio 30/06/2027' } }
  if (to < from) return { ...usual, errors: { al: 'La fine viene prima dell’inizio' } }
  if (addDays(from, STATEMENT_DAYS_MAX) <= to)
    return { ...usual, errors: { al: 'Scegli un periodo di dieci anni al massimo' } }
  return { from, to, errors: {} as { dal?: string; al?: string } }
}
