// Guarantee: what can happen to a payment between a family, the Node and the portal ends as it must, scenario by scenario,
// driven through the sandbox's HTTP API; and every message that the sandbox's Node sent is one of the published contract.
import { balanceOf, guardianCtx } from '@tests/support/builders'
import { hasSchemas, schemaErrors } from '@tests/support/pagopa-schemas'
import {
  aFamily,
  aTopUp,
  type Family,
  familyCtx,
  getRequest,
  nodeCtx,
  queueOf,
  receiptRequest,
  topUpOf,
  verdictOf,
  verifyRequest,
} from '@tests/support/payments'
import { startSandbox } from '@tests/support/sandbox-server'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET as returnPage } from '@/app/(portal)/pagamenti/ritorno/[esito]/[id]/route'
import { db, sql } from '@/db/client'
import { env } from '@/env'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { beginPayment, cancelTopUp, noticeNumber, pagopa } from '@/modules/payments'
import { fetchFlows, recoverReceipts } from '@/modules/reconciliation'
import { deliverReceipt } from '@/modules/sandbox'
import { verifyLedger } from '@/modules/wallet'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const daysAgo = (days: number) => Temporal.Now.instant().subtract({ hours: 24 * days })

type Notice = Awaited<ReturnType<typeof aTopUp>> & { family: Family; credited: () => Promise<number> }

/** A top-up of 20 euro that waits to be paid. */
const aNotice = async (now?: Temporal.Instant): Promise<Notice> => {
  const family = await aFamily()
  const topUp = await aTopUp(family, now === undefined ? {} : { now })
  return { ...topUp, family, credited: () => balanceOf(family.childId, family.serviceId) }
}
const pay = async ({ noticeNumber: notice }: Pick<Notice, 'noticeNumber'>, how: object = {}) =>
  (await sandbox.post('/payments', { noticeNumber: notice, ...how })).json
const conclude = (token: unknown, how: object) => sandbox.post(`/payments/${token}/conclusion`, how)
const deliver = async (token: unknown, how: object = {}) =>
  (await sandbox.post(`/payments/${token}/deliveries`, how)).json.answers as string[]
const receipt = async ({ noticeNumber: notice }: Pick<Notice, 'noticeNumber'>, how: object = {}) =>
  (await sandbox.post('/receipts', { noticeNumber: notice, cents: 20_00, ...how })).json.lastAnswer

const returnTo = (id: string) => {
  const at = (outcome: string) => new URL(`http://portale.test/pagamenti/ritorno/${outcome}/${id}`)
  return { ok: at('ok'), cancel: at('annulla'), error: at('errore'), waiting: at('attesa') }
}
/** The family goes to the Checkout: its cart. */
const atCheckout = async ({ family, topUpId }: Notice): Promise<string> => {
  const page = await beginPayment(familyCtx(family), topUpId, returnTo(topUpId), pagopa)
  return page.pathname.split('/').at(-1) ?? ''
}
/** The payer decides on the Checkout's page; gives where the browser is sent. */
const decide = async (cart: string, how: object): Promise<URL> =>
  new URL(String((await sandbox.post(`/carts/${cart}/conclusion`, how)).json.returnTo))
/** What the family reads when its browser comes back. */
const comesBack = async ({ family, topUpId }: Notice, to: URL): Promise<string> => {
  const { actor } = await guardianCtx(family)
  const [, , , esito = ''] = to.pathname.split('/')
  const response = await returnPage(
    new Request(to, { headers: { cookie: `${sessionCookie.name}=${await sealSession(actor)}` } }),
    { params: Promise.resolve({ esito, id: topUpId }) },
  )
  expect(response.status).toBe(200)
  return response.text()
}
const countOf = async (query: ReturnType<typeof sql>) => Number((await db.execute(query)).rows[0]?.count)
const alerts = ({ topUpId }: Notice) =>
  countOf(
    sql`select count(*) from portal.audit where action = 'payment.late' and subject = ${`topUp:${topUpId}`}`,
  )

type Row = [row: string, what: string, run: () => Promise<void>]

