import type { StatementLine } from '@/modules/family'
import { formatEuro } from '@/shared/money'

const KINDS: Record<StatementLine['kind'], string> = {
  topUp: 'Ricarica',
  charge: 'Giorno di presenza',
  reversal: 'Storno',
  cancelled: 'Addebito annullato',
  adjustment: 'Rettifica dell’ufficio',
  transferIn: 'Credito trasferito da un altro servizio o figlio',
  transferOut: 'Credito trasferito a un altro servizio o figlio',
  refund: 'Rimborso su conto corrente',
  returnedRefund: 'Rimborso non riuscito, credito restituito',
  paymentRefund: 'Ricarica rimborsata a chi l’ha pagata',
  dispute: 'Pagamento contestato alla banca',
  disputeWon: 'Contestazione chiusa, credito restituito',
  directDebit: 'Addebito in conto (SDD)',
  returnedDebit: 'Addebito in conto non riuscito',
  opening: 'Saldo iniziale',
}

/** What a line of a statement is called, on screen, on paper and in the file. */
export const movementLabel = ({ kind, cancelledCents }: StatementLine): string =>
  cancelledCents === null ? KINDS[kind] : `${KINDS[kind]} (era ${formatEuro(cancelledCents)})`
