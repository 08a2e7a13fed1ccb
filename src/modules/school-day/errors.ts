import { DomainError } from '@/shared/errors'

/** The roll call on paper cannot be of a moment that has not come. */
export const rollCallInFuture = () =>
  new DomainError('roll-call-in-future', 'The roll call is said to be of a moment still to come')
export type SchoolDayError = ReturnType<typeof rollCallInFuture>
