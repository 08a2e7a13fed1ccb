import type { TooLate } from '@/modules/family'

const clock = new Intl.DateTimeFormat('it-IT', { timeStyle: 'short', timeZone: 'Europe/Rome' })
const time = (at: string) => clock.format(new Date(at))

/** Says plainly that a request came too late, and what can still be done. */
export const lateWords = ({ arrivedAt, cutoffAt, afterCutoff, excuseUntil }: TooLate): string =>
  `La richiesta è arrivata alle ${time(arrivedAt)}, dopo l’orario limite delle ${time(cutoffAt)}: la giornata è già stata contata. Telefona alla scuola, che può ancora segnare l’assenza: ${
    afterCutoff === 'charge'
      ? 'segnata adesso può essere addebitata lo stesso'
      : `segnata ${excuseUntil ? `entro le ${excuseUntil}` : 'oggi'} non è addebitata`
  }.`
