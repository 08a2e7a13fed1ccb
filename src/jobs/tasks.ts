import type { TaskList } from 'graphile-worker'
import { systemCtx } from '@/cli/system-ctx'
import { forgetExpired } from '@/modules/identity'
import { DeliverJob, deliver } from '@/modules/notifications'

/**
 * What the queue can run, by the name jobs are added under, each a call of a module's use case. A throw brings the job
 * back later; a job may run twice, and what it calls must not mind.
 */
export const tasks: TaskList = {
  deliver: async (payload) => {
    await deliver(systemCtx('jobs'), DeliverJob.parse(payload))
  },
  'forget-expired': async () => {
    await forgetExpired(systemCtx('jobs'))
  },
}
