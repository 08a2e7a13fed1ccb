import { eventStream } from '@/http/event-stream'
import { route } from '@/http/route'
import { watchTopUp } from '@/modules/payments'

/** The state of a family's own top-up, now and at each change. */
export const GET = (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  route({ allow: ['guardian'] }, async (ctx) =>
    eventStream(request, await watchTopUp(ctx, (await params).id)),
  )(request)
