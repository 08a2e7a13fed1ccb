import { randomUUID } from 'node:crypto'
import { given } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import {
  answerStation,
  childOf,
  createTopUp,
  messageIn,
  type OrderChannel,
  type PaymentProvider,
  pagopa,
  parseXml,
  textAt,
} from '@/modules/payments'
import type { AccountId, ChildId, ServiceId, TopUpId } from '@/shared/ids'

export type Family = { accountId: AccountId; childId: ChildId; serviceId: ServiceId; code: string }

/** A family with one child enrolled in one service: who can top up. */
export const aFamily = async (): Promise<Family> => {
  const room = await given.classroom({ children: 1 })
  const [childId] = room.childIds as [ChildId]
  const account = await given.account({ childId })
  return { accountId: account.accountId, childId, serviceId: room.serviceId, code: account.code }
}

export const familyCtx = (
  family: Pick<Family, 'accountId' | 'childId'>,
  now = Temporal.Now.instant(),
): Ctx<PrincipalOf<'guardian'>> => ({
  actor: {
    kind: 'guardian',
    accountId: family.accountId,
    sessionId: randomUUID(),
    childId: family.childId,
    familyName: 'Rossi',
  },
  now,
  requestId: randomUUID(),
  address: '192.0.2.1',
})

export const nodeCtx = (now = Temporal.Now.instant()): Ctx<PrincipalOf<'system'>> => ({
  actor: { kind: 'system', name: 'pagopa' },
  now,
  requestId: randomUUID(),
  address: '192.0.2.2',
})

const StoredTopUp = z.object({
  id: z.string(),
  noticeNumber: z.string(),
  status: z.string(),
  cents: z.coerce.number(),
})

export const topUpOf = async (id: TopUpId) => {
  const [row] = await rows(
    db,
    StoredTopUp,
    sql`select top_up_id as id, notice_number as "noticeNumber", status, cents from portal.top_up where top_up_id = ${id}::uuid`,
  )
  if (!row) throw new Error('no top-up')
  return row
}

/** A top-up of 20 euro that waits to be paid. */
export const aTopUp = async (
  family: Family,
  values: {
    amount?: string
    channel?: OrderChannel
    now?: Temporal.Instant
    provider?: PaymentProvider
    key?: string
  } = {},
) => {
  const id = await createTopUp(
    familyCtx(family, values.now),
    {
      childId: family.childId,
      serviceId: family.serviceId,
      amount: values.amount ?? '20',
      channel: values.channel ?? 'online',
      key: values.key ?? randomUUID(),
    },
    values.provider ?? pagopa,
  )
  return { topUpId: id, ...(await topUpOf(id)) }
}

export type Head = { idPA?: string; idBrokerPA?: string; idStation?: string }
const head = ({
  idPA = env.PAGOPA_CREDITOR_FISCAL_CODE,
  idBrokerPA = env.PAGOPA_BROKER_FISCAL_CODE,
  idStation = env.PAGOPA_STATION_ID,
}: Head) => `<idPA>${idPA}</idPA><idBrokerPA>${idBrokerPA}</idBrokerPA><idStation>${idStation}</idStation>`

/** A message as the Node sends it. */
export const soap = (name: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:paf="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd">
  <soapenv:Header/>
  <soapenv:Body><paf:${name}>${content}</paf:${name}></soapenv:Body>
</soapenv:Envelope>`

const qrCode = (noticeNumber: string, fiscalCode = env.PAGOPA_CREDITOR_FISCAL_CODE) =>
  `<qrCode><fiscalCode>${fiscalCode}</fiscalCode><noticeNumber>${noticeNumber}</noticeNumber></qrCode>`

export const verifyRequest = (noticeNumber: string, of: Head = {}) =>
  soap('paVerifyPaymentNoticeReq', head(of) + qrCode(noticeNumber))
export const getRequest = (noticeNumber: string, version: 1 | 2 = 2, of: Head = {}) =>
  soap(version === 1 ? 'paGetPaymentReq' : 'paGetPaymentV2Request', head(of) + qrCode(noticeNumber))

export type Receipt = Head & {
  receiptId?: string
  noticeNumber: string
  amount?: string
  ownAmount?: string
  iuv?: string
  fiscalCode?: string
  outcome?: string
  paymentDateTime?: string
  version?: 1 | 2
}

/** A receipt as the Node sends it, of 20 euro. */
export const receiptRequest = ({ version = 2, noticeNumber, amount = '20.00', ...of }: Receipt) =>
  soap(
    version === 1 ? 'paSendRTReq' : 'paSendRTV2Request',
    `${head(of)}<receipt><receiptId>${of.receiptId ?? randomUUID().replaceAll('-', '')}</receiptId>
<noticeNumber>${noticeNumber}</noticeNumber><fiscalCode>${of.fiscalCode ?? env.PAGOPA_CREDITOR_FISCAL_CODE}</fiscalCode>
<outcome>${of.outcome ?? 'OK'}</outcome><creditorReferenceId>${of.iuv ?? noticeNumber.slice(1)}</creditorReferenceId>
<paymentAmount>${amount}</paymentAmount><description>Ricarica Refezione</description><companyName>Comune di Pesaro</companyName>
<debtor><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType><entityUniqueIdentifierValue>ANONIMO</entityUniqueIdentifierValue></uniqueIdentifier><fullName>ANONIMO</fullName></debtor>
<transferList><transfer><idTransfer>1</idTransfer><transferAmount>${of.ownAmount ?? amount}</transferAmount><fiscalCodePA>${env.PAGOPA_CREDITOR_FISCAL_CODE}</fiscalCodePA>
<IBAN>IT60X0542811101000000123456</IBAN><remittanceInformation>Ricarica</remittanceInformation><transferCategory>9/0101108TS/</transferCategory></transfer></transferList>
<idPSP>SANDBOXPSP</idPSP><PSPCompanyName>Banca di prova</PSPCompanyName><idChannel>SANDBOX_01</idChannel><channelDescription>WISP</channelDescription>
<paymentMethod>creditCard</paymentMethod><fee>1.50</fee>${of.paymentDateTime ? `<paymentDateTime>${of.paymentDateTime}</paymentDateTime>` : ''}</receipt>`.replaceAll(
      '\n',
      '',
    ),
  )

/** Sends a message to the station and reads its answer: `OK`, or the code of its fault. */
export const ask = async (message: string | Uint8Array, now?: Temporal.Instant, headers = new Headers()) => {
  const body = typeof message === 'string' ? new TextEncoder().encode(message) : message
  const answer = await answerStation(nodeCtx(now), { headers, body })
  const root = parseXml(answer.body)
  const content = answer.status === 200 ? messageIn(root) : childOf(root, 'Body', 'Fault')
  const verdict =
    answer.status === 200
      ? (textAt(content, 'fault', 'faultCode') ?? textAt(content, 'outcome'))
      : `HTTP 500 ${textAt(content, 'faultcode')}`
  return { ...answer, content, verdict }
}

export const verdictOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).verdict

/** What waits in the office's queue for a notice: the reasons. */
export const queueOf = async (noticeNumber: string) =>
  (
    await rows(
      db,
      z.object({ reason: z.string() }),
      sql`select reason from portal.unmatched_receipt where notice_number = ${noticeNumber} order by entry_id`,
    )
  ).map(({ reason }) => reason)
