import { DomainError } from '@/shared/errors'

/** The child has no reference guardian, or a court keeps their contacts from the family: only the office changes them. */
export const contactsReserved = () =>
  new DomainError('contacts-reserved', 'The contacts of this guardian are changed by the office only')

export type FamilyError = ReturnType<typeof contactsReserved>
