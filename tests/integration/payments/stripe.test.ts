// Guarantee: what Stripe says is believed only when it is Stripe's, and in whatever order and however often it is said,
// each top-up is credited once and what went back is taken out once.
import { randomUUID } from 'node:crypto'
import { balanceOf, given, guardianCtx } from '@tests/support/builders'
import { chargeOf, deliverEvent, fakeStripe, paidSession, send, signed } from '@tests/support/fake-stripe'
import { aFamily, aTopUp, type Family, familyCtx, queueOf, topUpOf } from '@tests/support/payments'
import { readPdf } from '@tests/support/pdf'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { GET as getAttestation } from '@/app/(portal)/pagamenti/[id]/attestazione/route'
import { GET as getTopUp, POST as postTopUp } from '@/app/(portal)/pagamenti/[id]/route'
import { POST as postOrder } from '@/app/(portal)/pagamenti/ricarica/route'
import { GET as getPayments } from '@/app/(portal)/pagamenti/route'
import { POST as postWebhook } from '@/app/api/webhooks/[provider]/route'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import {
  beginCart,
  beginPayment,
  createCart,
  notePaymentLeft,
  stripe,
  topUpDetails,
} from '@/modules/payments'
import {
  answerStripe,
  closeStripeDispute,
  disputeStripe,
  expireStripe,
  finishStripe,
  payStripe,
  refundStripe,
  stripeEventBody,
} from '@/modules/sandbox'
import { verifyLedger } from '@/modules/wallet'
import { type ChildId, TopUpId } from '@/shared/ids'

const page = (name: string) => new URL(`https://portale.example/${name}`)
const returnTo = { ok: page('ok'), cancel: page('annulla'), error: page('errore'), waiting: page('attesa') }
const now = () => Temporal.Now.instant()

let fake: Awaited<ReturnType<typeof fakeStripe>>
beforeAll(async () => {
  fake = await fakeStripe()
})
beforeEach(() => {
  fake.mood = 'up'
  fake.requests.length = 0
})
afterAll(() => fake.stop())

const sessionIn = (url: URL) => url.pathname.split('/').at(-1) ?? ''

/** A top-up of 20 euro whose page at Stripe is open. */
const begun = async (family?: Family, at?: Temporal.Instant) => {
  const whose = family ?? (await aFamily())
  const topUp = await aTopUp(whose, { provider: stripe, ...(at ? { now: at } : {}) })
  const url = await beginPayment(familyCtx(whose, at), topUp.topUpId, returnTo)
  return { family: whose, topUp, session: sessionIn(url) }
}

/** Two top-ups, 20 and 12,50 euro, of two children in one payment. */
const begunCart = async () => {
  const family = await aFamily()
  const room = await given.classroom({ children: 1 })
  const [sibling] = room.childIds as [ChildId]
  await db.execute(
    sql`insert into portal.account_child (account_id, child_id) values (${family.accountId}, ${sibling})`,
  )
  const { cartId, topUpIds } = await createCart(
    familyCtx(family),
    {
      channel: 'online',
      key: randomUUID(),
      positions: [
        { childId: family.childId, serviceId: family.serviceId, amount: '20' },
        { childId: sibling, serviceId: room.serviceId, amount: '12,50' },
      ],
    },
    stripe,
  )
  const session = sessionIn(await beginCart(familyCtx(family), cartId ?? '', returnTo))
  const balances = async () => [
    await balanceOf(family.childId, family.serviceId),
    await balanceOf(sibling, room.serviceId),
  ]
  const statuses = () => Promise.all(topUpIds.map(async (id) => (await topUpOf(id)).status))
  return {
    family,
    cartId: cartId ?? '',
    topUpIds: topUpIds as [TopUpId, TopUpId],
    session,
    balances,
    statuses,
  }
}

const linesOf = (topUpId: string) =>
  rows(
    db,
    z.object({ kind: z.string(), cents: z.coerce.number() }),
    sql`select l.kind, l.cents from portal.ledger_line l
        where l.source_id = ${topUpId}::uuid
          or l.source_id in (select repayment_id from portal.repayment where top_up_id = ${topUpId}::uuid) order by line_id`,
  )

