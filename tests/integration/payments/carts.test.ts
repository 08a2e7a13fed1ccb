// Guarantee: several top-ups are paid at once, each credited once; a payment mixes nothing and nobody's but the family's own.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { balanceOf, given, guardianCtx } from '@tests/support/builders'
import { aFamily, type Family, familyCtx, receiptRequest, topUpOf, verdictOf } from '@tests/support/payments'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GET as getCart, POST as postCart } from '@/app/(portal)/pagamenti/carrello/[id]/route'
import { GET as getOrder, POST as postOrder } from '@/app/(portal)/pagamenti/ricarica/route'
import { GET as getReturn } from '@/app/(portal)/pagamenti/ritorno/[esito]/carrello/[id]/route'
import { GET as getHome } from '@/app/(portal)/route'
import { db, sql } from '@/db/client'
import { env } from '@/env'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import {
  beginCart,
  beginPayment,
  cartDetails,
  createCart,
  noteCartLeft,
  type TopUpPosition,
  watchCart,
} from '@/modules/payments'
import { verifyLedger } from '@/modules/wallet'
import type { ChildId, ServiceId, TopUpId } from '@/shared/ids'

const BASE = 'http://portale.test'
const url = new URL('https://portale.example/')
const returnTo = { ok: url, cancel: url, error: url, waiting: url }

/** The network's edge: a Checkout that keeps what it was sent. */
const sent: unknown[] = []
let checkout: Server
let status = 302
beforeAll(async () => {
  checkout = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    sent.push(JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(status, status === 302 ? { location: 'https://checkout.example/c/1' } : {})
    response.end()
  })
  await new Promise<void>((resolve) => checkout.listen(0, '127.0.0.1', resolve))
  Object.assign(env, {
    PAGOPA_CHECKOUT_URL: `http://127.0.0.1:${(checkout.address() as AddressInfo).port}`,
    PAGOPA_STATION_SECRET: '',
    PORTALE_DEMO: true,
  })
})
beforeEach(() => {
  status = 302
})
afterAll(() => {
  Object.assign(env, { PAGOPA_CHECKOUT_URL: undefined, PAGOPA_CHECKOUT_VERSION: '2', PORTALE_DEMO: false })
  checkout.close()
})

type Household = Family & { positions: TopUpPosition[]; cookie: string }

/** A family with two children: the second was added to the account of the first. */
const aHousehold = async (): Promise<Household> => {
  const family = await aFamily()
  const room = await given.classroom({ children: 1 })
  const [sibling] = room.childIds as [ChildId]
  await db.execute(
    sql`insert into portal.account_child (account_id, child_id) values (${family.accountId}, ${sibling})`,
  )
  const { actor } = await guardianCtx(family)
  return {
    ...family,
    positions: [
      { childId: family.childId, serviceId: family.serviceId, amount: '20' },
      { childId: sibling, serviceId: room.serviceId, amount: '12,50' },
    ],
    cookie: `${sessionCookie.name}=${await sealSession(actor)}`,
  }
}

const aCart = async (household: Household, key: string = randomUUID()) => {
  const { cartId, topUpIds } = await createCart(familyCtx(household), {
    positions: household.positions,
    channel: 'online',
    key,
  })
  return { cartId: cartId ?? '', topUpIds }
}

const pay = async (topUpIds: Awaited<ReturnType<typeof aCart>>['topUpIds'], amounts: string[]) => {
  for (const [index, id] of topUpIds.entries()) {
    const { noticeNumber } = await topUpOf(id)
    expect(await verdictOf(receiptRequest({ noticeNumber, amount: amounts[index] ?? '' }))).toBe('OK')
  }
}

const balances = (household: Household) =>
  Promise.all(household.positions.map(({ childId, serviceId }) => balanceOf(childId, serviceId)))

