import { DomainError } from '@/shared/errors'

/** A stranger's wallet and a missing one: one answer for both. */
export const walletNotFound = () => new DomainError('wallet-not-found', 'No such wallet for this caller')
/** The message says in Italian what to write, and stands beside the field. */
export const amountRefused = (message: string) =>
  new DomainError('amount-refused', 'The amount is not accepted', { message })
export const idempotencyKeyReused = () =>
  new DomainError('idempotency-key-reused', 'The same key came before with another input')
export const creditInsufficient = () =>
  new DomainError('credit-insufficient', 'The wallet holds less than what is taken from it')
export const otherFamily = () =>
  new DomainError('other-family', 'The two children share no guardian and no account')
export const receiptNumberTaken = () =>
  new DomainError('receipt-number-taken', 'The receipt number was used this year')
export const entryNotFound = () => new DomainError('entry-not-found', 'No such unmatched entry')
export const entryAlreadyDecided = (entryId: number) =>
  new DomainError('entry-already-decided', `Unmatched entry ${entryId} was decided`)
/** No money came with it, or it is not ours. */
export const entryNotAssignable = (entryId: number) =>
  new DomainError('entry-not-assignable', `Unmatched entry ${entryId} is no money of ours`)
/** A stranger's and a missing one: one answer for both. */
export const refundNotFound = () => new DomainError('refund-not-found', 'No such refund for this caller')
export const refundAlreadyAsked = () =>
  new DomainError('refund-already-asked', 'A request for this wallet waits for a decision')
export const refundAlreadyDecided = (id: string) =>
  new DomainError('refund-already-decided', `Refund ${id} is in another state`)
export const noRefundToSend = () =>
  new DomainError('no-refund-to-send', 'No approved refund waits for a file')
export const refundAccountMissing = () =>
  new DomainError('refund-account-missing', 'REFUND_DEBTOR_IBAN is not set')

export type OfficeMoneyError = ReturnType<
  | typeof walletNotFound
  | typeof amountRefused
  | typeof idempotencyKeyReused
  | typeof creditInsufficient
  | typeof otherFamily
  | typeof receiptNumberTaken
  | typeof entryNotFound
  | typeof entryAlreadyDecided
  | typeof entryNotAssignable
  | typeof refundNotFound
  | typeof refundAlreadyAsked
  | typeof refundAlreadyDecided
  | typeof noRefundToSend
  | typeof refundAccountMissing
>
