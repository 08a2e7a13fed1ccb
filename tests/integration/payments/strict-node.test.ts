// Guarantee: the sandbox's Node takes no wrong answer: it stops the payment with the code that a payment service would see,
// and its journal says why. Every fault is made by a station that is ours but for one thing.
import { aFamily, aTopUp, queueOf } from '@tests/support/payments'
import { startSandbox } from '@tests/support/sandbox-server'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { stationEnvelope, tag } from '@/modules/payments'
import { nodeJournal } from '@/modules/sandbox'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let noticeNumber: string
beforeAll(async () => {
  sandbox = await startSandbox()
  noticeNumber = (await aTopUp(await aFamily(), { channel: 'notice' })).noticeNumber
})
afterAll(() => sandbox.close())
afterEach(() => {
  sandbox.wire.replaces = null
  sandbox.wire.isDown = false
})

const xml = (body: string, init: ResponseInit = {}) =>
  new Response(body, { headers: { 'content-type': 'text/xml; charset=utf-8' }, ...init })

/** The station's own answer to one operation, changed; the other operations are answered well. */
const wrongly = (operation: string, change: (answer: string) => string) => {
  sandbox.wire.replaces = (answer, action) => {
    if (action !== operation) return xml(answer)
    const changed = change(answer)
    expect(changed).not.toBe(answer)
    return xml(changed)
  }
}
const drop = (name: string) => (answer: string) => answer.replace(new RegExp(`<${name}>.*?</${name}>`), '')
const set = (name: string, value: string) => (answer: string) =>
  answer.replace(new RegExp(`<${name}>.*?</${name}>`), `<${name}>${value}</${name}>`)
const swap = (one: string, other: string) => (answer: string) =>
  answer.replace(
    new RegExp(`(<${one}>.*?</${one}>)(<${other}>.*?</${other}>)`),
    (_, first, second) => second + first,
  )

const refusal = async () => {
  const paid = await sandbox.post('/payments', { noticeNumber })
  const [event] = await nodeJournal(noticeNumber, 1)
  return { status: paid.status, nodeCode: paid.json.nodeCode, event }
}

type Case = [what: string, change: (answer: string) => string, where: string]