describe('the page at Stripe', () => {
  test('is asked for with what Stripe takes, and found again by whoever comes back', async () => {
    const at = now()
    const { family, topUp, session } = await begun(undefined, at)
    const [request] = fake.requests
    const form = Object.fromEntries(new URLSearchParams(request?.body))
    expect(form).toMatchObject({
      mode: 'payment',
      client_reference_id: topUp.topUpId,
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': '2000',
      'line_items[0][price_data][product_data][name]': 'Ricarica Refezione',
      'metadata[cart]': topUp.topUpId,
      'metadata[position_1]': `${topUp.noticeNumber} 2000 ${topUp.topUpId}`,
      'payment_intent_data[metadata][position_1]': `${topUp.noticeNumber} 2000 ${topUp.topUpId}`,
      success_url: 'https://portale.example/ok',
      cancel_url: 'https://portale.example/annulla',
    })
    await notePaymentLeft(familyCtx(family, at), topUp.topUpId, 'abandoned')
    const again = await Promise.all(
      Array.from({ length: 5 }, () => beginPayment(familyCtx(family, at), topUp.topUpId, returnTo)),
    )
    expect(new Set(again.map(sessionIn))).toEqual(new Set([session]))
    await notePaymentLeft(familyCtx(family, at), topUp.topUpId, 'failed')
    expect(sessionIn(await beginPayment(familyCtx(family, at), topUp.topUpId, returnTo))).not.toBe(session)
    expect(fake.requests.every(({ status }) => status === 200)).toBe(true)
  })

  test.each(['down', 'strange'] as const)(
    'of a Stripe that is %s leaves a top-up to resume, within seconds',
    async (mood) => {
      const family = await aFamily()
      const topUp = await aTopUp(family, { provider: stripe })
      fake.mood = mood
      const since = Date.now()
      await expect(beginPayment(familyCtx(family), topUp.topUpId, returnTo)).rejects.toMatchObject({
        code: 'provider-away',
      })
      expect(Date.now() - since).toBeLessThan(6_000)
      expect((await topUpOf(topUp.topUpId)).status).toBe('created')
      fake.mood = 'up'
      await beginPayment(familyCtx(family), topUp.topUpId, returnTo)
      expect((await topUpOf(topUp.topUpId)).status).toBe('inProgress')
    },
  )

  test('is refused by the fake for what Stripe would refuse', async () => {
    const good =
      'mode=payment&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=2000&line_items[0][price_data][product_data][name]=Ricarica&success_url=https://a.example/&cancel_url=https://a.example/'
    const asked = (body: string, more: Record<string, string> = {}) =>
      answerStripe(
        {
          method: 'POST',
          path: '/v1/checkout/sessions',
          headers: new Headers({
            authorization: 'Bearer sk_test_prova',
            'content-type': 'application/x-www-form-urlencoded',
            'idempotency-key': randomUUID(),
            ...more,
          }),
          body,
        },
        now(),
      )
    expect(await asked(good)).toMatchObject({ status: 200 })
    expect(await asked(good, { authorization: 'Bearer sk_test_altra' })).toMatchObject({ status: 401 })
    expect(await asked(`${good}&sucess_url=x`)).toMatchObject({
      body: { error: { code: 'parameter_unknown' } },
    })
    expect(await asked(good.replace('2000', '20.00'))).toMatchObject({ status: 400 })
    expect(await asked(good.replace('2000', '49'))).toMatchObject({
      body: { error: { code: 'amount_too_small' } },
    })
    expect(await asked(`${good}&expires_at=${Math.floor(Date.now() / 1000) + 60}`)).toMatchObject({
      status: 400,
    })
    const key = { 'idempotency-key': randomUUID() }
    const [first, second] = [await asked(good, key), await asked(good, key)]
    expect(second).toEqual(first)
    expect(await asked(good.replace('2000', '2100'), key)).toMatchObject({
      body: { error: { type: 'idempotency_error' } },
    })
  })
})

