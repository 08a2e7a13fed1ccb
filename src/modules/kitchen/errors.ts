import { DomainError } from '@/shared/errors'

export const orderNotFound = (id: number) => new DomainError('order-not-found', `No kitchen order ${id}`)
export type KitchenError = ReturnType<typeof orderNotFound>
