import { z } from 'zod'
import { closeDay, DayFault, NodeRefused } from '@/modules/sandbox'
import { sandboxRoute } from '../../../../sandbox-api'

/** Closes the day: what was paid goes into a flow and the bank is credited, with one fault if asked. */
export const POST = sandboxRoute(
  { body: z.strictObject({ fault: DayFault.default('none') }), status: 201 },
  async ({ now }, { fault }) => {
    const flow = await closeDay(fault, now)
    if (flow === null) throw new NodeRefused('NESSUN_PAGAMENTO_DA_RENDICONTARE')
    return { flow, fault }
  },
)