describe('the family’s pages', () => {
  // Outside a demo links come back to the configured address, which needs no request of Next's.
  const isDemo = env.PORTALE_DEMO
  beforeAll(() => {
    env.PORTALE_DEMO = false
  })
  afterAll(() => {
    env.PORTALE_DEMO = isDemo
  })
  const BASE = 'http://portale.test'
  const cookieOf = async (family: Family) => {
    const { actor } = await guardianCtx(family)
    return `${sessionCookie.name}=${await sealSession(actor)}`
  }
  const asked = (address: string, cookie: string, fields?: Record<string, string>) =>
    new Request(`${BASE}${address}`, {
      headers: { cookie, host: 'portale.test', ...(fields ? { origin: BASE } : {}) },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    })
  const at = (id: string) => ({ params: Promise.resolve({ id: TopUpId.parse(id) }) })

  test('with a Stripe that takes ten seconds say so within six, and go on from there', async () => {
    const family = await aFamily()
    await db.execute(sql`update public.services set provider = 'stripe' where id = ${family.serviceId}`)
    const cookie = await cookieOf(family)
    const order = {
      figlio: String(family.childId),
      servizio: String(family.serviceId),
      importo: '20',
      modo: 'online',
    }
    fake.mood = 'slow'
    const since = Date.now()
    const answer = await postOrder(asked('/pagamenti/ricarica', cookie, { ...order, chiave: randomUUID() }), {
      params: Promise.resolve({}),
    })
    expect(Date.now() - since).toBeLessThan(6_000)
    const location = answer.headers.get('location') ?? ''
    const id = /^\/pagamenti\/([0-9a-f-]+)\?esito=non-risponde$/.exec(location)?.[1] ?? ''
    const shown = await (await getTopUp(asked(location, cookie), at(id))).text()
    expect(shown).toContain('Il servizio di pagamento non risponde')
    expect(shown).toContain('Pagamento online con Stripe')
    fake.mood = 'up'
    const resumed = await postTopUp(
      asked(`/pagamenti/${id}`, cookie, { azione: 'paga', ricarica: id }),
      at(id),
    )
    expect(resumed.headers.get('location')).toMatch(/\/sandbox\/stripe\/c\/cs_test_/)
  })

  test('say each state, and the attestation what was given back', async () => {
    const { family, topUp, session } = await begun()
    const cookie = await cookieOf(family)
    const page = async () =>
      (
        await (await getTopUp(asked(`/pagamenti/${topUp.topUpId}`, cookie), at(topUp.topUpId))).text()
      ).replace(/<[^>]+>/g, ' ')
    expect(await page()).toMatch(/Stato: +In corso/)
    await deliverEvent(await payStripe(session, true, now()))
    expect(await page()).toContain('Pagamento in attesa di conferma')
    expect(await page()).not.toContain('Riprendi il pagamento')
    await deliverEvent(await finishStripe(session, true, now()))
    expect(await page()).toMatch(/Stato: +Accreditata/)
    await deliverEvent(await refundStripe(await chargeOf(session), 5_00, now()))
    expect(await page()).toMatch(/Stato: +Rimborsata in parte[\s\S]*Rimborso a chi ha pagato, 5,00/)
    const list = await getPayments(asked('/pagamenti', cookie), { params: Promise.resolve({}) })
    expect(await list.text()).toContain('Rimborsata in parte')
    const file = await getAttestation(
      asked(`/pagamenti/${topUp.topUpId}/attestazione`, cookie),
      at(topUp.topUpId),
    )
    const { text } = await readPdf(new Uint8Array(await file.arrayBuffer()))
    expect(text).toMatch(/Restituito in seguito a chi ha pagato\s+5,00/)
    expect(text).not.toContain('Codice avviso')
  })
})

