// Guarantee: every provider's adapter keeps the same contract, so that adding one changes nothing else.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { balanceOf } from '@tests/support/builders'
import { fakeStripe, paidSession, signed } from '@tests/support/fake-stripe'
import { aFamily, aTopUp, familyCtx, receiptRequest, topUpOf } from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '@/env'
import {
  beginPayment,
  fakeProvider,
  type NotificationMessage,
  type PaymentProvider,
  PROVIDERS,
  pagopa,
  settlePayment,
  stripe,
} from '@/modules/payments'
import { cents } from '@/shared/money'

const returnTo = {
  ok: new URL('https://portale.example/ok'),
  cancel: new URL('https://portale.example/annulla'),
  error: new URL('https://portale.example/errore'),
  waiting: new URL('https://portale.example/attesa'),
}

/** The network's edge: a Checkout that keeps what it was sent. */
const carts: { headers: Record<string, unknown>; body: Record<string, unknown> }[] = []
let checkout: Server
let answer: { status: number; location?: string } = { status: 302 }
let atStripe: Awaited<ReturnType<typeof fakeStripe>>
beforeAll(async () => {
  atStripe = await fakeStripe()
  checkout = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    carts.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
    response.writeHead(
      answer.status,
      answer.status === 302 ? { location: answer.location ?? 'https://checkout.example/c/1' } : {},
    )
    response.end()
  })
  await new Promise<void>((resolve) => checkout.listen(0, '127.0.0.1', resolve))
  const { port } = checkout.address() as AddressInfo
  Object.assign(env, {
    PAGOPA_CHECKOUT_URL: `http://127.0.0.1:${port}/ec/v2`,
    PAGOPA_SUBSCRIPTION_KEY: 'chiave',
    PAGOPA_STATION_SECRET: 'segreto',
  })
})
afterAll(() => {
  Object.assign(env, {
    PAGOPA_CHECKOUT_URL: undefined,
    PAGOPA_SUBSCRIPTION_KEY: '',
    PAGOPA_STATION_SECRET: '',
  })
  checkout.close()
  atStripe.stop()
})

const fake = fakeProvider()
type Subject = {
  provider: PaymentProvider
  /** What it sends when a top-up was paid. */
  paid: (topUp: Awaited<ReturnType<typeof aTopUp>>, paymentId: string) => NotificationMessage
  /** Something else, from the same sender. */
  says: (text: string) => NotificationMessage
}
const bytes = (text: string) => new TextEncoder().encode(text)
const subjects: Subject[] = [
  {
    provider: pagopa,
    paid: ({ noticeNumber }, receiptId) => ({
      headers: new Headers({ 'x-station-secret': 'segreto' }),
      body: bytes(receiptRequest({ noticeNumber, receiptId })),
    }),
    says: (text) => ({ headers: new Headers({ 'x-station-secret': 'segreto' }), body: bytes(text) }),
  },
  {
    provider: stripe,
    paid: (topUp, paymentId) => signed(paidSession(topUp, paymentId)),
    says: (text) => signed(text),
  },
  {
    provider: fake,
    paid: ({ noticeNumber: reference }, paymentId) =>
      fake.pay({ reference, paymentId, cents: cents(20_00), paidAt: Temporal.Now.instant().toString() }),
    says: (text) => ({ headers: new Headers({ 'x-word': 'vero' }), body: bytes(text) }),
  },
]

test('every provider that a service can be given is among the subjects', () => {
  expect(subjects.map(({ provider }) => provider)).toEqual(expect.arrayContaining([...PROVIDERS]))
})