const ANYWHERE: Case[] = [
  ['no XML', () => 'ok', 'envelope'],
  ['half an answer', (answer) => answer.slice(0, 200), 'envelope'],
  [
    'SOAP 1.2',
    (answer) => answer.replace(/schemas.xmlsoap.org[^"]*/, 'www.w3.org/2003/05/soap-envelope'),
    'envelope',
  ],
  ['a SOAP Fault', (answer) => answer.replace(/<paf:.*<\/paf:[^>]*>/, '<soapenv:Fault/>'), 'another message'],
  ['another namespace', (answer) => answer.replace('/pa/paForNode.xsd', '/pa/gad.xsd'), 'another message'],
  ['no outcome', drop('outcome'), 'outcome'],
  ['an outcome of its own', set('outcome', 'FORSE'), 'outcome'],
  ['KO without a fault', set('outcome', 'KO'), 'fault: missing'],
  [
    'OK with a fault',
    (answer) =>
      answer.replace(
        '</outcome>',
        '</outcome><fault><faultCode>PAA_SYSTEM_ERROR</faultCode><faultString>x</faultString><id>1</id></fault>',
      ),
    'fault: with outcome OK',
  ],
  [
    'a fault of the Node’s',
    (answer) =>
      answer.replace(
        /<outcome>OK<\/outcome>.*(?=<\/paf:)/,
        '<outcome>KO</outcome><fault><faultCode>PPT_SYSTEM_ERROR</faultCode><faultString>x</faultString><id>1</id></fault>',
      ),
    'faultCode',
  ],
  [
    'a fault without its text',
    (answer) =>
      answer.replace(
        /<outcome>OK<\/outcome>.*(?=<\/paf:)/,
        '<outcome>KO</outcome><fault><faultCode>PAA_SYSTEM_ERROR</faultCode><id>1</id></fault>',
      ),
    'fault/faultString',
  ],
  ['a field too many', (answer) => answer.replace('</outcome>', '</outcome><x>1</x>'), '/x'],
]

const VERIFY: Case[] = [
  ['no amount', drop('amount'), 'amount'],
  ['an amount of zero', set('amount', '0.00'), 'amount'],
  ['an amount with a comma', set('amount', '20,00'), 'amount'],
  ['an amount with one decimal', set('amount', '20.0'), 'amount'],
  ['other options', set('options', 'ANY'), 'options: not EQ'],
  ['no allCCP', drop('allCCP'), 'allCCP'],
  ['no list', drop('paymentList'), 'paymentList: missing'],
  ['no description', drop('paymentDescription'), 'paymentDescription: missing'],
  ['no creditor', drop('fiscalCodePA'), 'fiscalCodePA: missing'],
  ['no name', drop('companyName'), 'companyName: missing'],
  ['another creditor', set('fiscalCodePA', '77777777777'), 'not the creditor asked'],
  ['a creditor that is none', set('fiscalCodePA', 'IT77777777777'), 'fiscalCodePA'],
  ['another order', swap('amount', 'options'), 'amount'],
  ['an empty element', set('detailDescription', ''), 'detailDescription'],
]

const GET: Case[] = [
  ['no data', drop('data'), 'data: missing'],
  ['no reference', drop('creditorReferenceId'), 'creditorReferenceId'],
  ['no due date', drop('dueDate'), 'dueDate'],
  ['a due date that is none', set('dueDate', '2026-02-30'), 'dueDate'],
  ['no name', drop('companyName'), 'companyName'],
  ['a name too long', set('companyName', 'x'.repeat(141)), 'companyName'],
  ['no debtor', drop('debtor'), 'debtor'],
  ['a debtor of another kind', set('entityUniqueIdentifierType', 'X'), 'entityUniqueIdentifierType'],
  ['no transfers', set('transferList', ''), 'transferList/transfer'],
  ['transfers that do not sum up', set('transferAmount', '19.99'), 'not the sum'],
  ['an amount that is not the sum', set('paymentAmount', '20.01'), 'not the sum'],
  ['an account that is none', set('IBAN', 'IT00X0542811101000000123456'), 'IBAN: malformed'],
  ['an account of somebody else', set('IBAN', 'DE89370400440532013000'), 'IBAN: not registered'],
  [
    'a beneficiary that nobody registered',
    set('fiscalCodePA', '77777777777'),
    'fiscalCodePA: not registered',
  ],
  [
    'a stamp duty in the place of the account',
    (answer) =>
      answer.replace(
        /<IBAN>.*<\/IBAN>/,
        '<richiestaMarcaDaBollo><hashDocumento>YQ==</hashDocumento><tipoBollo>01</tipoBollo><provinciaResidenza>PU</provinciaResidenza></richiestaMarcaDaBollo>',
      ),
    'IBAN: missing',
  ],
  [
    'the same transfer twice',
    (answer) =>
      answer
        .replace(/<transfer>.*<\/transfer>/, (transfer) => transfer + transfer)
        .replace(/<paymentAmount>.*?<\/paymentAmount>/, '<paymentAmount>40.00</paymentAmount>'),
    'idTransfer: twice',
  ],
  ['another order', swap('paymentAmount', 'dueDate'), 'paymentAmount'],
  ['metadata without a value', drop('value'), 'metadata/mapEntry/value'],
]

describe.each([
  ['paVerifyPaymentNotice', [...ANYWHERE, ...VERIFY]],
  ['paGetPaymentV2', [...ANYWHERE, ...GET]],
] as const)('an answer to %s', (operation, cases) => {
  test.each([...cases])('with %s stops the payment', async (_what, change, where) => {
    wrongly(operation, change)
    expect(await refusal()).toMatchObject({
      status: 409,
      nodeCode: 'PPT_STAZIONE_INT_PA_ERRORE_RESPONSE',
      event: {
        primitive: operation,
        outcome: 'refused',
        nodeCode: 'PPT_STAZIONE_INT_PA_ERRORE_RESPONSE',
        detail: expect.stringContaining(where),
      },
    })
  })
})

test.each([
  ['HTTP 500', () => xml('', { status: 500 }), 'HTTP 500'],
  ['HTTP 202', () => xml('', { status: 202 }), 'HTTP 202'],
  ['a redirect', () => new Response(null, { status: 302, headers: { location: '/' } }), 'HTTP 302'],
  ['HTML', () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } }), 'content-type'],
])('%s stops the payment', async (_what, answer, where) => {
  sandbox.wire.replaces = answer
  expect(await refusal()).toMatchObject({
    nodeCode: 'PPT_STAZIONE_INT_PA_ERRORE_RESPONSE',
    event: { outcome: 'refused', detail: where },
  })
})