describe('the webhook', () => {
  test('refuses what is forged, stale, of another secret, too large, or for a provider without one', async () => {
    const { topUp } = await begun()
    const body = paidSession(topUp, 'pi_forged')
    const genuine = signed(body)
    const changed = { ...genuine, body: new TextEncoder().encode(body.replace('2000', '9000')) }
    expect(await send(changed)).toBe(403)
    expect(await send({ ...genuine, headers: new Headers() })).toBe(403)
    expect(await send({ ...genuine, headers: new Headers({ 'stripe-signature': 't=1,v1=00' }) })).toBe(403)
    expect(await send(signed(body, { secret: 'whsec_altro' }))).toBe(403)
    expect(await send(signed(body, { at: now().subtract({ minutes: 6 }) }))).toBe(403)
    expect(await send(signed('x'.repeat(300_000)))).toBe(413)
    for (const provider of ['pagopa', 'counter', 'nessuno']) {
      const request = new Request(`http://portale.test/api/webhooks/${provider}`, { method: 'POST', body })
      expect((await postWebhook(request, { params: Promise.resolve({ provider }) })).status).toBe(404)
    }
    expect((await topUpOf(topUp.topUpId)).status).toBe('inProgress')
  })

  test('takes types it does not know and payments that are not ours, and changes nothing', async () => {
    const event = (type: string, object: object) =>
      send(signed(JSON.stringify({ id: 'evt_1', type, created: 1_790_000_000, data: { object } })))
    expect(await event('invoice.paid', { id: 'in_1' })).toBe(200)
    const theirs = {
      id: 'cs_1',
      payment_status: 'paid',
      amount_total: 100,
      currency: 'eur',
      payment_intent: 'pi_9',
    }
    for (const metadata of [null, {}, { position_1: 'x' }])
      expect(await event('checkout.session.completed', { ...theirs, metadata })).toBe(200)
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('credits once: fifty at the same instant, and again after a week', async () => {
    const { family, topUp, session } = await begun()
    const event = await payStripe(session, false, now())
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliverEvent(event)))
    expect(new Set(answers)).toEqual(new Set([200]))
    const body = (await stripeEventBody(event)) ?? ''
    const aWeekAgo = JSON.parse(body)
    expect(await send(signed(JSON.stringify({ ...aWeekAgo, created: aWeekAgo.created - 7 * 86_400 })))).toBe(
      200,
    )
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    expect(await linesOf(topUp.topUpId)).toEqual([{ kind: 'topUp', cents: 20_00 }])
    expect(await queueOf(topUp.noticeNumber)).toEqual([])
    expect(await topUpDetails(familyCtx(family), topUp.topUpId)).toMatchObject({
      status: 'credited',
      pspName: 'Stripe',
      events: [{ kind: 'created' }, { kind: 'started' }, { kind: 'paid' }, { kind: 'credited' }],
    })
  })

  test('keeps for the office another amount, another currency, and a second payment', async () => {
    const { family, topUp } = await begun()
    await send(signed(paidSession(topUp, 'pi_meno', { amount_total: 15_00 })))
    await send(signed(paidSession(topUp, 'pi_yen', { currency: 'jpy' })))
    expect(await queueOf(topUp.noticeNumber)).toEqual(['wrongAmount', 'wrongAmount'])
    await send(signed(paidSession(topUp, 'pi_primo')))
    await send(signed(paidSession(topUp, 'pi_secondo')))
    expect(await queueOf(topUp.noticeNumber)).toEqual(['wrongAmount', 'wrongAmount', 'secondReceipt'])
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    // The office refunds the second at Stripe: nothing leaves the wallet, and the office is told.
    const charge = {
      ...{ id: 'ch_secondo', amount: 20_00, amount_refunded: 20_00, currency: 'eur', created: 1, paid: true },
      ...{ payment_intent: 'pi_secondo', metadata: JSON.parse(paidSession(topUp, '')).data.object.metadata },
    }
    const refund = signed(
      JSON.stringify({
        id: 'evt_r',
        type: 'charge.refunded',
        created: 1_790_000_000,
        data: { object: charge },
      }),
    )
    for (let times = 0; times < 2; times++) expect(await send(refund)).toBe(200)
    expect(await queueOf(topUp.noticeNumber)).toEqual([
      'wrongAmount',
      'wrongAmount',
      'secondReceipt',
      'repaid',
    ])
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    expect((await verifyLedger(db)).ok).toBe(true)
  })
})