const ROWS: Row[] = [
  [
    '1',
    'verified only, then nothing: stays open',
    async () => {
      const notice = await aNotice()
      const { json } = await sandbox.post('/verifications', { noticeNumber: notice.noticeNumber })
      expect(json).toMatchObject({ cents: 20_00 })
      expect((await topUpOf(notice.topUpId)).status).toBe('created')
    },
  ],
  [
    '2',
    'activated, abandoned, activated again after the token expired, paid: two activations, one credit',
    async () => {
      const notice = await aNotice()
      const left = await pay(notice, { fate: 'abandoned' })
      expect(await pay(notice)).toMatchObject({ nodeCode: 'PPT_PAGAMENTO_IN_CORSO' })
      await conclude(left.token, { fate: 'expired' })
      expect(await pay(notice)).toMatchObject({ state: 'paid', lastAnswer: 'OK' })
      const activations = sql`select count(*) from portal.activation where top_up_id = ${notice.topUpId}::uuid`
      expect([await countOf(activations), await notice.credited()]).toEqual([2, 20_00])
    },
  ],
  [
    '3',
    'the payment service has another amount in mind: ours is answered, and credited as answered',
    async () => {
      const notice = await aNotice()
      expect(await pay(notice, { believedCents: 15_00 })).toMatchObject({ lastAnswer: 'OK' })
      expect(sandbox.wire.sent.some((message) => message.includes('<amount>15.00</amount>'))).toBe(true)
      expect(await notice.credited()).toBe(20_00)
    },
  ],
  [
    '4',
    'expired, cancelled, unknown, already paid: each with its fault (drafts do not exist here)',
    async () => {
      const [expired, cancelled, paid] = [await aNotice(daysAgo(10)), await aNotice(), await aNotice()]
      await cancelTopUp(familyCtx(cancelled.family), cancelled.topUpId)
      expect(await receipt(paid)).toBe('OK')
      const unknown = { noticeNumber: noticeNumber('49', 4n) }
      for (const [notice, stationCode] of [
        [expired, 'PAA_PAGAMENTO_SCADUTO'],
        [cancelled, 'PAA_PAGAMENTO_ANNULLATO'],
        [unknown, 'PAA_PAGAMENTO_SCONOSCIUTO'],
        [paid, 'PAA_PAGAMENTO_DUPLICATO'],
      ] as const)
        expect(await pay(notice)).toMatchObject({ nodeCode: 'PPT_ERRORE_EMESSO_DA_PAA', stationCode })
      expect([await expired.credited(), await cancelled.credited()]).toEqual([0, 0])
    },
  ],
  [
    '5',
    'wrong creditor, broker, station, form or namespace: its fault, and nothing happens',
    async () => {
      const notice = await aNotice()
      const number = notice.noticeNumber
      const verdicts = [
        await verdictOf(verifyRequest(number, { idPA: '77777777777' })),
        await verdictOf(getRequest(number, 1, { idBrokerPA: '77777777777' })),
        await verdictOf(receiptRequest({ noticeNumber: number, idStation: '77777777777_01' })),
        await verdictOf(getRequest(number).replace('<qrCode>', '<qrCode><x/>')),
        await verdictOf(verifyRequest(number).replace('/pa/paForNode.xsd', '/pa/gad.xsd')),
      ]
      expect(verdicts).toEqual([
        'PAA_ID_DOMINIO_ERRATO',
        'PAA_ID_INTERMEDIARIO_ERRATO',
        'PAA_STAZIONE_INT_ERRATA',
        'PAA_SINTASSI_EXTRAXSD',
        'PAA_SINTASSI_EXTRAXSD',
      ])
      const touched = sql`select count(*) from portal.activation where top_up_id = ${notice.topUpId}::uuid`
      expect([await countOf(touched), await notice.credited()]).toEqual([0, 0])
      expect((await topUpOf(notice.topUpId)).status).toBe('created')
    },
  ],
  [
    '6a',
    'the receipt comes before the browser: credited, and the page says so',
    async () => {
      const notice = await aNotice()
      const to = await decide(await atCheckout(notice), {})
      expect(await notice.credited()).toBe(20_00)
      expect(await comesBack(notice, to)).toContain('Ricarica accreditata')
    },
  ],
  [
    '6b',
    'the browser comes before the receipt: in progress, then credited',
    async () => {
      const notice = await aNotice()
      const to = await decide(await atCheckout(notice), { delivery: 'lost' })
      const before = await comesBack(notice, to)
      expect(before).toContain('Pagamento in corso')
      expect(before).not.toContain('Ricarica accreditata')
      expect(await notice.credited()).toBe(0)
      const { payments } = (await sandbox.get('/payments')).json as { payments: { token: string }[] }
      expect(await deliver(payments[0]?.token)).toEqual(['OK'])
      expect(await comesBack(notice, to)).toContain('Ricarica accreditata')
      expect(await notice.credited()).toBe(20_00)
    },
  ],
  [
    '6c',
    'the receipt comes and the browser never does: credited',
    async () => {
      const notice = await aNotice()
      await decide(await atCheckout(notice), {})
      expect([await notice.credited(), (await topUpOf(notice.topUpId)).status]).toEqual([20_00, 'credited'])
    },
  ],
  [
    '7',
    'the answer to a receipt is lost, it is sent again: one credit, a duplicate answered',
    async () => {
      const notice = await aNotice()
      const { token } = await pay(notice, { delivery: 'lost' })
      sandbox.wire.losesAnswer = true
      expect(await deliver(token)).toEqual(['PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE'])
      sandbox.wire.losesAnswer = false
      expect(await notice.credited()).toBe(20_00)
      expect(await deliver(token)).toEqual(['PAA_RECEIPT_DUPLICATA'])
      expect(await notice.credited()).toBe(20_00)
      expect((await sandbox.get(`/payments/${token}`)).json).toMatchObject({
        deliveredAt: expect.any(String),
      })
    },
  ],
  [
    '8',
    'the same receipt twice at the same instant: one credit',
    async () => {
      const notice = await aNotice()
      const { token } = await pay(notice, { delivery: 'lost' })
      expect((await deliver(token, { times: 2 })).toSorted()).toEqual(['OK', 'PAA_RECEIPT_DUPLICATA'])
      expect(await notice.credited()).toBe(20_00)
    },
  ],
  [
    '9',
    'a receipt for an unknown notice, of another amount, a second one: kept for the office, no credit',
    async () => {
      const unknown = { noticeNumber: noticeNumber('49', 9n) }
      expect(await receipt(unknown)).toBe('PAA_PAGAMENTO_SCONOSCIUTO')
      expect(await queueOf(unknown.noticeNumber)).toEqual(['unknownNotice'])
      const notice = await aNotice()
      expect(await receipt(notice, { cents: 25_00 })).toBe('PAA_SEMANTICA')
      expect([await queueOf(notice.noticeNumber), await notice.credited()]).toEqual([['wrongAmount'], 0])
      expect([await receipt(notice), await receipt(notice)]).toEqual(['OK', 'PAA_RECEIPT_DUPLICATA'])
      expect(await queueOf(notice.noticeNumber)).toEqual(['wrongAmount', 'secondReceipt'])
      expect(await notice.credited()).toBe(20_00)
    },
  ],
  [
    '10a',
    'the portal is down for some deliveries, then up: credited by the first that it takes',
    async () => {
      const notice = await aNotice()
      const { token } = await pay(notice, { delivery: 'lost' })
      sandbox.wire.isDown = true
      for (let again = 0; again < 3; again++)
        expect(await deliver(token)).toEqual(['PPT_STAZIONE_INT_PA_ERRORE_RESPONSE'])
      sandbox.wire.isDown = false
      expect(await notice.credited()).toBe(0)
      expect(await deliver(token)).toEqual(['OK'])
      expect(await notice.credited()).toBe(20_00)
    },
  ],
  [
    '10b',
    'the portal is down for all 48 deliveries: the receipt is given up, and the flow recovers it',
    async () => {
      const notice = await aNotice()
      const { token } = (await pay(notice, { delivery: 'lost' })) as { token: string }
      const queued = () =>
        countOf(sql`select count(*) from graphile_worker.jobs where key = ${`sandbox-receipt:${token}`}`)
      sandbox.wire.isDown = true
      await deliverReceipt({ token })
      expect(await queued()).toBe(1)
      await deliver(token, { times: 46 })
      await db.execute(sql`select graphile_worker.remove_job(${`sandbox-receipt:${token}`})`)
      await deliverReceipt({ token })
      sandbox.wire.isDown = false
      expect((await sandbox.get(`/payments/${token}`)).json).toMatchObject({
        attempts: 48,
        deliveredAt: null,
      })
      expect([await queued(), await notice.credited()]).toEqual([0, 0])
      await sandbox.post('/days', {})
      await fetchFlows(nodeCtx())
      expect(await recoverReceipts(nodeCtx())).toBe(1)
      expect(await notice.credited()).toBe(20_00)
    },
  ],
  [
    '11',
    'a receipt for a cancelled or expired position: credited, and the office is told; a stand-in is credited',
    async () => {
      const [cancelled, expired, standIn] = [await aNotice(), await aNotice(daysAgo(10)), await aNotice()]
      await cancelTopUp(familyCtx(cancelled.family), cancelled.topUpId)
      for (const notice of [cancelled, expired]) {
        expect(await receipt(notice)).toBe('OK')
        expect([await notice.credited(), await alerts(notice)]).toEqual([20_00, 1])
      }
      expect(await receipt(standIn, { isStandIn: true })).toBe('OK')
      expect(await standIn.credited()).toBe(20_00)
    },
  ],
  [
    '12',
    'Checkout cancelled, failed, in elaboration, closed: no credit, and the family can go on',
    async () => {
      const notice = await aNotice()
      for (const [fate, words] of [
        ['cancelled', 'Pagamento interrotto'],
        ['failed', 'Pagamento non riuscito'],
      ] as const) {
        const to = await decide(await atCheckout(notice), { fate })
        expect(await comesBack(notice, to)).toContain(words)
      }
      // The browser is closed: nothing comes, and the next payment begins anew.
      await atCheckout(notice)
      const waiting = await atCheckout(notice)
      expect(await comesBack(notice, await decide(waiting, { fate: 'waiting' }))).toContain(
        'Pagamento in corso',
      )
      const carts = await fetch(`http://127.0.0.1:${env.PORT}/sandbox/pagopa/checkout/ec/v2/carts`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json', 'ocp-apim-subscription-key': 'prova' },
        body: JSON.stringify({
          paymentNotices: [
            {
              noticeNumber: notice.noticeNumber,
              fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
              amount: 20_00,
              companyName: 'Comune',
              description: 'Ricarica',
            },
          ],
          returnUrls: {
            returnOkUrl: 'http://portale.test/',
            returnCancelUrl: 'http://portale.test/',
            returnErrorUrl: 'http://portale.test/',
            returnWaitingUrl: 'http://portale.test/',
          },
        }),
      })
      expect(carts.status).toBe(422)
      await expect(atCheckout(notice)).rejects.toMatchObject({ code: 'payment-in-progress' })
      expect(await notice.credited()).toBe(0)
      await decide(waiting, { fate: 'failed' })
      await decide(await atCheckout(notice), {})
      expect(await notice.credited()).toBe(20_00)
    },
  ],
  [
    '14',
    'both versions deliver the same receipt, in either order: one credit',
    async () => {
      for (const version of [1, 2]) {
        const notice = await aNotice()
        const { token } = await pay(notice, { version, delivery: 'lost' })
        expect(await deliver(token)).toEqual(['OK'])
        expect(await deliver(token, { version: 3 - version })).toEqual(['PAA_RECEIPT_DUPLICATA'])
        expect(await notice.credited()).toBe(20_00)
      }
    },
  ],
]

test.each(ROWS)('scenario %s: %s', async (_row, _what, run) => {
  await run()
})

test('the ledger agrees with all of it', async () => {
  expect((await verifyLedger(db)).ok).toBe(true)
})

test.skipIf(!hasSchemas)(
  'every message the sandbox sent, and every answer, is valid (skipped where the published schemas are not beside the project)',
  async () => {
    const { sent, answers } = sandbox.wire
    const kinds = ['paVerifyPaymentNoticeReq', 'paGetPaymentReq', 'paGetPaymentV2Request', 'paSendRTReq']
    for (const kind of [...kinds, 'paSendRTV2Request', 'standIn'])
      expect(
        sent.some((message) => message.includes(kind)),
        kind,
      ).toBe(true)
    expect(await schemaErrors(sent)).toEqual([])
    expect(await schemaErrors(answers)).toEqual([])
  },
)
