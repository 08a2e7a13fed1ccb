import type { ReactNode } from 'react'
import { BackIcon } from '../../icons'
import { formatDay } from '../core/day'
import type { RosterClass } from '../core/roster'
import type { Tablet, TabletState } from '../core/tablet'
import { CLASSES_HREF } from './navigation'

export type ClassScreenProps = { tablet: Tablet; state: TabletState; group: RosterClass }

/** The top of a screen about one class: back to the classes, what it is about, the day. */
export function ClassTop({ day, title, children }: { day: string; title: ReactNode; children?: ReactNode }) {
  return (
    <header className="top">
      <div className="line">
        <a className="back" href={CLASSES_HREF}>
          <BackIcon />
          Classi
        </a>
        <div>
          {title}
          <p className="day">{formatDay(day)}</p>
        </div>
      </div>
      {children}
    </header>
  )
}
