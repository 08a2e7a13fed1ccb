import type { RefundStatus } from '@/modules/office-money'
import type { TopUpChannel, TopUpStatus } from '@/modules/payments'
import type { BadgeKind } from '@/ui/badge'

/** The states of a top-up, as families read them. */
export const statusLabels: Record<TopUpStatus, { label: string; kind: BadgeKind }> = {
  created: { label: 'Da pagare', kind: 'warning' },
  inProgress: { label: 'In corso', kind: 'warning' },
  paid: { label: 'Pagata', kind: 'success' },
  credited: { label: 'Accreditata', kind: 'success' },
  failed: { label: 'Non riuscita', kind: 'danger' },
  expired: { label: 'Scaduta', kind: 'neutral' },
  cancelled: { label: 'Annullata', kind: 'neutral' },
}

/** The steps of a top-up's history. */
export const eventLabels: Record<string, string> = {
  created: 'Ricarica richiesta',
  started: 'Pagamento online avviato',
  abandoned: 'Pagamento online interrotto',
  failed: 'Pagamento online non riuscito',
  cancelled: 'Ricarica annullata',
  expired: 'Ricarica scaduta',
  paid: 'Pagamento ricevuto',
  credited: 'Credito aggiornato',
}

export const channelLabels: Record<TopUpChannel, string> = {
  online: 'PagoPa - Pagamento OnLine',
  notice: 'Avviso di pagamento',
  counter: 'Pagamento allo sportello',
  assigned: 'Pagamento abbinato dall’ufficio',
}

/** The states of a refund, as families read them. */
export const refundLabels: Record<RefundStatus, { label: string; kind: BadgeKind }> = {
  requested: { label: 'In attesa', kind: 'warning' },
  approved: { label: 'Approvato', kind: 'success' },
  refused: { label: 'Non approvato', kind: 'neutral' },
  sent: { label: 'Bonifico disposto', kind: 'success' },
  returned: { label: 'Non riuscito, credito restituito', kind: 'danger' },
}
