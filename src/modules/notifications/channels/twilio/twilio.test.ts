// Guarantee: an SMS whose answer was lost is not sent again, and a refusal tells nothing of a person.
import twilio from 'twilio'
import { expect, test } from 'vitest'
import { ChannelError, DeliveryId, type Outgoing } from '../../channel'
import { twilioChannel } from '.'

type Asked = { method: string; uri: string; data: Record<string, unknown> | undefined; params: unknown }

/** Twilio's API, answered by us. */
const twilioWith = (answer: (asked: Asked) => { statusCode: number; body: object }) => {
  const asked: Asked[] = []
  class Client extends twilio.RequestClient {
    override async request<T>(options: Parameters<twilio.RequestClient['request']>[0]) {
      const { method, uri, data, params } = options
      const request = { method, uri, data: data as Asked['data'], params }
      asked.push(request)
      return { ...answer(request), headers: {}, toString: () => '' } as unknown as Awaited<
        ReturnType<twilio.RequestClient['request']>
      > & { body: T }
    }
  }
  const channel = twilioChannel({
    accountSid: 'AC00000000000000000000000000000000',
    authToken: 'secret',
    from: '+390721000000',
    request: new Client(),
  })
  return { asked, channel }
}

const outgoing: Outgoing = {
  deliveryId: DeliveryId.parse('3f0e7b1c-55a0-4a4e-9a10-2f4d6c1f8a02'),
  address: '333 123 4567',
  subject: 'Mensa chiusa',
  text: 'Portale Genitori, Giulia: Mensa chiusa.',
  html: null,
  queuedAt: new Date('2026-11-24T08:00:00Z'),
  isRetry: false,
}

test('the first attempt sends, to the number in international form', async () => {
  const { asked, channel } = twilioWith(() => ({ statusCode: 201, body: { sid: 'SM1' } }))
  expect(await channel.send(outgoing)).toEqual({ providerId: 'SM1' })
  expect(asked.map(({ method }) => method)).toEqual(['post'])
  expect(asked[0]?.data).toMatchObject({ To: '+393331234567', From: '+390721000000', Body: outgoing.text })
})

test('a retry looks first whether the text already left', async () => {
  const left = { sid: 'SM1', body: outgoing.text, error_code: null }
  const { asked, channel } = twilioWith(() => ({
    statusCode: 200,
    body: { messages: [left], page_size: 50 },
  }))
  expect(await channel.send({ ...outgoing, isRetry: true })).toEqual({ providerId: 'SM1' })
  expect(asked.map(({ method }) => method)).toEqual(['get'])
  expect(asked[0]?.params).toMatchObject({ To: '+393331234567', 'DateSent>': '2026-11-24T08:00:00Z' })
})

test('a retry that finds another text, or one that failed, sends', async () => {
  const others = [
    { sid: 'SM1', body: 'Altro', error_code: null },
    { sid: 'SM2', body: outgoing.text, error_code: 30003 },
  ]
  const { asked, channel } = twilioWith(({ method }) =>
    method === 'get'
      ? { statusCode: 200, body: { messages: others, page_size: 50 } }
      : { statusCode: 201, body: { sid: 'SM3' } },
  )
  expect(await channel.send({ ...outgoing, isRetry: true })).toEqual({ providerId: 'SM3' })
  expect(asked.map(({ method }) => method)).toEqual(['get', 'post'])
})

test.each([
  [400, 21211, true],
  [400, 21610, true],
  [401, 20003, false],
  [429, 20429, false],
  [500, 20500, false],
])('%i/%i is final: %s', async (statusCode, code, isPermanent) => {
  const { channel } = twilioWith(() => ({
    statusCode,
    body: { status: statusCode, code, message: "The 'To' number +393331234567 is wrong" },
  }))
  const refusal = await channel.send(outgoing).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(ChannelError)
  expect(refusal).toMatchObject({ code: `twilio-${code}`, isPermanent })
  expect(String(refusal)).not.toContain('333')
})

test('what is not a mobile number never leaves', async () => {
  const { asked, channel } = twilioWith(() => ({ statusCode: 201, body: { sid: 'SM1' } }))
  await expect(channel.send({ ...outgoing, address: '0721 387111' })).rejects.toMatchObject({
    code: 'invalid-number',
    isPermanent: true,
  })
  expect(asked).toEqual([])
})