describe('a cart', () => {
  test('is made once, however often and however simultaneously it is confirmed; one alone has no cart', async () => {
    const household = await aHousehold()
    const key = randomUUID()
    const made = await Promise.all(Array.from({ length: 8 }, () => aCart(household, key)))
    expect(new Set(made.map(({ cartId }) => cartId)).size).toBe(1)
    expect((await cartDetails(familyCtx(household), made[0]?.cartId ?? '')).positions).toMatchObject([
      { cents: 20_00, status: 'created' },
      { cents: 12_50, status: 'created' },
    ])
    const [first] = household.positions as [TopUpPosition]
    const alone = await createCart(familyCtx(household), {
      positions: [first],
      channel: 'online',
      key: randomUUID(),
    })
    expect(alone).toMatchObject({ cartId: null, topUpIds: [expect.any(String)] })
  })

  test('is paid at once and credited position by position, each once', async () => {
    const household = await aHousehold()
    const { cartId, topUpIds } = await aCart(household)
    await beginCart(familyCtx(household), cartId, returnTo)
    expect(sent.at(-1)).toMatchObject({
      idCart: cartId,
      paymentNotices: [{ amount: 20_00 }, { amount: 12_50 }],
    })
    const seen: string[] = []
    const stop = (await watchCart(familyCtx(household), cartId))(({ status: now }) => seen.push(now))
    await expect.poll(() => seen, { timeout: 5000 }).toEqual(['inProgress,inProgress'])
    await pay(topUpIds, ['20.00', '12.50'])
    await expect.poll(() => seen.at(-1), { timeout: 5000 }).toBe('credited,credited')
    stop()
    await (await import('@/db/live')).closeLive()
    expect(await balances(household)).toEqual([20_00, 12_50])
    await expect(beginCart(familyCtx(household), cartId, returnTo)).rejects.toMatchObject({
      code: 'top-up-not-payable',
    })
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('left by the browser stays payable, whole, what is left of it, or one top-up of it', async () => {
    const household = await aHousehold()
    const ctx = familyCtx(household)
    const { cartId, topUpIds } = await aCart(household)
    await beginCart(ctx, cartId, returnTo)
    await noteCartLeft(ctx, cartId, 'failed')
    await noteCartLeft(ctx, cartId, 'failed')
    expect((await cartDetails(ctx, cartId)).positions.map((each) => each.status)).toEqual([
      'failed',
      'failed',
    ])
    const [first, second] = topUpIds as [TopUpId, TopUpId]
    await beginPayment(ctx, first, returnTo)
    expect(sent.at(-1)).toMatchObject({ idCart: first, paymentNotices: [{ amount: 20_00 }] })
    await pay(topUpIds.slice(0, 1), ['20.00'])
    await beginCart(ctx, cartId, returnTo)
    expect(sent.at(-1)).toMatchObject({ idCart: cartId, paymentNotices: [{ amount: 12_50 }] })
    expect((await topUpOf(second)).status).toBe('inProgress')
  })

  test('refuses a wallet twice, more than five, two providers, several on a notice, and another family’s', async () => {
    const household = await aHousehold()
    const ctx = familyCtx(household)
    const [first, second] = household.positions as [TopUpPosition, TopUpPosition]
    const ask = (positions: TopUpPosition[], channel: 'online' | 'notice' = 'online') =>
      createCart(ctx, { positions, channel, key: randomUUID() })
    const refused = { code: 'cart-refused', details: { message: expect.stringMatching(/\S/) } }
    await expect(ask([first, first])).rejects.toMatchObject(refused)
    await expect(ask(Array.from({ length: 6 }, () => first))).rejects.toMatchObject(refused)
    await expect(ask([first, second], 'notice')).rejects.toMatchObject(refused)
    await expect(ask([first, { ...second, amount: '1' }])).rejects.toMatchObject({ code: 'amount-refused' })
    const other = await aFamily()
    await expect(
      ask([first, { childId: other.childId, serviceId: other.serviceId, amount: '20' }]),
    ).rejects.toMatchObject({ code: 'wallet-not-found' })
    const strangers = familyCtx(other)
    const { cartId } = await aCart(household)
    for (const id of [cartId, randomUUID(), 'x']) {
      await expect(cartDetails(strangers, id)).rejects.toMatchObject({ code: 'top-up-not-found' })
      await expect(beginCart(strangers, id, returnTo)).rejects.toMatchObject({ code: 'top-up-not-found' })
      await expect(noteCartLeft(strangers, id, 'failed')).rejects.toMatchObject({ code: 'top-up-not-found' })
    }
    const { rows } = await db.execute(
      sql`select from portal.top_up where child_id = ${first.childId} and status <> 'created'`,
    )
    expect(rows).toHaveLength(0)
  })
})

describe('the pages', () => {
  beforeAll(() => {
    // Outside a demo links come back to the configured address, which needs no request of Next's.
    env.PORTALE_DEMO = false
  })

  const none = { params: Promise.resolve({}) }
  const get = (address: string, { cookie }: Household) =>
    new Request(`${BASE}${address}`, { headers: { cookie, host: 'portale.test' } })
  const post = (address: string, fields: Record<string, string>, { cookie }: Household) =>
    new Request(`${BASE}${address}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { cookie, host: 'portale.test', origin: BASE },
    })
  const codeOf = async (serviceId: ServiceId) =>
    String(
      (await db.execute(sql`select code from portal.service where service_id = ${serviceId}`)).rows[0]?.code,
    )
  const hidden = (markup: string): Record<string, string> =>
    Object.fromEntries(
      [...markup.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    )
  const linkOf = (markup: string, text: RegExp): string => {
    const found = [...markup.matchAll(/<a href="([^"]+)">(.*?)<\/a>/g)].find(([, , label = '']) =>
      text.test(label),
    )
    return (found?.[1] ?? '').replaceAll('&amp;', '&')
  }

  test('a second top-up is added, shown, taken out, and confirmed as one payment', async () => {
    const household = await aHousehold()
    const [first, second] = household.positions as [TopUpPosition, TopUpPosition]
    const page = async (address: string) => (await getOrder(get(address, household), none)).text()
    const one = await page(
      `/pagamenti/ricarica?passo=riepilogo&servizio=${first.childId}:${await codeOf(first.serviceId)}&importo=20&modo=online`,
    )
    expect(one).toContain('Riepilogo della ricarica')
    const more = linkOf(one, /Aggiungi un’altra ricarica/)
    const form = await page(more)
    expect(form).toContain('Già in questo pagamento')
    expect(form).not.toContain('type="radio"')
    const { altre = '' } = hidden(form)
    const second2 = `servizio=${second.childId}:${await codeOf(second.serviceId)}&importo=12,50&modo=online`
    const again = await page(
      `/pagamenti/ricarica?passo=riepilogo&altre=${altre}&servizio=${first.childId}:${await codeOf(first.serviceId)}&importo=5`,
    )
    expect(again).toContain('Questo servizio è già nel pagamento')
    const both = await page(`/pagamenti/ricarica?passo=riepilogo&altre=${altre}&${second2}`)
    expect(both).toContain('Riepilogo del pagamento')
    expect(both).toMatch(/32,50/)
    expect(await page(linkOf(both, /Togli/))).toContain('Riepilogo della ricarica')
    const answer = await postOrder(post('/pagamenti/ricarica', hidden(both), household), none)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://checkout.example/c/1'])
    expect(await (await getHome(get('/', household), none)).text()).toContain('Pagamenti in corso')
  })

  test('with the provider away the cart’s page says so and resumes; returns say what is known and credit nothing', async () => {
    const household = await aHousehold()
    const [first, second] = household.positions as [TopUpPosition, TopUpPosition]
    status = 503
    const answer = await postOrder(
      post(
        '/pagamenti/ricarica',
        {
          figlio: String(second.childId),
          servizio: String(second.serviceId),
          importo: '12,50',
          modo: 'online',
          altre: `${first.childId}:${first.serviceId}:2000`,
          chiave: randomUUID(),
        },
        household,
      ),
      none,
    )
    const location = answer.headers.get('location') ?? ''
    const id = location.match(/carrello\/([0-9a-f-]+)\?esito=non-risponde$/)?.[1] ?? ''
    const at = (params: object) => ({ params: Promise.resolve({ id, ...params }) })
    const away = await (await getCart(get(location, household), at({}))).text()
    expect(away).toContain('Il servizio di pagamento non risponde')
    status = 302
    const resumed = await postCart(
      post(`/pagamenti/carrello/${id}`, { azione: 'paga', pagamento: id }, household),
      at({}),
    )
    expect(resumed.headers.get('location')).toBe('https://checkout.example/c/1')
    for (const [esito, words] of [
      ['ok', 'Pagamento in corso'],
      ['attesa', 'Pagamento in corso'],
      ['annulla', 'Pagamento interrotto'],
      ['errore', 'Pagamento non riuscito'],
    ] as const) {
      const shown = await getReturn(
        get(`/pagamenti/ritorno/${esito}/carrello/${id}`, household),
        at({ esito }),
      )
      const markup = await shown.text()
      expect(markup, esito).toContain(words)
      expect(markup, esito).toContain(`data-live="/api/v1/carts/${id}/live"`)
    }
    expect(await balances(household)).toEqual([0, 0])
    const stranger = await aHousehold()
    expect((await getCart(get(`/pagamenti/carrello/${id}`, stranger), at({}))).status).toBe(404)
  })
})

const contracts =
  ['../shared', '../../shared']
    .map((shared) => path.resolve(shared, 'contracts/pagopa/openapi'))
    .find((folder) => existsSync(folder)) ?? ''
const isHere = contracts !== ''
if (!isHere) console.warn('Checkout contract: skipped, its OpenAPI files are not beside this repository')

describe.skipIf(!isHere)('Checkout’s contract', () => {
  test.each(['1', '2'] as const)('version %s: the carts that are sent follow it', async (version) => {
    const document = JSON.parse(readFileSync(path.join(contracts, `checkout_v${version}.json`), 'utf8'))
    const ajv = new Ajv({ strict: false })
    addFormats.default(ajv)
    ajv.addSchema(document, 'checkout')
    const name = version === '1' ? 'CartRequest' : 'CartRequestV2'
    const follows = ajv.compile({ $ref: `checkout#/components/schemas/${name}` })
    env.PAGOPA_CHECKOUT_VERSION = version
    const household = await aHousehold()
    const { cartId, topUpIds } = await aCart(household)
    await beginCart(familyCtx(household), cartId, returnTo)
    const several = sent.at(-1)
    await beginPayment(familyCtx(household), topUpIds[0] ?? '', returnTo)
    for (const body of [several, sent.at(-1)]) expect([follows(body), follows.errors]).toEqual([true, null])
    expect(follows({ ...(several as object), paymentNotices: [] })).toBe(false)
    expect('returnWaitingUrl' in (several as { returnUrls: object }).returnUrls).toBe(version === '2')
  })
})
