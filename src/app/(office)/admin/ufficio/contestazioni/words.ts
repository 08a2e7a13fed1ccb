import type { OfficeContest } from '@/modules/contests'
import type { BadgeKind } from '@/ui/badge'

/** The states of a contest. */
export const CONTEST_WORDS: Record<OfficeContest['status'], { label: string; kind: BadgeKind }> = {
  open: { label: 'Da decidere', kind: 'warning' },
  reversed: { label: 'Accolta, addebito stornato', kind: 'success' },
  refused: { label: 'Non accolta', kind: 'neutral' },
}
