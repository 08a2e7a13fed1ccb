'use server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action } from '@/http/action'
import { signInStaff, signOutStaff } from '@/http/staff-sign-in'
import { maySeeKitchen } from '../kitchen-roles'

const SignIn = z.object({
  email: z
    .string()
    .trim()
    .min(1, 'Inserisci l’e-mail.')
    .pipe(z.email('Inserisci un’e-mail valida, ad esempio nome@comune.it.')),
  password: z.string().min(1, 'Inserisci la password.'),
})

/** Signs in somebody of the kitchen, and opens the board. */
export const signIn = action(
  {
    form: SignIn,
    refusals: {
      'credentials-refused': () => 'E-mail o password non corretti.',
      forbidden: () => 'Questo utente non può vedere le pagine della cucina. Rivolgiti all’ufficio.',
    },
  },
  async (credentials) => {
    await signInStaff(credentials, maySeeKitchen)
    return '/cucina'
  },
)

/** Ends the session on this screen. */
export const signOut = async (): Promise<void> => {
  await signOutStaff()
  redirect('/cucina/accedi')
}
