import { Temporal } from 'temporal-polyfill'
import { listen } from './live'

/** From one look to the next: the first news is shown at once, and a storm of them costs two looks a second. */
const GAP_MS = 500

type Fresh<T> = {
  /** What was loaded last; null before the first time. */
  last: () => T | null
  stop: () => void
}

/**
 * Keeps what many watch up to date: loads it now, at each announcement of `about` (or of anything, '') on one of the
 * channels, and after `atLeastEveryMs` without news, in case one was lost; one load at a time. Each goes to `show`.
 * A load that fails (the database is away) is tried again at the next occasion.
 */
const keepFresh = <T>({
  channels,
  about,
  atLeastEveryMs,
  load,
  show,
}: {
  channels: readonly string[]
  about: string
  atLeastEveryMs: number
  load: (now: Temporal.Instant) => Promise<T>
  show: (loaded: T) => void
}): Fresh<T> => {
  let last: T | null = null
  let timer: NodeJS.Timeout | null = null
  let isLoading = false
  let isDirtyAgain = false
  let isStopped = false
  let nextAt = 0
  const refresh = async () => {
    timer = null
    isLoading = true
    nextAt = performance.now() + GAP_MS
    try {
      last = await load(Temporal.Now.instant())
      if (!isStopped) show(last)
    } catch {
      // Tried again at the next announcement, or by the clock.
    }
    isLoading = false
    if (isDirtyAgain) {
      isDirtyAgain = false
      dirty()
    }
  }
  const dirty = () => {
    if (isStopped) return
    if (isLoading) isDirtyAgain = true
    else timer ??= setTimeout(refresh, Math.max(0, nextAt - performance.now()))
  }
  const unlisten = channels.map((channel) =>
    listen(channel, (changed) => {
      if (changed === about || changed === '') dirty()
    }),
  )
  const clock = setInterval(dirty, atLeastEveryMs)
  dirty()
  return {
    last: () => last,
    stop: () => {
      isStopped = true
      for (const end of unlisten) end()
      clearInterval(clock)
      if (timer) clearTimeout(timer)
    },
  }
}

type Viewers<T> = Set<(loaded: T) => void>

/**
 * What many watch by a key, a day say: kept fresh once per process for each key, from its first viewer to its last.
 * `name` holds for the process, also where the bundler loads a module twice.
 */
export const sharedFresh = <Key extends string, T>(
  name: string,
  about: (key: Key) => Omit<Parameters<typeof keepFresh<T>>[0], 'show' | 'about'>,
) => {
  const held = globalThis as typeof globalThis &
    Record<symbol, Map<Key, { viewers: Viewers<T>; fresh: Fresh<T> }>>
  const symbol = Symbol.for(`portale.${name}`)
  held[symbol] ??= new Map()
  const shared = held[symbol]
  const start = (key: Key) => {
    const viewers: Viewers<T> = new Set()
    const show = (loaded: T) => {
      for (const viewer of viewers) viewer(loaded)
    }
    return { viewers, fresh: keepFresh({ ...about(key), about: key, show }) }
  }
  /** Shows what is there at once, then each time it is loaded again, until the returned function is called. */
  return (key: Key, show: (loaded: T) => void): (() => void) => {
    const { viewers, fresh } = shared.get(key) ?? start(key)
    shared.set(key, { viewers, fresh })
    const viewer = (loaded: T) => show(loaded)
    viewers.add(viewer)
    const last = fresh.last()
    if (last !== null) viewer(last)
    return () => {
      if (!viewers.delete(viewer) || viewers.size > 0) return
      fresh.stop()
      shared.delete(key)
    }
  }
}
