import type { UnmatchedEntry } from '@/modules/office-money'
import { formatEuro } from '@/shared/money'

const REASONS: Record<string, string> = {
  unknownNotice: 'Il codice avviso non è di nessuna ricarica',
  wrongAmount: 'L’importo pagato è diverso da quello della ricarica',
  secondReceipt: 'La ricarica era già stata pagata',
  conflictingReceipt: 'Il numero di ricevuta è già di un altro pagamento',
  otherCreditor: 'Il pagamento è di un altro ente',
  notPaid: 'Il messaggio non parla di un pagamento riuscito',
  malformed: 'Il messaggio non si può leggere',
  repaid: 'Rimborso o contestazione di un pagamento che non era stato accreditato',
}

/** Why money waits in the queue. */
export const reasonOf = ({ reason }: UnmatchedEntry): string => REASONS[reason] ?? reason

export const DECISIONS = { assigned: 'Assegnato', returned: 'Restituito', closed: 'Chiuso' } as const

/** The amount that came, or that none is known. */
export const amountOf = ({ cents }: UnmatchedEntry): string =>
  cents === null ? 'non noto' : formatEuro(cents)
