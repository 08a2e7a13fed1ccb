import { Temporal } from 'temporal-polyfill'
import { env } from '@/env'
import { readBytes } from '@/http/body'
import { log } from '@/http/log'
import { CartRefused, CartRequest, createCart } from '@/modules/sandbox'

const problem = (status: number, title: string, detail: string) =>
  Response.json(
    { type: 'about:blank', title, status, detail },
    { status, headers: { 'content-type': 'application/problem+json' } },
  )

/** Checkout's own `POST /carts` (versions 1 and 2), as the platform answers it. */
export const POST = async (
  request: Request,
  { params }: { params: Promise<{ version: string }> },
): Promise<Response> => {
  const { version } = await params
  if (!env.PORTALE_DEMO || !/^v[12]$/.test(version)) return new Response(null, { status: 404 })
  const key = request.headers.get('ocp-apim-subscription-key')
  if (!key || (env.PAGOPA_SUBSCRIPTION_KEY && key !== env.PAGOPA_SUBSCRIPTION_KEY))
    return problem(401, 'Unauthorized', 'Access denied due to missing or invalid subscription key')
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder().decode(await readBytes(request, 64 * 1024)))
  } catch {
    return problem(400, 'Bad request', 'The body is not JSON')
  }
  const cart = CartRequest.safeParse(body)
  if (cart.success && version === 'v2' && !cart.data.returnUrls.returnWaitingUrl)
    return problem(400, 'Bad request', 'returnUrls.returnWaitingUrl')
  if (!cart.success)
    return problem(400, 'Bad request', cart.error.issues.map(({ path }) => path.join('.')).join(', '))
  try {
    return new Response(null, {
      status: 302,
      headers: { location: (await createCart(cart.data, Temporal.Now.instant())).href },
    })
  } catch (error) {
    if (error instanceof CartRefused) return problem(422, 'Invalid payment info', error.message)
    log.error({ err: error }, 'sandbox cart failed')
    return problem(500, 'Internal server error', 'There was an error processing the request')
  }
}
