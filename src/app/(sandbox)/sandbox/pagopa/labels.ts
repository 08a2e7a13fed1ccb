import type { Channel, DayFault, Delivery, Fate, NodeEvent, PaymentView } from '@/modules/sandbox'

export const CHANNELS: Record<Channel, string> = {
  bank: 'Banca',
  post: 'Posta',
  tobacconist: 'Tabaccheria',
  homeBanking: 'Home banking',
  checkout: 'Checkout',
}

export const FATES: Record<Fate, string> = {
  paid: 'Pagato',
  abandoned: 'Lasciato a metà: l’avviso resta bloccato mezz’ora',
  failed: 'Non riuscito',
}

export const DELIVERIES: Record<Delivery, string> = {
  sent: 'Parte subito',
  late: 'Parte dopo 5 secondi',
  twice: 'Parte due volte insieme',
  lost: 'Si perde',
}

export const VERSIONS = { 2: 'Seconda (V2)', 1: 'Prima (V1)' } as const

export const PAYMENT_STATES: Record<PaymentView['state'], string> = {
  active: 'in corso, avviso bloccato',
  released: 'non riuscito',
  paid: 'pagato',
  unasked: 'ricevuta senza attivazione',
}

export const CART_STATES: Record<string, string> = {
  open: 'aperto',
  paid: 'pagato',
  cancelled: 'annullato',
  failed: 'fallito',
  waiting: 'in elaborazione',
}

export const OUTCOMES: Record<NodeEvent['outcome'], string> = {
  OK: 'OK',
  KO: 'KO',
  refused: 'Risposta rifiutata',
}

export const FAULTS: Record<DayFault, string> = {
  none: 'Nessuno',
  lineMissing: 'Una riga manca',
  lineWithoutReceipt: 'Una riga con codice 9, senza ricevuta',
  lineRevoked: 'Una riga revocata, codice 3',
  lineAmountWrong: 'Una riga di altro importo',
  totalWrong: 'Totale del flusso sbagliato',
  flowMissing: 'Il flusso manca',
  creditMissing: 'L’accredito manca',
  creditWrong: 'Accredito di altro importo',
  creditInTwoParts: 'Accredito in due parti',
  newRevision: 'Una nuova revisione corregge la prima',
}
