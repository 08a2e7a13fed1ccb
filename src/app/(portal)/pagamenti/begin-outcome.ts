import { DomainError } from '@/shared/errors'

/** What the page of a payment then says, when it could not be begun or given up. */
export const beginOutcome = (error: unknown): string => {
  if (error instanceof DomainError && error.code === 'provider-away') return 'non-risponde'
  if (error instanceof DomainError && error.code === 'payment-in-progress') return 'gia-in-corso'
  if (error instanceof DomainError && error.code === 'top-up-not-payable') return 'chiusa'
  throw error
}
