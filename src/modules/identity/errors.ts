import { DomainError } from '@/shared/errors'
import type { PasswordWeakness } from './password-rules'

export const notSignedIn = () => new DomainError('not-signed-in', 'No valid session or token')
export const forbidden = () => new DomainError('forbidden', 'The caller may not do this')
/** Wait that long, whatever is asked. */
export const throttled = (retryAfterSeconds: number) =>
  new DomainError('throttled', 'Too many failed tries', { retryAfterSeconds })
/** One answer for unknown, used and expired: a guesser learns nothing. */
export const pairingCodeRefused = () =>
  new DomainError('pairing-code-refused', 'Pairing code unknown, used or expired')
export const schoolNotFound = () => new DomainError('school-not-found', 'No such school')
export const lineNotFound = () => new DomainError('line-not-found', 'No such bus line')
/** Wrong password, unknown code, no password yet: one answer for all. */
export const credentialsRefused = () => new DomainError('credentials-refused', 'Code or password refused')
/** Not among the caller's children, or not there at all: one answer for both. */
export const childNotFound = () => new DomainError('child-not-found', 'No such child for this account')
/** The new password may not be used; the reason is for the sentence beside the field. */
export const passwordRefused = (reason: PasswordWeakness | 'unchanged') =>
  new DomainError('password-refused', 'The new password is refused', { reason })

/** Another family's delegate, or none: one answer for both. */
export const delegateNotFound = () =>
  new DomainError('delegate-not-found', 'No such delegate of this account')
export const tooManyDelegates = () =>
  new DomainError('too-many-delegates', 'The account has as many delegates as it may')
/** The key was used by another account. */
export const delegateKeyReused = () =>
  new DomainError('idempotency-key-reused', 'The key of this delegation was used by another account')

export type IdentityError = ReturnType<
  | typeof notSignedIn
  | typeof forbidden
  | typeof throttled
  | typeof pairingCodeRefused
  | typeof schoolNotFound
  | typeof lineNotFound
  | typeof credentialsRefused
  | typeof childNotFound
  | typeof passwordRefused
  | typeof delegateNotFound
  | typeof tooManyDelegates
  | typeof delegateKeyReused
>