test('a KO of the table is told as the station’s, with its code', async () => {
  sandbox.wire.replaces = () =>
    xml(
      stationEnvelope(
        'paVerifyPaymentNoticeRes',
        tag('outcome', 'KO'),
        tag(
          'fault',
          tag('faultCode', 'PAA_PAGAMENTO_SCADUTO'),
          tag('faultString', 'x'),
          tag('id', '00272430414'),
          tag('serial', '1'),
        ),
      ),
    )
  expect(await refusal()).toMatchObject({
    nodeCode: 'PPT_ERRORE_EMESSO_DA_PAA',
    event: { outcome: 'KO', fault: 'PAA_PAGAMENTO_SCADUTO', nodeCode: 'PPT_ERRORE_EMESSO_DA_PAA' },
  })
})

test('a station that is late or away is told so: 7 seconds for questions, 15 for receipts', async () => {
  const granted: number[] = []
  const real = AbortSignal.timeout.bind(AbortSignal)
  const clock = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    granted.push(ms)
    return real(ms / 20)
  })
  try {
    const late = (operation: string) => {
      sandbox.wire.replaces = async (answer, action) => {
        if (action === operation) await new Promise((resolve) => setTimeout(resolve, 1_000))
        return xml(answer)
      }
    }
    late('paVerifyPaymentNotice')
    expect(await refusal()).toMatchObject({
      nodeCode: 'PPT_STAZIONE_INT_PA_TIMEOUT',
      event: { outcome: 'refused', detail: 'no answer in 7 s' },
    })
    late('paSendRTV2')
    const { json } = await sandbox.post('/payments', { noticeNumber })
    expect(json).toMatchObject({ lastAnswer: 'PPT_STAZIONE_INT_PA_TIMEOUT', deliveredAt: null })
    expect((await nodeJournal(noticeNumber, 1))[0]).toMatchObject({ detail: 'no answer in 15 s' })
    expect(granted).toEqual([7_000, 7_000, 7_000, 15_000])
  } finally {
    clock.mockRestore()
  }
  const other = (await aTopUp(await aFamily(), { channel: 'notice' })).noticeNumber
  sandbox.wire.losesAnswer = true
  const away = await sandbox.post('/payments', { noticeNumber: other })
  sandbox.wire.losesAnswer = false
  expect(away.json).toMatchObject({ nodeCode: 'PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE' })
})

test('a wrong answer to a receipt delivers nothing; a well-formed KO ends the delivery', async () => {
  const { noticeNumber: other } = await aTopUp(await aFamily(), { channel: 'notice' })
  const paid = await sandbox.post('/payments', { noticeNumber: other, delivery: 'lost' })
  const deliver = async () => (await sandbox.post(`/payments/${paid.json.token}/deliveries`, {})).json
  wrongly('paSendRTV2', set('outcome', 'KO'))
  expect(await deliver()).toMatchObject({
    answers: ['PPT_STAZIONE_INT_PA_ERRORE_RESPONSE'],
    payment: { deliveredAt: null },
  })
  sandbox.wire.replaces = null
  expect(await deliver()).toMatchObject({
    answers: ['PAA_RECEIPT_DUPLICATA'],
    payment: { deliveredAt: expect.any(String) },
  })
  expect(await queueOf(other)).toEqual([])
})
