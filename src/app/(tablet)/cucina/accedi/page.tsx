import '../kitchen.css'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { staffOf } from '@/http/staff-session'
import { maySeeKitchen } from '../kitchen-roles'
import { signOut } from './sign-in'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = {
  title: 'Accesso della cucina · Portale Genitori',
  description: 'Accesso alle presenze di oggi per il personale della cucina.',
  icons: { icon: '/ui/icon.svg' },
  robots: { index: false },
}

/** Sign-in of kitchen staff, who have no access to the office's pages. */
export default async function SignInPage() {
  const staff = await staffOf(await headers())
  if (staff && maySeeKitchen(staff.roles)) redirect('/cucina')
  return (
    <>
      <header className="kitchen-top">
        <p>
          <strong>Portale Genitori</strong> · Cucina
        </p>
      </header>
      <main className="sign-in">
        <h1>Accesso della cucina</h1>
        {staff ? (
          <div className="notice warn">
            <p>
              L’utente con cui è aperta la sessione non può vedere le pagine della cucina. Esci e accedi con
              un altro utente.
            </p>
            <form action={signOut}>
              <button className="button" type="submit">
                Esci
              </button>
            </form>
          </div>
        ) : (
          <>
            <p>Per vedere presenze e diete di oggi, inserisci le credenziali ricevute dall’ufficio.</p>
            <SignInForm />
          </>
        )}
      </main>
    </>
  )
}
