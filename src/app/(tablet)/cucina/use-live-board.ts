'use client'
import { useEffect, useState } from 'react'
import type { KitchenBoard } from '@/modules/kitchen'

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'signed-out'

const addressOf = (stream: 'live' | 'board', kitchen: string | null) =>
  `/api/v1/kitchen/${stream}${kitchen === null ? '' : `?kitchen=${encodeURIComponent(kitchen)}`}`
/** The portal sends a board at least every 30 seconds: longer than this without one, the line is dead. */
const SILENCE_MS = 75_000
const CHECK_EVERY_MS = 5_000
const RETRY_MS = 4_000

const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' })

/**
 * The board of a kitchen (all with null) as the portal sends it, from the first one on. `EventSource` comes back by itself after a lost line; here
 * is the rest: a line that went silent, an answer that is no stream, a session that ended, a new day.
 */
export const useLiveBoard = (
  initial: KitchenBoard,
  kitchen: string | null,
): { board: KitchenBoard; connection: Connection } => {
  const [board, setBoard] = useState(initial)
  const [connection, setConnection] = useState<Connection>('connecting')

  useEffect(() => {
    let source: EventSource | null = null
    let retry: ReturnType<typeof setTimeout> | undefined
    let heardAt = Date.now()
    let day = dayFormat.format(Date.now())

    const open = () => {
      source?.close()
      clearTimeout(retry)
      heardAt = Date.now()
      day = dayFormat.format(Date.now())
      const current = new EventSource(addressOf('live', kitchen))
      source = current
      current.onmessage = (event: MessageEvent<string>) => {
        heardAt = Date.now()
        setBoard(JSON.parse(event.data) as KitchenBoard)
        setConnection('live')
      }
      current.onerror = () => {
        setConnection('reconnecting')
        if (current.readyState === EventSource.CLOSED) void askWhy()
      }
    }
    /** The stream was refused: because nobody is signed in any more, or because the portal is in trouble. */
    const askWhy = async () => {
      const status = await fetch(addressOf('board', kitchen), { cache: 'no-store' }).then(
        (response) => response.status,
        () => 0,
      )
      if (status === 401 || status === 403) setConnection('signed-out')
      else retry = setTimeout(open, RETRY_MS)
    }
    const check = setInterval(() => {
      const isSilent = Date.now() - heardAt > SILENCE_MS
      if (source?.readyState === EventSource.CLOSED) return
      if (isSilent || dayFormat.format(Date.now()) !== day) {
        setConnection('reconnecting')
        open()
      }
    }, CHECK_EVERY_MS)

    open()
    return () => {
      clearInterval(check)
      clearTimeout(retry)
      source?.close()
    }
  }, [kitchen])

  return { board, connection }
}
