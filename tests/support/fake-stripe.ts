import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { POST } from '@/app/api/webhooks/[provider]/route'
import { db, oneRow, sql } from '@/db/client'
import { env } from '@/env'
import { answerStripe, stripeEventBody, stripeSignature } from '@/modules/sandbox'

const SECRET = 'whsec_prova'

/**
 * The demo's Stripe behind a real port, for tests: `mood` says whether it answers, answers late, or breaks; `requests`
 * keeps what it was asked. The portal is configured for it until `stop`.
 */
export const fakeStripe = async () => {
  const state = {
    mood: 'up' as 'up' | 'slow' | 'down' | 'strange',
    requests: [] as { path: string; key: string | null; body: string; status: number }[],
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const path = new URL(request.url ?? '/', 'http://stripe.test').pathname.replace(/^\/base/, '')
    if (state.mood === 'slow') await new Promise((resolve) => setTimeout(resolve, 10_000).unref())
    const answer =
      state.mood === 'down'
        ? { status: 503, body: { error: { type: 'api_error', message: 'down' } } }
        : await answerStripe({ method: request.method ?? '', path, headers, body }, Temporal.Now.instant())
    state.requests.push({ path, key: headers.get('idempotency-key'), body, status: answer.status })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(state.mood === 'strange' ? '<html>' : JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  Object.assign(env, {
    STRIPE_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    STRIPE_SECRET_KEY: 'sk_test_prova',
    STRIPE_WEBHOOK_SECRET: SECRET,
  })
  const stop = () => {
    Object.assign(env, { STRIPE_API_URL: undefined, STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '' })
    server.closeAllConnections()
    server.close()
  }
  return Object.assign(state, { stop })
}

/** What Stripe sends: a body signed at a moment, now unless said otherwise. */
export const signed = (
  body: string,
  { at = Temporal.Now.instant(), secret = SECRET }: { at?: Temporal.Instant; secret?: string } = {},
) => ({
  headers: new Headers({ 'stripe-signature': stripeSignature(body, at, secret) }),
  body: new TextEncoder().encode(body),
})

/** Sends it to the webhook; gives the status that is answered. */
export const send = async ({ headers, body }: { headers: Headers; body: Uint8Array<ArrayBuffer> }) => {
  const request = new Request('http://portale.test/api/webhooks/stripe', { method: 'POST', headers, body })
  const response = await POST(request, { params: Promise.resolve({ provider: 'stripe' }) })
  return response.status
}

/** Delivers an event of the fake. */
export const deliverEvent = async (id: string, at?: Temporal.Instant) =>
  send(signed((await stripeEventBody(id)) ?? '', at ? { at } : {}))

/** The charge that a session made. */
export const chargeOf = async (sessionId: string): Promise<string> => {
  const found = await oneRow(
    db,
    z.object({ id: z.string() }),
    sql`select c.id from sandbox.stripe_object s join sandbox.stripe_object c
          on c.kind = 'charge' and c.object ->> 'payment_intent' = s.object ->> 'payment_intent' where s.id = ${sessionId}`,
  )
  if (!found) throw new Error('no charge')
  return found.id
}

/** A notification that a session paid a top-up, made by hand. */
export const paidSession = (
  topUp: { topUpId: string; noticeNumber: string; cents: number },
  paymentIntent: string,
  more: object = {},
) =>
  JSON.stringify({
    id: `evt_${randomUUID()}`,
    object: 'event',
    type: 'checkout.session.completed',
    created: Math.floor(Date.now() / 1000),
    data: {
      object: {
        id: `cs_${randomUUID()}`,
        payment_status: 'paid',
        amount_total: topUp.cents,
        currency: 'eur',
        payment_intent: paymentIntent,
        metadata: {
          cart: topUp.topUpId,
          position_1: `${topUp.noticeNumber} ${topUp.cents} ${topUp.topUpId}`,
        },
        ...more,
      },
    },
  })