describe('money that comes later', () => {
  test('stays in progress until it comes, or fails and can be paid again', async () => {
    const { family, topUp, session } = await begun()
    await notePaymentLeft(familyCtx(family), topUp.topUpId, 'abandoned')
    const pending = await payStripe(session, true, now())
    for (let times = 0; times < 2; times++) await deliverEvent(pending)
    expect(await topUpDetails(familyCtx(family), topUp.topUpId)).toMatchObject({
      status: 'inProgress',
      isAwaited: true,
      events: [{ kind: 'created' }, { kind: 'started' }, { kind: 'abandoned' }, { kind: 'pending' }],
    })
    await expect(beginPayment(familyCtx(family), topUp.topUpId, returnTo)).rejects.toMatchObject({
      code: 'top-up-not-payable',
    })
    const failed = await finishStripe(session, false, now())
    await deliverEvent(failed)
    expect((await topUpOf(topUp.topUpId)).status).toBe('failed')
    await deliverEvent(pending)
    expect((await topUpOf(topUp.topUpId)).status).toBe('failed')
    const next = sessionIn(await beginPayment(familyCtx(family), topUp.topUpId, returnTo))
    expect(next).not.toBe(session)
    // What is said of the attempt before does not touch this one.
    await deliverEvent(failed)
    expect((await topUpOf(topUp.topUpId)).status).toBe('inProgress')
    await payStripe(next, true, now())
    await deliverEvent(await finishStripe(next, true, now()))
    expect((await topUpOf(topUp.topUpId)).status).toBe('credited')
    await deliverEvent(pending)
    expect((await topUpOf(topUp.topUpId)).status).toBe('credited')
  })

  test('a page that nobody paid in time can be had anew', async () => {
    const at = now()
    const { family, topUp, session } = await begun(undefined, at)
    const expired = await expireStripe(session, now())
    for (let times = 0; times < 2; times++) await deliverEvent(expired)
    expect((await topUpOf(topUp.topUpId)).status).toBe('created')
    const soon = familyCtx(family, at.add({ seconds: 1 }))
    const next = sessionIn(await beginPayment(soon, topUp.topUpId, returnTo))
    expect(next).not.toBe(session)
    await deliverEvent(expired)
    expect((await topUpOf(topUp.topUpId)).status).toBe('inProgress')
    const later = familyCtx(family, at.add({ hours: 2 }))
    expect(sessionIn(await beginPayment(later, topUp.topUpId, returnTo))).not.toBe(next)
  })

  test('is found by asking, when no notification came', async () => {
    const { topUp, session } = await begun()
    expect(await stripe.lookUp(session)).toEqual([])
    await payStripe(session, false, now())
    expect(await stripe.lookUp(session)).toMatchObject([
      { kind: 'paid', reference: topUp.noticeNumber, cents: 20_00, totalCents: 20_00 },
    ])
    expect(await stripe.lookUp('cs_test_mai')).toEqual([])
  })
})

/** Numbers from 0 to 1 that follow from a seed. */
const draws = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
  return seed / 4_294_967_296
}

/** All orders of some things. */
const orders = <T>(things: readonly T[]): T[][] =>
  things.length < 2
    ? [[...things]]
    : things.flatMap((first, index) =>
        orders(things.filter((_, each) => each !== index)).map((rest) => [first, ...rest]),
      )

