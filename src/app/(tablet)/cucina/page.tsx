import './kitchen.css'
import type { Metadata, Viewport } from 'next'
import { requireStaff } from '@/http/staff-page'
import { holdsRole } from '@/modules/identity'
import { boardOf, loadBoard } from '@/modules/kitchen'
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

type Query = { centro?: string | string[]; servizio?: string | string[]; schermo?: string | string[] }
const only = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) || null

/** What a kitchen has to cook today: only numbers, never a name. The address remembers what was chosen. */
export default async function KitchenPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { now, actor } = await requireStaff(KITCHEN_ROLES, '/cucina/accedi')
  const [query, board] = await Promise.all([searchParams, loadBoard(dayInRome(now))])
  return (
    <LiveBoard
      initial={boardOf(board, only(query.centro))}
      isCook={holdsRole(actor.roles, 'kitchen')}
      isWall={only(query.schermo) === 'grande'}
      service={only(query.servizio)}
      signOut={
        <form action={signOut}>
          <button className="button on-dark" type="submit">
            Esci
          </button>
        </form>
      }
    />
  )
}
