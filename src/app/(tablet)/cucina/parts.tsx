'use client'
import { useState } from 'react'
import { AbsentIcon, EmptyIcon, PartialIcon, PresentIcon } from '../icons'
import type { Completeness, Counts } from './totals'
import { sharesOf } from './totals'
import type { Connection } from './use-live-board'

/** What the board and the wall display share. */

export const number = new Intl.NumberFormat('it-IT', { useGrouping: 'always' })
const secondsFormat = new Intl.DateTimeFormat('it-IT', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'Europe/Rome',
})
const timeFormat = new Intl.DateTimeFormat('it-IT', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Rome',
})
export const formatTime = (at: string): string => timeFormat.format(new Date(at))
export const plural = (count: number, one: string, many: string) =>
  `${number.format(count)} ${count === 1 ? one : many}`

/** A number that flashes when it changes, not when the page opens; the key makes it a new element. */
export function Changing({ value }: { value: number }) {
  const [first] = useState(value)
  return (
    <span className={value === first ? undefined : 'changing'} key={value}>
      {number.format(value)}
    </span>
  )
}

const CONNECTIONS: Record<Connection, string> = {
  connecting: 'collegamento…',
  live: 'in diretta',
  reconnecting: 'riconnessione…',
  'signed-out': 'sessione scaduta',
}

export function ConnectionState({ connection, updatedAt }: { connection: Connection; updatedAt: string }) {
  return (
    <div className={`connection ${connection}`}>
      <p role="status">
        <span aria-hidden="true" className="lamp" />
        {CONNECTIONS[connection]}
      </p>
      <p className="updated">
        aggiornato alle <time dateTime={updatedAt}>{secondsFormat.format(new Date(updatedAt))}</time>
      </p>
      {connection === 'signed-out' && (
        <a className="button" href="/cucina/accedi">
          Accedi di nuovo
        </a>
      )}
    </div>
  )
}

export function Bar({ counts }: { counts: Counts }) {
  const { present, absent } = sharesOf(counts)
  const marked = counts.present + counts.absent
  return (
    <svg aria-hidden="true" className="bar" preserveAspectRatio="none" viewBox="0 0 100 10">
      <title>{`Segnati ${marked} di ${counts.expected}`}</title>
      <rect className="present" height="10" width={present} x="0" y="0" />
      <rect className="absent" height="10" width={absent} x={present} y="0" />
    </svg>
  )
}

export const STATES: Record<Completeness, { icon: React.ReactNode; word: (counts: Counts) => string }> = {
  complete: { icon: <PresentIcon size={28} />, word: () => 'Completa' },
  partial: {
    icon: <PartialIcon size={28} />,
    word: ({ missing }) => `${missing === 1 ? 'Manca' : 'Mancano'} ${plural(missing, 'bambino', 'bambini')}`,
  },
  waiting: { icon: <EmptyIcon size={28} />, word: () => 'Non ancora iniziata' },
  none: { icon: <AbsentIcon size={28} />, word: () => 'Oggi nessuno previsto' },
}
