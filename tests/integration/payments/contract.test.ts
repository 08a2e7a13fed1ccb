// Guarantee: one run provokes every operation and every fault of the station's table, and all that was asked and answered
// follows the published schemas.
import { hasSchemas, schemaErrors } from '@tests/support/pagopa-schemas'
import {
  aFamily,
  ask,
  aTopUp,
  type Family,
  familyCtx,
  getRequest,
  type Head,
  receiptRequest,
  soap,
  verifyRequest,
} from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, expect, test } from 'vitest'
import { env } from '@/env'
import { cancelTopUp, noticeNumber, type OperationName, STATION_OPERATIONS } from '@/modules/payments'
import { FAULTS, type FaultCode } from '@/modules/payments/providers/pagopa/answers'

type Verdict = 'OK' | FaultCode
/** What the Node asks, of a notice and as whom. */
type Asks = (notice: string, of?: Head) => string

const demand = ({
  idPA = env.PAGOPA_CREDITOR_FISCAL_CODE,
  idBrokerPA = env.PAGOPA_BROKER_FISCAL_CODE,
  idStation = env.PAGOPA_STATION_ID,
}: Head = {}) =>
  soap(
    'paDemandPaymentNoticeRequest',
    `<idPA>${idPA}</idPA><idBrokerPA>${idBrokerPA}</idBrokerPA><idStation>${idStation}</idStation><idServizio>00001</idServizio><idSoggettoServizio>00001</idSoggettoServizio><datiSpecificiServizioRequest>PGEvPg==</datiSpecificiServizioRequest>`,
  )

const OPERATIONS: Record<OperationName, Asks> = {
  paVerifyPaymentNoticeReq: verifyRequest,
  paGetPaymentReq: (notice, of) => getRequest(notice, 1, of),
  paGetPaymentV2Request: (notice, of) => getRequest(notice, 2, of),
  paSendRTReq: (notice, of) => receiptRequest({ noticeNumber: notice, version: 1, ...of }),
  paSendRTV2Request: (notice, of) => receiptRequest({ noticeNumber: notice, version: 2, ...of }),
  paDemandPaymentNoticeRequest: (_notice, of) => demand(of),
}
const QUESTIONS = ['paVerifyPaymentNoticeReq', 'paGetPaymentReq', 'paGetPaymentV2Request'] as const
const RECEIPTS = ['paSendRTReq', 'paSendRTV2Request'] as const

let family: Family
beforeAll(async () => {
  family = await aFamily()
})
const open = async (now?: Temporal.Instant) =>
  (await aTopUp(family, now === undefined ? {} : { now })).noticeNumber
const paid = async () => {
  const notice = await open()
  await ask(receiptRequest({ noticeNumber: notice, receiptId: `paid-${notice}` }))
  return notice
}
const cancelled = async () => {
  const topUp = await aTopUp(family)
  await cancelTopUp(familyCtx(family), topUp.topUpId)
  return topUp.noticeNumber
}
const expired = () => open(Temporal.Now.instant().subtract({ hours: 24 * 10 }))
const unknown = async () => noticeNumber('49', 1n)

type Cell = { operation: OperationName; verdict: Verdict; asks: () => Promise<string> }
const cell = (operation: OperationName, verdict: Verdict, asks: () => Promise<string>): Cell => ({
  operation,
  verdict,
  asks,
})

/** Each operation with each answer that the table has for it. */
const CELLS: Cell[] = [
  ...(Object.keys(OPERATIONS) as OperationName[]).flatMap((operation) => {
    const asks = OPERATIONS[operation]
    const as = (of: Head) => async () => asks(await unknown(), of)
    return [
      cell(operation, 'PAA_SINTASSI_EXTRAXSD', async () =>
        asks(await unknown()).replace(/<idPA>.*?<\/idPA>/, ''),
      ),
      cell(operation, 'PAA_ID_DOMINIO_ERRATO', as({ idPA: '77777777777' })),
      cell(operation, 'PAA_ID_INTERMEDIARIO_ERRATO', as({ idBrokerPA: '77777777777' })),
      cell(operation, 'PAA_STAZIONE_INT_ERRATA', as({ idStation: '77777777777_01' })),
    ]
  }),
  ...QUESTIONS.flatMap((operation) => {
    const of = (notice: () => Promise<string>) => async () => OPERATIONS[operation](await notice())
    return [
      cell(operation, 'OK', of(open)),
      cell(operation, 'PAA_PAGAMENTO_SCONOSCIUTO', of(unknown)),
      cell(operation, 'PAA_PAGAMENTO_DUPLICATO', of(paid)),
      cell(operation, 'PAA_PAGAMENTO_SCADUTO', of(expired)),
      cell(operation, 'PAA_PAGAMENTO_ANNULLATO', of(cancelled)),
    ]
  }),
  ...RECEIPTS.flatMap((operation) => {
    const version = operation === 'paSendRTReq' ? 1 : 2
    const receipt = (more: Partial<Parameters<typeof receiptRequest>[0]>, notice: () => Promise<string>) => {
      return async () => receiptRequest({ version, noticeNumber: await notice(), ...more })
    }
    return [
      cell(operation, 'OK', receipt({}, open)),
      cell(operation, 'PAA_PAGAMENTO_SCONOSCIUTO', receipt({}, unknown)),
      cell(operation, 'PAA_SEMANTICA', receipt({ amount: '19.99' }, open)),
      cell(operation, 'PAA_RECEIPT_DUPLICATA', async () => {
        const notice = await paid()
        return receiptRequest({ version, noticeNumber: notice, receiptId: `paid-${notice}` })
      }),
    ]
  }),
  cell('paDemandPaymentNoticeRequest', 'PAA_SYSTEM_ERROR', async () => demand()),
]

const requests: string[] = []
const answers: string[] = []
const covered = new Map<string, number>()

test.each(CELLS)('$operation: $verdict', async ({ operation, verdict, asks }) => {
  const message = await asks()
  const answer = await ask(message)
  expect([answer.status, answer.content?.name, answer.verdict]).toEqual([
    200,
    STATION_OPERATIONS[operation].answer,
    verdict,
  ])
  // A message made wrong on purpose is no request of the Node's.
  if (verdict !== 'PAA_SINTASSI_EXTRAXSD') requests.push(message)
  answers.push(answer.body)
  for (const key of [operation, verdict]) covered.set(key, (covered.get(key) ?? 0) + 1)
})

test('no operation of the contract and no fault of the table was left out', () => {
  const wanted = [...Object.keys(STATION_OPERATIONS), ...Object.keys(FAULTS), 'OK']
  console.info(`covered: ${wanted.map((key) => `${key} ${covered.get(key) ?? 0}`).join(', ')}`)
  expect(wanted.filter((key) => !covered.has(key))).toEqual([])
  expect(answers).toHaveLength(CELLS.length)
})

test.skipIf(!hasSchemas)(
  'every request and every answer is valid (skipped where the published schemas are not beside the project)',
  async () => {
    expect(await schemaErrors(requests)).toEqual([])
    expect(await schemaErrors(answers)).toEqual([])
    const broken = answers[0]?.replace('</outcome>', '</outcome><x/>') ?? ''
    expect(await schemaErrors([broken])).not.toEqual([])
  },
)
