import type { TaskList } from 'graphile-worker'
import { systemCtx } from '@/cli/system-ctx'
import { DeliverJob, deliver } from '@/modules/notifications'

/** What the queue can run, by the name jobs are added under. A throw brings the job back later. */
export const tasks: TaskList = {
  deliver: async (payload) => {
    await deliver(systemCtx('jobs'), DeliverJob.parse(payload))
  },
}
