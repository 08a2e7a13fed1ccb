import type { DayStatus } from '@/modules/family'
import { formatTime } from '@/shared/dates'

/** A day's state in words: "Presente, rilevato alle 09:12"; of a service of meals, or of the school bus. */
export const dayWords = (status: DayStatus, { servesMeals }: { servesMeals: boolean }): string => {
  switch (status.state) {
    case 'present':
      return `presente, rilevato alle ${formatTime(status.at)}`
    case 'absent':
      return `assente, rilevato alle ${formatTime(status.at)}`
    case 'cancelled':
      return servesMeals ? 'pasto disdetto' : 'disdetto'
    case 'expected':
      return `non ancora rilevato${status.isLight ? ', pasto in bianco' : ''}${status.isPackedLunch ? ', pranzo al sacco' : ''}`
    case 'closed':
      return status.note ? `servizio chiuso: ${status.note}` : 'servizio chiuso'
    case 'notPlanned':
      return 'non previsto'
  }
}
