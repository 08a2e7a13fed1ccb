'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action } from '@/http/action'
import { ContactsForm, changeContacts } from '@/modules/family'

const Form = z
  .object({ figlio: z.coerce.number(), mobile: z.string(), email: z.string() })
  .transform((typed, ctx) => {
    const contacts = ContactsForm.safeParse(typed)
    if (contacts.success) return { childId: typed.figlio, ...contacts.data }
    for (const issue of contacts.error.issues)
      ctx.addIssue({ code: 'custom', path: [...issue.path], message: issue.message })
    return z.NEVER
  })

/** Changes the contacts, then shows them where they are read. */
export const submitContacts = action({ allow: 'guardian', form: Form }, async (ctx, contacts) => {
  await changeContacts(ctx, contacts)
  return redirect(`/anagrafica?figlio=${contacts.childId}&esito=recapiti`)
})
