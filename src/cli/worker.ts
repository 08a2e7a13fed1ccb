import './dot-env'
import { closePool } from '@/db/client'
import { assertServable } from '@/env'
import { startWorker } from '@/jobs/run-worker'
import { describe } from './command'

/** `npm run worker`: the jobs, in a process of their own, until it is asked to stop; jobs in hand are finished. */
try {
  assertServable()
  const worker = startWorker()
  console.log('Lavori in corso. Ctrl-C per fermarli.')
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await worker.stop()
    await closePool()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('disconnect', stop)
} catch (error) {
  console.error(describe(error))
  process.exit(2)
}
