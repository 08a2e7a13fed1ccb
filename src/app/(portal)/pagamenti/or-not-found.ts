import { notFound } from 'next/navigation'
import { DomainError } from '@/shared/errors'

/** A stranger's top-up and one that does not exist lead to the same page. */
export const orNotFound = <T>(found: Promise<T>): Promise<T> =>
  found.catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'top-up-not-found') notFound()
    throw error
  })
