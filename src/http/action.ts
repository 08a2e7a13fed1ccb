import { randomUUID } from 'node:crypto'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import { type FormOptions, submitForm } from './form'
import type { FormRefused } from './form-state'

/**
 * The server action of a form that React shows, for `useActionState`; anybody may send it. `handle` answers where to
 * go. Next compares Origin and Host of every action, and cookies are SameSite=Lax: another site can send no form here.
 */
export const action =
  <Form extends z.ZodType>(
    options: FormOptions<Form>,
    handle: (input: z.output<Form>) => Promise<'/' | `/${string}`>,
  ) =>
  async (_before: FormRefused, data: FormData): Promise<FormRefused> => {
    const outcome = await submitForm(options, data, randomUUID(), handle)
    return 'refused' in outcome ? outcome.refused : redirect(outcome.done)
  }