describe.each(subjects)('$provider.id', ({ provider, paid, says }) => {
  const payable = async () => {
    const family = await aFamily()
    const topUp = await aTopUp(family, { provider })
    return { family, topUp }
  }

  test('has an id and a name, and is no way of the office', () => {
    expect(provider.id).toMatch(/^[a-z][a-z0-9-]{1,19}$/)
    expect(provider.name).toMatch(/\S/)
    expect(provider.id).not.toBe('counter')
  })

  test('starting twice names the same payment', async () => {
    const { family, topUp } = await payable()
    const now = Temporal.Now.instant()
    const first = await beginPayment(familyCtx(family, now), topUp.topUpId, returnTo, provider)
    const second = await beginPayment(familyCtx(family, now), topUp.topUpId, returnTo, provider)
    expect([first, second].every((page) => page.protocol === 'https:')).toBe(true)
    expect(second.href).toBe(first.href)
    expect((await topUpOf(topUp.topUpId)).status).toBe('inProgress')
  })

  test('a notification is translated to cents and the reference, and settles once', async () => {
    const { family, topUp } = await payable()
    const [event] = await provider.readNotification(paid(topUp, `${provider.id}-1`))
    expect(event).toMatchObject({
      kind: 'paid',
      provider: provider.id,
      reference: topUp.noticeNumber,
      paymentId: `${provider.id}-1`,
      cents: 20_00,
      totalCents: 20_00,
    })
    if (event?.kind !== 'paid') throw new Error('no event')
    const ctx = { ...familyCtx(family), actor: { kind: 'system', name: 'test' } } as const
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => settlePayment(ctx, event)))
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(1)
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
  })

  test('a forged notification throws, one that says nothing of us is empty', async () => {
    const { topUp } = await payable()
    const { body } = paid(topUp, `${provider.id}-2`)
    await expect(provider.readNotification({ headers: new Headers(), body })).rejects.toThrow(/proof/)
    for (const text of ['<a/>', '{}', '[1]', ''])
      expect(await provider.readNotification(says(text))).toEqual([])
  })

  test('asked for a payment it does not know, it says so', async () => {
    expect(await provider.lookUp('300000000000000003')).toEqual([])
  })
})

describe('Checkout', () => {
  test('is sent the cart of the contract', async () => {
    const family = await aFamily()
    const topUp = await aTopUp(family)
    const page = await beginPayment(familyCtx(family), topUp.topUpId, returnTo, pagopa)
    expect(page.href).toBe('https://checkout.example/c/1')
    const { headers, body } = carts.at(-1) ?? {}
    expect(headers?.['ocp-apim-subscription-key']).toBe('chiave')
    expect(body).toEqual({
      paymentNotices: [
        {
          noticeNumber: topUp.noticeNumber,
          fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
          amount: 20_00,
          companyName: expect.any(String),
          description: 'Ricarica Refezione',
        },
      ],
      returnUrls: {
        returnOkUrl: 'https://portale.example/ok',
        returnCancelUrl: 'https://portale.example/annulla',
        returnErrorUrl: 'https://portale.example/errore',
        returnWaitingUrl: 'https://portale.example/attesa',
      },
      idCart: topUp.topUpId,
      allCCP: false,
    })
  })

  test.each([
    ['is already taking a payment', { status: 422 }, 'payment-in-progress'],
    ['refuses', { status: 400 }, 'provider-away'],
    ['is broken', { status: 500 }, 'provider-away'],
    ['sends a strange address', { status: 302, location: 'javascript:alert(1)' }, 'provider-away'],
  ])('that %s leaves a top-up that can be resumed', async (_name, broken, code) => {
    const family = await aFamily()
    const topUp = await aTopUp(family)
    answer = broken
    try {
      await expect(beginPayment(familyCtx(family), topUp.topUpId, returnTo, pagopa)).rejects.toMatchObject({
        code,
      })
    } finally {
      answer = { status: 302 }
    }
    expect((await topUpOf(topUp.topUpId)).status).toBe('created')
    await beginPayment(familyCtx(family), topUp.topUpId, returnTo, pagopa)
    expect((await topUpOf(topUp.topUpId)).status).toBe('inProgress')
  })
})