describe('what goes back', () => {
  test.each(orders([0, 1, 2]).map((order) => [order.join(' ')]))(
    'of a payment of two, in the order %s, is taken out once of each',
    async (order) => {
      const { topUpIds, session, balances, statuses } = await begunCart()
      const completed = await payStripe(session, false, now())
      const charge = await chargeOf(session)
      const events = [
        completed,
        await refundStripe(charge, 15_00, now()),
        await refundStripe(charge, 10_00, now()),
      ]
      for (const index of order.split(' ')) {
        const event = events[Number(index)] ?? ''
        await Promise.all([deliverEvent(event), deliverEvent(event)])
      }
      // 25 euro back of 20 + 12,50: the first whole, of the second 5.
      expect(await balances()).toEqual([0, 7_50])
      expect(await statuses()).toEqual(['refunded', 'partlyRefunded'])
      await deliverEvent(await refundStripe(charge, null, now()))
      expect(await balances()).toEqual([0, 0])
      expect(await statuses()).toEqual(['refunded', 'refunded'])
      for (const event of events) await deliverEvent(event)
      expect(await balances()).toEqual([0, 0])
      expect((await linesOf(topUpIds[1])).reduce((sum, { cents }) => sum + cents, 0)).toBe(0)
      expect((await verifyLedger(db)).checks.filter(({ wrong }) => wrong > 0)).toEqual([])
    },
  )

  test.each(orders([0, 1, 2]).map((order) => [order.join(' ')]))(
    'in a dispute that is won, in the order %s, comes again once',
    async (order) => {
      const { family, topUp, session } = await begun()
      const completed = await payStripe(session, false, now())
      const created = await disputeStripe(await chargeOf(session), now())
      const dispute = JSON.parse((await stripeEventBody(created)) ?? '').data.object.id
      const events = [completed, created, await closeStripeDispute(dispute, 'won', now())]
      for (const index of order.split(' ')) await deliverEvent(events[Number(index)] ?? '')
      expect(await linesOf(topUp.topUpId)).toEqual([
        { kind: 'topUp', cents: 20_00 },
        { kind: 'dispute', cents: -20_00 },
        { kind: 'disputeWon', cents: 20_00 },
      ])
      expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
      expect((await topUpOf(topUp.topUpId)).status).toBe('credited')
    },
  )

  test('in a dispute that is lost stays away, and an inquiry takes nothing', async () => {
    const { family, topUp, session } = await begun()
    await deliverEvent(await payStripe(session, false, now()))
    const charge = await chargeOf(session)
    await deliverEvent(await refundStripe(charge, 5_00, now()))
    const created = await disputeStripe(charge, now())
    const event = JSON.parse((await stripeEventBody(created)) ?? '')
    const inquiry = { ...event, data: { object: { ...event.data.object, status: 'warning_needs_response' } } }
    expect(await send(signed(JSON.stringify(inquiry)))).toBe(200)
    expect((await topUpOf(topUp.topUpId)).status).toBe('partlyRefunded')
    await deliverEvent(created)
    await deliverEvent(await closeStripeDispute(event.data.object.id, 'lost', now()))
    expect(await balanceOf(family.childId, family.serviceId)).toBe(0)
    expect(await topUpDetails(familyCtx(family), topUp.topUpId)).toMatchObject({ status: 'refunded' })
    expect((await verifyLedger(db)).checks.filter(({ wrong }) => wrong > 0)).toEqual([])
  })

  test('is told again by Stripe when its charge could not be asked for', async () => {
    const { topUp, session } = await begun()
    await deliverEvent(await payStripe(session, false, now()))
    const created = await disputeStripe(await chargeOf(session), now())
    fake.mood = 'down'
    expect(await deliverEvent(created)).toBeGreaterThanOrEqual(500)
    fake.mood = 'up'
    expect(await deliverEvent(created)).toBe(200)
    expect((await topUpOf(topUp.topUpId)).status).toBe('refunded')
  })

  test('is right whatever was told, shuffled, twice and at once (seed in the name of what fails)', async () => {
    const seed = Math.floor(Math.random() * 1e9)
    const random = draws(seed)
    const upTo = (most: number) => Math.floor(random() * (most + 1))
    const events: string[] = []
    const expected: { balances: () => Promise<number[]>; sum: number }[] = []
    for (let count = 0; count < 12; count++) {
      const { session, balances } = await begunCart()
      let left = 32_50
      events.push(await payStripe(session, false, now()))
      const charge = await chargeOf(session)
      for (let refunds = upTo(3); refunds > 0; refunds--) {
        const part = 1 + upTo(Math.min(left - 1, 12_00) - 1)
        left -= part
        events.push(await refundStripe(charge, part, now()))
      }
      if (upTo(1) === 1) {
        const created = await disputeStripe(charge, now())
        const dispute = JSON.parse((await stripeEventBody(created)) ?? '').data.object.id
        events.push(created)
        const end = upTo(2)
        if (end < 2) events.push(await closeStripeDispute(dispute, end === 0 ? 'won' : 'lost', now()))
        if (end > 0) left = 0
      }
      expected.push({ balances, sum: left })
    }
    const told = [...events, ...events, ...events]
      .map((event) => ({ event, at: random() }))
      .toSorted((a, b) => a.at - b.at)
    for (let from = 0; from < told.length; from += 8) {
      const answers = await Promise.all(told.slice(from, from + 8).map(({ event }) => deliverEvent(event)))
      expect(
        answers.every((status) => status === 200),
        `seed ${seed}`,
      ).toBe(true)
    }
    for (const { balances, sum } of expected)
      expect(
        (await balances()).reduce((total, each) => total + each, 0),
        `seed ${seed}`,
      ).toBe(sum)
    expect(
      (await verifyLedger(db)).checks.filter(({ wrong }) => wrong > 0),
      `seed ${seed}`,
    ).toEqual([])
  })

  test('is a row that nobody changes', async () => {
    await expect(db.execute(sql`update portal.repayment set cents = 1`)).rejects.toThrow()
    await expect(db.execute(sql`delete from portal.repayment`)).rejects.toThrow()
  })
})
