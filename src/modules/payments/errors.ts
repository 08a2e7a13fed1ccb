import { DomainError } from '@/shared/errors'
import type { TopUpId } from '@/shared/ids'

/** A stranger’s and a missing one: one answer for both. */
export const topUpNotFound = () => new DomainError('top-up-not-found', 'No such top-up for this caller')
/** A stranger’s child, or a service it does not use: one answer for both. */
export const walletNotFound = () => new DomainError('wallet-not-found', 'No such wallet for this caller')
/** The message says in Italian what to write, and stands beside the field. */
export const amountRefused = (message: string) =>
  new DomainError('amount-refused', 'The amount is not one this service accepts', { message })
/** What was asked for cannot be paid at once; the message says why, in Italian. */
export const cartRefused = (message: string) =>
  new DomainError('cart-refused', 'These top-ups cannot be paid at once', { message })
export const topUpNotPayable = (id: TopUpId) =>
  new DomainError('top-up-not-payable', `Top-up ${id} cannot be paid or cancelled any more`)
export const idempotencyKeyReused = () =>
  new DomainError('idempotency-key-reused', 'The same key came before with another input')
/** The provider did not answer, or not as agreed; the top-up stays and can be resumed. */
export const providerAway = (topUpId: TopUpId, cause: unknown) =>
  new DomainError('provider-away', 'The payment provider did not take the request', { topUpId }, { cause })
/** The provider says that somebody is paying it now, or has just paid: to wait, not to repeat. */
export const paymentInProgress = () =>
  new DomainError('payment-in-progress', 'The provider is already taking a payment of this top-up')
/** A notification whose sender did not prove who it is. */
export const notificationForged = () =>
  new DomainError('notification-forged', 'A payment notification without proof of its sender')

export type PaymentsError = ReturnType<
  | typeof topUpNotFound
  | typeof walletNotFound
  | typeof amountRefused
  | typeof cartRefused
  | typeof topUpNotPayable
  | typeof idempotencyKeyReused
  | typeof providerAway
  | typeof paymentInProgress
  | typeof notificationForged
>
