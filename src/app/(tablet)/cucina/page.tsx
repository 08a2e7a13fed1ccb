import './kitchen.css'
import type { Metadata, Viewport } from 'next'
import { requireStaff } from '@/http/staff-page'
import { loadBoard } from '@/modules/kitchen'
import { dayInRome } from '@/shared/dates'
import { signOut } from './accedi/sign-in'
import { KITCHEN_ROLES } from './kitchen-roles'
import { LiveBoard } from './live-board'

export const metadata: Metadata = {
  title: 'Cucina · Portale Genitori',
  description: 'Presenti, assenti e diete di oggi, scuola per scuola, in diretta.',
  icons: { icon: '/ui/icon.svg' },
  robots: { index: false },
}

export const viewport: Viewport = { themeColor: '#00402b', width: 'device-width', initialScale: 1 }

/** What the kitchen has to cook today: only numbers, never a name. */
export default async function KitchenPage() {
  const { now } = await requireStaff(KITCHEN_ROLES, '/cucina/accedi')
  const board = await loadBoard(dayInRome(now))
  return (
    <>
      <header className="kitchen-top">
        <p>
          <strong>Portale Genitori</strong> · Cucina
        </p>
        <form action={signOut}>
          <button className="button on-dark" type="submit">
            Esci
          </button>
        </form>
      </header>
      <main className="board">
        <LiveBoard initial={board} />
      </main>
    </>
  )
}
