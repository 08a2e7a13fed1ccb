import type { School } from './schools'

/** Two production kitchens, which share the schools of every level between them. */
export const KITCHENS = [
  { id: 1, code: 'CC-NORD', name: 'Centro cottura Nord', address: 'Via della Robbia 12, 61122 Pesaro' },
  { id: 2, code: 'CC-SUD', name: 'Centro cottura Sud', address: 'Strada della Fornace 4, 61121 Pesaro' },
].map((kitchen) => ({ ...kitchen, orderEmails: `${kitchen.code.toLowerCase()}@example.org` }))

/** Who cooks for a school. */
export const kitchenOf = ({ id }: School): number => KITCHENS[id % KITCHENS.length]?.id ?? 1

/** Where a school is told that a class has not sent. */
export const alertEmailOf = ({ code }: School): string => `${code.toLowerCase()}@example.org`
