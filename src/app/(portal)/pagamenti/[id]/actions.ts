'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action } from '@/http/action'
import { untouched } from '@/http/action-state'
import { beginPayment, cancelTopUp, pagopa } from '@/modules/payments'
import { DomainError } from '@/shared/errors'
import { TopUpId } from '@/shared/ids'
import { returnUrlsOf } from '../return-urls'

const Form = z.object({ ricarica: TopUpId })

/** What the top-up's page then says. */
const outcomeOf = (error: unknown): string => {
  if (error instanceof DomainError && error.code === 'provider-away') return 'non-risponde'
  if (error instanceof DomainError && error.code === 'top-up-not-payable') return 'chiusa'
  throw error
}

const resume = action({ allow: 'guardian', form: Form }, async (ctx, { ricarica }) => {
  let next: string
  try {
    next = (await beginPayment(ctx, ricarica, await returnUrlsOf(ricarica), pagopa)).href
  } catch (error) {
    next = `/pagamenti/${ricarica}?esito=${outcomeOf(error)}`
  }
  return redirect(next)
})

const cancel = action({ allow: 'guardian', form: Form }, async (ctx, { ricarica }) => {
  let outcome = 'annullata'
  try {
    await cancelTopUp(ctx, ricarica)
  } catch (error) {
    outcome = outcomeOf(error)
  }
  return redirect(`/pagamenti/${ricarica}?esito=${outcome}`)
})

/** Goes on to the provider's page, again. */
export const resumePayment = async (data: FormData): Promise<void> => {
  await resume(untouched, data)
}

/** Gives a top-up up. */
export const giveUp = async (data: FormData): Promise<void> => {
  await cancel(untouched, data)
}
