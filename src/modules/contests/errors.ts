import { DomainError } from '@/shared/errors'

/** Nothing was charged that day, or the days for contesting it are over. */
export const chargeNotContestable = () =>
  new DomainError('charge-not-contestable', 'There is no charge of that day to contest any more')
/** This charge was contested before, open or answered. */
export const chargeAlreadyContested = () =>
  new DomainError('charge-already-contested', 'The charge was contested before')
/** A stranger's and a missing one: one answer for both. */
export const contestNotFound = () => new DomainError('contest-not-found', 'No such contest')
export const contestAlreadyDecided = (id: string) =>
  new DomainError('contest-already-decided', `Contest ${id} was answered`)
/** The key was used with something else. */
export const contestKeyReused = () =>
  new DomainError('idempotency-key-reused', 'The key of this contest was used with something else')

export type ContestError = ReturnType<
  | typeof chargeNotContestable
  | typeof chargeAlreadyContested
  | typeof contestNotFound
  | typeof contestAlreadyDecided
  | typeof contestKeyReused
>
