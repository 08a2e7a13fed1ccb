// Guarantee: every attempt of a delivery asks Resend under the same key, and a refusal tells nothing of a person.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { ChannelError, DeliveryId, type Outgoing } from '../../channel'
import { resendChannel } from '.'

let server: Server | undefined
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())))

/** Resend's address, answered by us. */
const resendAt = async (status: number, answer: object) => {
  const received: { path: string | undefined; headers: IncomingHttpHeaders; body: unknown }[] = []
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({
      path: request.url,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    })
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const baseUrl = `http://127.0.0.1:${port}`
  return { received, channel: resendChannel({ apiKey: 're_test', from: 'Comune <no@example.org>', baseUrl }) }
}

const outgoing: Outgoing = {
  deliveryId: DeliveryId.parse('3f0e7b1c-55a0-4a4e-9a10-2f4d6c1f8a01'),
  address: 'mamma@example.org',
  subject: 'Ricarica accreditata',
  text: 'Testo',
  html: '<p>Testo</p>',
  queuedAt: new Date('2026-11-24T08:00:00Z'),
  isRetry: false,
}

test('the delivery’s id is the idempotency key, first time and again', async () => {
  const { received, channel } = await resendAt(200, { id: 'provider-1' })
  expect(await channel.send(outgoing)).toEqual({ providerId: 'provider-1' })
  expect(await channel.send({ ...outgoing, isRetry: true })).toEqual({ providerId: 'provider-1' })
  expect(received.map(({ headers }) => headers['idempotency-key'])).toEqual([
    outgoing.deliveryId,
    outgoing.deliveryId,
  ])
  expect(received[0]).toMatchObject({
    path: '/emails',
    headers: { authorization: 'Bearer re_test' },
    body: { from: 'Comune <no@example.org>', to: 'mamma@example.org', subject: 'Ricarica accreditata' },
  })
  expect(received[0]?.body).toEqual(received[1]?.body)
})

test.each([
  [422, 'validation_error', true],
  [403, 'invalid_from_address', true],
  [429, 'rate_limit_exceeded', false],
  [429, 'daily_quota_exceeded', false],
  [401, 'invalid_api_key', false],
  [409, 'concurrent_idempotent_requests', false],
  [500, 'internal_server_error', false],
])('%i %s is final: %s', async (statusCode, name, isPermanent) => {
  const { channel } = await resendAt(statusCode, { statusCode, name, message: 'mamma@example.org is wrong' })
  const refusal = await channel.send(outgoing).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(ChannelError)
  expect(refusal).toMatchObject({ code: name, isPermanent })
  expect(String(refusal)).not.toContain('mamma')
})

test('nobody answers: try again later', async () => {
  const channel = resendChannel({ apiKey: 're_test', from: 'no@example.org', baseUrl: 'http://127.0.0.1:9' })
  await expect(channel.send(outgoing)).rejects.toMatchObject({ name: 'ChannelError', isPermanent: false })
})
