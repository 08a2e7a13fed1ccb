import { POST as cartConclusion } from '@/app/(sandbox)/sandbox/pagopa/api/carts/[cart]/conclusion/route'
import { GET as cart } from '@/app/(sandbox)/sandbox/pagopa/api/carts/[cart]/route'
import { GET as carts } from '@/app/(sandbox)/sandbox/pagopa/api/carts/route'
import { POST as days } from '@/app/(sandbox)/sandbox/pagopa/api/days/route'
import { GET as journal } from '@/app/(sandbox)/sandbox/pagopa/api/journal/route'
import { POST as conclusion } from '@/app/(sandbox)/sandbox/pagopa/api/payments/[token]/conclusion/route'
import { POST as deliveries } from '@/app/(sandbox)/sandbox/pagopa/api/payments/[token]/deliveries/route'
import { GET as payment } from '@/app/(sandbox)/sandbox/pagopa/api/payments/[token]/route'
import { POST as pay, GET as payments } from '@/app/(sandbox)/sandbox/pagopa/api/payments/route'
import { POST as receipts } from '@/app/(sandbox)/sandbox/pagopa/api/receipts/route'
import { POST as verifications } from '@/app/(sandbox)/sandbox/pagopa/api/verifications/route'
import { GET as bizEvents } from '@/app/(sandbox)/sandbox/pagopa/bizevents/[...path]/route'
import { POST as checkout } from '@/app/(sandbox)/sandbox/pagopa/checkout/ec/[version]/carts/route'
import { GET as fdr } from '@/app/(sandbox)/sandbox/pagopa/fdr/[...path]/route'
import { POST as nodeForPa } from '@/app/(sandbox)/sandbox/pagopa/node-for-pa/route'
import { POST as station } from '@/app/api/pagopa/station/route'
import { env } from '@/env'
import { serve } from './serve'

type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>

/** Addresses as Next finds them; `:name` is one part, `*name` the rest. */
const ROUTES: Record<string, unknown> = {
  'POST /api/pagopa/station': station,
  'POST /sandbox/pagopa/checkout/ec/:version/carts': checkout,
  'POST /sandbox/pagopa/node-for-pa': nodeForPa,
  'GET /sandbox/pagopa/fdr/*path': fdr,
  'GET /sandbox/pagopa/bizevents/*path': bizEvents,
  'GET /sandbox/pagopa/api/payments': payments,
  'POST /sandbox/pagopa/api/payments': pay,
  'GET /sandbox/pagopa/api/payments/:token': payment,
  'POST /sandbox/pagopa/api/payments/:token/conclusion': conclusion,
  'POST /sandbox/pagopa/api/payments/:token/deliveries': deliveries,
  'POST /sandbox/pagopa/api/receipts': receipts,
  'POST /sandbox/pagopa/api/verifications': verifications,
  'GET /sandbox/pagopa/api/carts': carts,
  'GET /sandbox/pagopa/api/carts/:cart': cart,
  'POST /sandbox/pagopa/api/carts/:cart/conclusion': cartConclusion,
  'POST /sandbox/pagopa/api/days': days,
  'GET /sandbox/pagopa/api/journal': journal,
}

const paramsOf = (pattern: string, address: string): Record<string, string | string[]> | null => {
  const params: Record<string, string | string[]> = {}
  const wanted = pattern.split('/')
  const parts = address.split('/').map(decodeURIComponent)
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith('*')) return { ...params, [part.slice(1)]: parts.slice(index) }
    if (part.startsWith(':')) params[part.slice(1)] = parts[index] ?? ''
    else if (part !== parts[index]) return null
  }
  return wanted.length === parts.length ? params : null
}

/** What may go wrong at the station while a test runs. */
type Wire = {
  /** Answers 500 to everything, as a portal that is down. */
  isDown: boolean
  /** The station hears the message, and its answer never arrives. */
  losesAnswer: boolean
  /** Another answer in the place of the station's. */
  replaces: ((answer: string, operation: string) => Response | Promise<Response>) | null
  /** Every message that was sent to the station, and every answer it gave. */
  sent: string[]
  answers: string[]
}

/** The portal's station and the sandbox on a real port, as the Node and a test reach them. */
export const startSandbox = async () => {
  const wire: Wire = { isDown: false, losesAnswer: false, replaces: null, sent: [], answers: [] }
  const atStation = async (request: Request): Promise<Response | null> => {
    wire.sent.push(await request.clone().text())
    if (wire.isDown) return new Response(null, { status: 500 })
    const response = await station(request)
    const answer = await response.text()
    wire.answers.push(answer)
    if (wire.losesAnswer) return null
    return wire.replaces
      ? wire.replaces(answer, (request.headers.get('soapaction') ?? '').replaceAll('"', ''))
      : new Response(answer, { status: response.status, headers: response.headers })
  }
  const { port, close } = await serve(async (request) => {
    const { pathname } = new URL(request.url)
    for (const [key, handler] of Object.entries(ROUTES)) {
      const [method, pattern = ''] = key.split(' ')
      const params = method === request.method ? paramsOf(pattern, pathname) : null
      if (params === null) continue
      if (handler === station) return atStation(request)
      return (handler as Handler)(request, { params: Promise.resolve(params as never) })
    }
    return new Response(null, { status: 404 })
  })
  Object.assign(env, {
    PORT: port,
    PORTALE_DEMO: true,
    PAGOPA_CHECKOUT_URL: undefined,
    PAGOPA_FDR_URL: undefined,
    PAGOPA_BIZ_EVENTS_URL: undefined,
  })
  const base = `http://127.0.0.1:${port}/sandbox/pagopa/api`
  const read = async (response: Response) => ({
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    json: (await response.json()) as Record<string, unknown>,
  })
  return {
    wire,
    get: async (address: string) => read(await fetch(base + address)),
    post: async (address: string, body: unknown) =>
      read(
        await fetch(base + address, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    close,
  }
}
