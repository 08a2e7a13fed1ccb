import type { RefundStatus } from '@/modules/office-money'
import { providerOf, type TopUpChannel, type TopUpStatus } from '@/modules/payments'
import type { BadgeKind } from '@/ui/badge'

/** The states of a top-up, as families read them. */
export const statusLabels: Record<TopUpStatus, { label: string; kind: BadgeKind }> = {
  created: { label: 'Da pagare', kind: 'warning' },
  inProgress: { label: 'In corso', kind: 'warning' },
  paid: { label: 'Pagata', kind: 'success' },
  credited: { label: 'Accreditata', kind: 'success' },
  partlyRefunded: { label: 'Rimborsata in parte', kind: 'neutral' },
  refunded: { label: 'Rimborsata', kind: 'neutral' },
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
  pending: 'Pagamento in attesa di conferma',
  lapsed: 'Pagina di pagamento scaduta',
  refunded: 'Rimborso a chi ha pagato',
  disputed: 'Pagamento contestato alla banca',
  disputeWon: 'Contestazione chiusa, credito restituito',
}

export const channelLabels: Record<TopUpChannel, string> = {
  online: 'PagoPa - Pagamento OnLine',
  notice: 'Avviso di pagamento',
  counter: 'Pagamento allo sportello',
  assigned: 'Pagamento abbinato dall’ufficio',
}

/** The way to pay as the family chose it; of a service that another provider cashes, also whose it is. */
export const howOf = ({ channel, provider }: { channel: TopUpChannel; provider: string }): string =>
  channel === 'online' && provider !== 'pagopa'
    ? `Pagamento online con ${providerOf(provider).name}`
    : channelLabels[channel]

/** The states of a refund, as families read them. */
export const refundLabels: Record<RefundStatus, { label: string; kind: BadgeKind }> = {
  requested: { label: 'In attesa', kind: 'warning' },
  approved: { label: 'Approvato', kind: 'success' },
  refused: { label: 'Non approvato', kind: 'neutral' },
  sent: { label: 'Bonifico disposto', kind: 'success' },
  returned: { label: 'Non riuscito, credito restituito', kind: 'danger' },
}
