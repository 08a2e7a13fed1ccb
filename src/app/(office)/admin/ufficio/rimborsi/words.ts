import type { RefundStatus } from '@/modules/office-money'
import type { BadgeKind } from '@/ui/badge'

/** The states of a refund, as the office reads them. */
export const REFUND_WORDS: Record<RefundStatus, { label: string; kind: BadgeKind }> = {
  requested: { label: 'Da decidere', kind: 'warning' },
  approved: { label: 'Approvato, non ancora in banca', kind: 'warning' },
  refused: { label: 'Non approvato', kind: 'neutral' },
  sent: { label: 'Inviato alla banca', kind: 'success' },
  returned: { label: 'Tornato indietro', kind: 'danger' },
}
