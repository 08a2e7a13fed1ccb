import type { CounterMethod } from '@/modules/office-money'

/** How money was paid at the counter. */
export const METHODS: Record<CounterMethod, string> = { cash: 'Contanti', pos: 'POS' }
