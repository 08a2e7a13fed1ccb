import { z } from 'zod'
import { Asked } from '@/http/asked'
import { type FamilyAct, TooLate } from '@/modules/family'
import type { FamilyCtx } from '@/modules/identity'
import { CivilDate, civilDate, formatDay, formatDayLong } from '@/shared/dates'
import type { ChildId, ServiceCode } from '@/shared/ids'
import type { Asking } from './asking-forms'
import { lateWords } from './late-words'

/** Which child and service a page is about, in its address and in its forms. */
export const about = { figlio: Asked.figlio, servizio: Asked.servizio }

/** What every request carries beside: its key. */
export const askingFields = { ...about, chiave: z.uuid() }

/** Who asks and for whom, for what the app may keep without a network. */
export const askedBy = (
  { actor }: FamilyCtx,
  { childName, serviceName, servesMeals }: { childName: string; serviceName: string; servesMeals: boolean },
): Pick<Asking, 'accesso' | 'per' | 'servesMeals'> => ({
  accesso: actor.accountId,
  per: `${childName}, ${serviceName}`,
  servesMeals,
})

/** A day as a form sends it; `message` says what to write. */
export const typedDay = (message: string) =>
  z
    .string(message)
    .refine((typed) => CivilDate.safeParse(typed).success, message)
    .transform(civilDate)

const LATE =
  'L’orario limite è passato e la giornata è già stata contata: telefona alla scuola, che può ancora segnare l’assenza.'

const tooLate = (details: Readonly<Record<string, unknown>>): string => {
  const late = TooLate.safeParse(details)
  return late.success ? lateWords(late.data) : LATE
}

/** The sentences of what may be refused. */
export const askingRefusals = {
  'cutoff-passed': tooLate,
  'service-closed': () => 'In questi giorni il servizio è chiuso: non c’è nulla da disdire.',
  'day-not-planned': () => 'In questi giorni il servizio non è previsto: non c’è nulla da disdire.',
  'day-unchanged': () => 'È già come richiesto: la conferma si trova nell’elenco delle conferme.',
  'idempotency-key-reused': () =>
    'Questo modulo è già stato inviato con altri dati: apri di nuovo la pagina prima di inviarne un altro.',
}

export const addressOf = (page: string, { figlio, servizio }: { figlio: ChildId; servizio: ServiceCode }) =>
  `/presenze/${page}?figlio=${figlio}&servizio=${servizio}`

export const dayAddress = (of: { figlio: ChildId; servizio: ServiceCode }, day: CivilDate): string =>
  `${addressOf('giorno', of)}&giorno=${day}`

/** "000123", as it is read on the telephone. */
export const confirmationNumber = (number: number): string => String(number).padStart(6, '0')

export const confirmationAddress = (number: number): string => `/presenze/conferme/${number}`

const WEEKDAYS = ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato', 'domenica']

/** "lunedì, mercoledì", or "nessun giorno". */
export const weekdayWords = (weekdays: readonly number[]): string =>
  weekdays.length === 0 ? 'nessun giorno' : weekdays.map((weekday) => WEEKDAYS[weekday - 1]).join(', ')

const KINDS = {
  meals: {
    cancel: 'Pasto disdetto',
    light: 'Pasto in bianco',
    restore: 'Pasto ripristinato',
    pattern: 'Settimana tipo',
  },
  rides: {
    cancel: 'Corse disdette',
    light: 'Pasto in bianco',
    restore: 'Corse ripristinate',
    pattern: 'Settimana tipo',
  },
}

/** "Pasto disdetto", ... */
export const actKind = ({ kind, servesMeals }: FamilyAct): string =>
  KINDS[servesMeals ? 'meals' : 'rides'][kind]

/** When it holds: a day, a period with how many days of it, or the weekdays from a day on. */
export const actWhen = ({ from, to, weekdays, days }: FamilyAct): string => {
  if (to === null) return `${weekdayWords(weekdays ?? [])}, dal ${formatDay(from)}`
  const [only] = days
  if (days.length === 1 && only) return formatDayLong(only)
  return `dal ${formatDay(from)} al ${formatDay(to)}, ${days.length} giorni`
}
