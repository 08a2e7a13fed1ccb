import { assertServable, env } from './env'
import { trustOnlyNearbyProxies } from './http/address'
import { answerBeforeNext } from './http/before-next'
import { station } from './http/station'
import { tabletMarks } from './http/tablet-marks'
import { startWorker } from './jobs/run-worker'

/** After this, requests that never end (live pages) are cut; their pages reconnect. */
const DRAIN_MS = 4_000

/** Checks that the process may serve, guards the addresses it counts by, starts the jobs, and ends both in order when asked to. */
export const start = async (): Promise<void> => {
  if (env.NODE_ENV === 'production') {
    try {
      assertServable()
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      process.exit(1)
    }
  }
  trustOnlyNearbyProxies()
  if (env.NODE_ENV === 'production')
    answerBeforeNext({ 'POST /api/v1/tablet/marks': tabletMarks, 'POST /api/pagopa/station': station })
  const worker = env.PORTALE_WORKER ? startWorker() : null
  const exit = process.exit.bind(process)
  let isStopping = false
  const stop = (code: number) => () => {
    if (isStopping) return
    isStopping = true
    const stopped = worker?.stop()
    // Next exits as soon as its last request has ended: jobs in hand are waited for as well.
    const exitInOrder = (asked?: number | string | null) => {
      void Promise.resolve(stopped).finally(() => exit(asked ?? code))
    }
    process.exit = exitInOrder as typeof process.exit
    setTimeout(exitInOrder, DRAIN_MS, code).unref()
  }
  process.on('SIGTERM', stop(143))
  process.on('SIGINT', stop(130))
}
