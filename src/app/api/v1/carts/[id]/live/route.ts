import { eventStream } from '@/http/event-stream'
import { route } from '@/http/route'
import { watchCart } from '@/modules/payments'

/** The states of what a family pays at once, now and at each change. */
export const GET = (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> =>
  route({ allow: ['guardian'] }, async (ctx) =>
    eventStream(request, await watchCart(ctx, (await params).id)),
  )(request)
