'use client'
import { useRowLabel } from '@payloadcms/ui'
import { WEEKDAYS } from '../fields'

type MenuDay = { week?: number | null; weekday?: string | null; dishes?: unknown[] | null }

/** A row of a rotation by its week and day, and by how many dishes it has. */
export function MenuDayLabel() {
  const { data } = useRowLabel<MenuDay>()
  const count = data?.dishes?.length ?? 0
  const weekday = WEEKDAYS.find(({ value }) => value === data?.weekday)
  return (
    <span>
      {data?.week && weekday
        ? `Settimana ${data.week}, ${weekday.label.toLowerCase()}`
        : 'Giorno da indicare'}
      {count === 0 ? ', senza piatti' : `, ${count} ${count === 1 ? 'piatto' : 'piatti'}`}
    </span>
  )
}

/** A row of opening hours by its day. */
export function HoursLabel() {
  const { data } = useRowLabel<{ day?: string | null; times?: string | null }>()
  return <span>{[data?.day, data?.times].filter((part) => part).join(', ') || 'Giorno da indicare'}</span>
}

/** A telephone number by itself. */
export function PhoneLabel() {
  const { data } = useRowLabel<{ number?: string | null }>()
  return <span>{data?.number || 'Numero da indicare'}</span>
}
