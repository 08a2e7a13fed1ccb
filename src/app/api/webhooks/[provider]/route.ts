import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { addressOf } from '@/http/address'
import { responseOf } from '@/http/answer'
import { readBytes } from '@/http/body'
import { notFound, problemOf } from '@/http/problem'
import { findProvider, receiveNotification } from '@/modules/payments'

const BODY_BYTES_MAX = 256 * 1024

/**
 * Where a payment provider notifies what happened. Answered with 200 once it is stored; a forged or stale one is refused
 * with 403, and what could not be stored with 5xx: the provider then sends it again.
 */
export const POST = async (
  request: Request,
  { params }: { params: Promise<{ provider: string }> },
): Promise<Response> => {
  const requestId = randomUUID()
  try {
    const provider = findProvider((await params).provider)
    if (!provider?.hasWebhook) throw notFound()
    const body = await readBytes(request, BODY_BYTES_MAX)
    const ctx = {
      actor: { kind: 'system', name: provider.id },
      now: Temporal.Now.instant(),
      requestId,
      address: addressOf(request.headers),
    } as const
    await receiveNotification(ctx, provider, { headers: request.headers, body })
    return Response.json({ received: true }, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return responseOf(problemOf(error, requestId))
  }
}
