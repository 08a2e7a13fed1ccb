import type { TaskList } from 'graphile-worker'
import { systemCtx } from '@/cli/system-ctx'
import { raiseRideAlarms } from '@/modules/bus'
import { forgetExpired } from '@/modules/identity'
import { runKitchen } from '@/modules/kitchen'
import { DeliverJob, deliver } from '@/modules/notifications'
import { askOpenPayments, expireTopUps, forgetStationEvents } from '@/modules/payments'
import { fetchFlows, recoverReceipts } from '@/modules/reconciliation'
import { deliverReceipt, ReceiptJob } from '@/modules/sandbox'
import { TellCalendarJob, tellCalendar } from '@/modules/service-calendar'

/**
 * What the queue can run, by the name jobs are added under, each a call of a module's use case. A throw brings the job
 * back later; a job may run twice, and what it calls must not mind.
 */
export const tasks: TaskList = {
  deliver: async (payload) => {
    await deliver(systemCtx('jobs'), DeliverJob.parse(payload))
  },
  'expire-top-ups': async () => {
    await expireTopUps(systemCtx('jobs'))
  },
  'ask-open-payments': async () => {
    await askOpenPayments(systemCtx('jobs'))
  },
  'tell-calendar': async (payload) => {
    await tellCalendar(systemCtx('jobs'), TellCalendarJob.parse(payload))
  },
  'fetch-flows': async () => {
    await fetchFlows(systemCtx('jobs'))
    await recoverReceipts(systemCtx('jobs'))
  },
  'sandbox-receipt': async (payload) => {
    await deliverReceipt(ReceiptJob.parse(payload))
  },
  kitchen: async () => {
    await runKitchen(systemCtx('jobs'))
  },
  bus: async () => {
    await raiseRideAlarms(systemCtx('jobs'))
  },
  'forget-expired': async () => {
    await forgetExpired(systemCtx('jobs'))
    await forgetStationEvents(systemCtx('jobs'))
  },
}
