import { DomainError } from '@/shared/errors'

export const notSignedIn = () => new DomainError('not-signed-in', 'No valid session or token')
export const forbidden = () => new DomainError('forbidden', 'The caller may not do this')
export const throttled = (retryAfterSeconds: number) =>
  new DomainError('throttled', 'Too many failed tries', { retryAfterSeconds })
export const pairingCodeRefused = () =>
  new DomainError('pairing-code-refused', 'Pairing code unknown, used or expired')
export const schoolNotFound = () => new DomainError('school-not-found', 'No such school')

export type IdentityError = ReturnType<
  typeof notSignedIn | typeof forbidden | typeof throttled | typeof pairingCodeRefused | typeof schoolNotFound
>
