import type { FlowIssue, LineOutcome } from '@/modules/reconciliation'

/** What is wrong with a flow, and what to do. */
export const FLOW_WORDS: Record<FlowIssue, { label: string; what: string }> = {
  linesOpen: { label: 'Righe da chiarire', what: 'Vedi le righe elencate sotto.' },
  totalDiffers: {
    label: 'Totale diverso dalle righe',
    what: 'Chiedi al prestatore di servizi una nuova revisione del flusso.',
  },
  bankMissing: {
    label: 'Accredito mancante',
    what: 'Carica l’estratto conto; se non c’è, chiedi al tesoriere e poi al prestatore di servizi.',
  },
  bankDiffers: {
    label: 'Accredito di altro importo',
    what: 'Attendi un accredito integrativo; se non arriva, chiedi al prestatore di servizi.',
  },
}

/** What a line turned out to be, and what to do. */
export const LINE_WORDS: Record<LineOutcome, { label: string; what: string }> = {
  matched: { label: 'Riconciliata', what: '' },
  notOurs: { label: 'Di un altro sistema', what: '' },
  queued: {
    label: 'Da assegnare',
    what: 'La ricevuta è arrivata, ma non paga nessuna ricarica aperta: decidi che cosa farne nei movimenti da assegnare.',
  },
  missingReceipt: {
    label: 'Ricevuta mancante',
    what: 'Il portale la richiede da sé a pagoPA; se resta, apri una segnalazione.',
  },
  amountDiffers: {
    label: 'Importo diverso dalla ricevuta',
    what: 'Chiedi al prestatore di servizi quale importo è giusto.',
  },
  paidWithoutReceipt: {
    label: 'Codice 9: pagata senza ricevuta',
    what: 'Decidi se accreditarla alla famiglia o rimborsarla.',
  },
  revoked: {
    label: 'Codice 3: revocata',
    what: 'Verifica lo storno con il prestatore di servizi: il credito non è stato toccato.',
  },
  repeated: {
    label: 'Già riportata in un’altra riga',
    what: 'Il denaro è arrivato due volte: chiedi al prestatore di servizi.',
  },
}
