import { z } from 'zod'
import { toE164 } from '@/shared/phone'

const MOBILE = 'Inserisci un numero di cellulare, ad esempio 333 1234567; con il prefisso se è estero: +40 …'
const EMAIL = 'Inserisci un indirizzo e-mail completo, ad esempio nome@esempio.it'

/**
 * Mobile and e-mail as a guardian types them: an Italian mobile or any number with its country code, kept in
 * international form. Either may be left out, not both: the office must be able to reach somebody.
 */
export const ContactsForm = z
  .object({
    mobile: z
      .string()
      .max(40, MOBILE)
      .transform((typed, ctx) => {
        if (typed.trim() === '') return null
        const mobile = toE164(typed)
        if (mobile === null) ctx.addIssue({ code: 'custom', message: MOBILE })
        return mobile
      }),
    email: z
      .string()
      .trim()
      .max(254, EMAIL)
      .transform((typed, ctx) => {
        if (typed === '') return null
        if (!z.email().safeParse(typed).success) ctx.addIssue({ code: 'custom', message: EMAIL })
        return typed
      }),
  })
  .refine(({ mobile, email }) => mobile !== null || email !== null, {
    path: ['mobile'],
    message: 'Inserisci almeno un recapito: cellulare o e-mail',
  })
export type Contacts = z.infer<typeof ContactsForm>
