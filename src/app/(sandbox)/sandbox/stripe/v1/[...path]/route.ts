import { Temporal } from 'temporal-polyfill'
import { env } from '@/env'
import { readBytes } from '@/http/body'
import { answerStripe } from '@/modules/sandbox'

/** Stripe's API, as the demo plays it. */
const respond = async (
  request: Request,
  { params }: { params: Promise<{ path: string[] }> },
): Promise<Response> => {
  if (!env.PORTALE_DEMO) return new Response(null, { status: 404 })
  const { status, body } = await answerStripe(
    {
      method: request.method,
      path: `/v1/${(await params).path.join('/')}`,
      headers: request.headers,
      body: new TextDecoder().decode(await readBytes(request, 64 * 1024)),
    },
    Temporal.Now.instant(),
  )
  return Response.json(body, { status })
}

export const GET = respond
export const POST = respond
