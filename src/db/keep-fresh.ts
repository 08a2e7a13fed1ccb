import { listen } from './live'

/** From one look to the next: the first news is shown at once, and a storm of them costs two looks a second. */
const GAP_MS = 500

export type Fresh<T> = {
  /** What was loaded last; null before the first time. */
  last: () => T | null
  stop: () => void
}

/**
 * Keeps what many watch up to date: loads it now, at each announcement of `about` (or of anything, '') on one of the
 * channels, and after `atLeastEveryMs` without news, in case one was lost; one load at a time. Each goes to `show`.
 * A load that fails (the database is away) is tried again at the next occasion.
 */
export const keepFresh = <T>({
  channels,
  about,
  atLeastEveryMs,
  load,
  show,
}: {
  channels: readonly string[]
  about: string
  atLeastEveryMs: number
  load: () => Promise<T>
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
      last = await load()
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
