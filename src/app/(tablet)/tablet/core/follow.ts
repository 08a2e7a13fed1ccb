import { retryDelayMs } from './retry'

/** The portal says something every 15 seconds; silent for this long, the line is dead. */
const SILENCE_MS = 40_000

export type FollowDeps = {
  fetcher: typeof fetch
  random: () => number
  /** Runs something later; the returned function cancels it. */
  later: (run: () => void, ms: number) => () => void
}

/**
 * Keeps a line open on which the portal says that the day's list changed by another hand, and calls `onNews` each time,
 * also when the line is new and something may have been missed. A line that breaks is opened again after a while.
 */
export const follow = (
  { fetcher, random, later }: FollowDeps,
  token: string,
  onNews: () => void,
): { stop: () => void; retryNow: () => void } => {
  let line: AbortController | null = null
  let cancelRetry: (() => void) | null = null
  let failures = 0
  let isStopped = false

  const listen = async (own: AbortController): Promise<void> => {
    let cancelSilence = later(() => own.abort(), SILENCE_MS)
    try {
      const answer = await fetcher('/api/v1/tablet/live', {
        headers: { authorization: `Bearer ${token}` },
        credentials: 'omit',
        cache: 'no-store',
        signal: own.signal,
      })
      if (!answer.ok || !answer.body || !answer.headers.get('content-type')?.startsWith('text/event-stream'))
        return
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
      let held = ''
      for (;;) {
        const { done, value } = await reader.read()
        if (done || own.signal.aborted) return
        cancelSilence()
        cancelSilence = later(() => own.abort(), SILENCE_MS)
        const events = `${held}${value}`.split('\n\n')
        held = events.pop() ?? ''
        if (!events.some((event) => event.startsWith('data:'))) continue
        failures = 0
        onNews()
      }
    } finally {
      cancelSilence()
      own.abort()
    }
  }
  const open = () => {
    cancelRetry?.()
    cancelRetry = null
    const own = new AbortController()
    line = own
    void listen(own)
      .catch(() => undefined)
      .then(() => {
        if (isStopped || line !== own) return
        line = null
        cancelRetry = later(open, retryDelayMs(++failures, random()))
      })
  }
  open()
  return {
    stop: () => {
      isStopped = true
      cancelRetry?.()
      line?.abort()
    },
    /** The network is back: a line that waits to be opened is opened now. */
    retryNow: () => {
      if (!isStopped && !line) open()
    },
  }
}
