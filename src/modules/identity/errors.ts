import { DomainError } from '@/shared/errors'

export const notSignedIn = () => new DomainError('not-signed-in', 'No valid session or token')
export const forbidden = () => new DomainError('forbidden', 'The caller may not do this')
export const throttled = (retryAfterSeconds: number) =>
  new DomainError('throttled', 'Too many failed tries', { retryAfterSeconds })
export const pairingCodeRefused = () =>
  new DomainError('pairing-code-refused', 'Pairing code unknown, used or expired')
export const schoolNotFound = () => new DomainError('school-not-found', 'No such school')
/** Wrong password, unknown code, no password yet: one answer for all. */
export const credentialsRefused = () => new DomainError('credentials-refused', 'Code or password refused')
/** Not among the caller's children, or not there at all: one answer for both. */
export const childNotFound = () => new DomainError('child-not-found', 'No such child for this account')

export type IdentityError = ReturnType<
  | typeof notSignedIn
  | typeof forbidden
  | typeof throttled
  | typeof pairingCodeRefused
  | typeof schoolNotFound
  | typeof credentialsRefused
  | typeof childNotFound
>
