import type { TooLate } from '@/modules/family'

const clock = new Intl.DateTimeFormat('it-IT', { timeStyle: 'short', timeZone: 'Europe/Rome' })
const time = (at: string) => clock.format(new Date(at))

/** Says plainly that a request came too late, and what can still be done. */
export const lateWords = ({ arrivedAt, cutoffAt, afterCutoff, excuseUntil }: TooLate): string =>
  `La richiesta è arrivata alle ${time(arrivedAt)}, dopo l’orario limite delle ${time(cutoffAt)}: la cucina ha già contato i pasti. Telefona alla scuola, che può ancora segnare l’assenza: ${
    afterCutoff === 'charge'
      ? 'segnata adesso, il pasto può essere addebitato lo stesso'
      : `segnata ${excuseUntil ? `entro le ${excuseUntil}` : 'oggi'}, il pasto non è addebitato`
  }.`
