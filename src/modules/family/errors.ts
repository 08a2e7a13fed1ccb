import { DomainError } from '@/shared/errors'
import type { TooLate } from './too-late'

/** The child has no reference guardian, or a court keeps their contacts from the family: only the office changes them. */
export const contactsReserved = () =>
  new DomainError('contacts-reserved', 'The contacts of this guardian are changed by the office only')

/** The cut-off of every day asked for is past: only the school can still do something. Of a meal, how late it came. */
export const cutoffPassed = (late?: TooLate) =>
  new DomainError('cutoff-passed', 'Every day asked for is past its cut-off', { ...late })
/** The service is closed on every day asked for. */
export const serviceClosed = () =>
  new DomainError('service-closed', 'The service is closed on the days asked for')
/** The child does not use the service on any of the days asked for. */
export const dayNotPlanned = () =>
  new DomainError('day-not-planned', 'The child is not awaited on the days asked for')
/** All days asked for are already as asked. */
export const dayUnchanged = () => new DomainError('day-unchanged', 'The days are already as asked')
/** The days asked for are past, too many or in the wrong order. */
export const periodRefused = () => new DomainError('period-refused', 'These are no days to ask something of')
/** The key was used with something else. */
export const actKeyReused = () =>
  new DomainError('idempotency-key-reused', 'The key of this act was used with something else')

export type FamilyError = ReturnType<
  | typeof contactsReserved
  | typeof cutoffPassed
  | typeof serviceClosed
  | typeof dayNotPlanned
  | typeof dayUnchanged
  | typeof periodRefused
  | typeof actKeyReused
>
