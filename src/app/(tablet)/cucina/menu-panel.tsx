import type { KitchenBoard } from '@/modules/kitchen'
import { formatDay } from '../tablet/core/day'
import { plural } from './parts'

type Menu = KitchenBoard['menus'][number]

const LEVELS: Readonly<Record<string, string>> = {
  nursery: 'nidi',
  preschool: 'infanzia',
  primary: 'primaria',
  lowerSecondary: 'secondaria',
}

/** What is cooked today; more than one menu where school levels eat differently. */
export function MenuPanel({ menus }: { menus: readonly Menu[] }) {
  return (
    <section aria-labelledby="menu-title" className="panel menus">
      <h2 id="menu-title">Menù di oggi</h2>
      {menus.length === 0 && <p className="quiet">Per oggi non c’è un menù.</p>}
      {menus.map((menu) => (
        <div key={`${menu.menu}/${menu.servedAt.map(({ level }) => level)}`}>
          <p className="quiet">
            {menu.menu}, settimana {menu.week}
            {menus.length > 1 && `: ${levelsOf(menu).join(', ')}`}
          </p>
          <ul>
            {menu.dishes.map((dish) => (
              <li key={dish.id}>
                <b>{dish.name}</b>{' '}
                <span className={dish.allergens === null ? 'alarm-words' : 'soft'}>{dish.allergenWords}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

const levelsOf = ({ servedAt }: Menu): string[] => [
  ...new Set(servedAt.map(({ level }) => LEVELS[level] ?? level)),
]

/** Packed lunches of the next days, so that they are not a surprise at the cut-off; nothing without trips. */
export function TripsPanel({ trips }: { trips: KitchenBoard['trips'] }) {
  if (trips.length === 0) return null
  return (
    <section aria-labelledby="trips-title" className="panel">
      <h2 id="trips-title">Gite con il cestino</h2>
      <ul>
        {trips.map(({ day, school, className, children }) => (
          <li key={`${day}/${school}/${className}`}>
            <b>{formatDay(day)}</b>: {school}, {className}, {plural(children, 'bambino', 'bambini')}
          </li>
        ))}
      </ul>
    </section>
  )
}
