import type { XmlElement } from '../../xml'

/** What an element must be: a text that passes a rule, or a sequence of members in a fixed order. */
export type Shape = ((text: string) => boolean) | readonly Member[]
type Member = { names: readonly { name: string; shape: Shape }[]; min: 0 | 1; max: number }

const member = (name: string, shape: Shape, min: 0 | 1 = 1, max = 1): Member => ({
  names: [{ name, shape }],
  min,
  max,
})
const optional = (name: string, shape: Shape) => member(name, shape, 0)
/** One of several elements. */
const choice = (...names: { name: string; shape: Shape }[]): Member => ({ names, min: 1, max: 1 })

// The simple types of paForNode.xsd and sac-common-types-1.0.xsd.
const text = (min: number, max: number) => (value: string) => {
  const { length } = [...value]
  return length >= min && length <= max
}
const matching = (pattern: RegExp) => (value: string) => pattern.test(value)
const collapsed = (rule: (value: string) => boolean) => (value: string) => rule(value.trim())

const amount = collapsed((value) => /^\d+\.\d{2}$/.test(value) && Number(value) <= 999_999_999.99)
const amountNotZero = collapsed((value) => amount(value) && Number(value) >= 0.01)
const fiscalCodePA = matching(/^\d{11}$/)
const noticeNumber = matching(/^\d{18}$/)
const outcome = matching(/^(OK|KO)$/)
const boolean = collapsed(matching(/^(true|false|1|0)$/))
const base64 = collapsed(matching(/^[A-Za-z0-9+/\s]*={0,2}\s*$/))
const ZONE = /(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/
const isDay = (value: string) => {
  const day = /^(\d{4,})-(\d\d)-(\d\d)$/.exec(value)
  if (!day) return false
  const [, year, month, date] = day.map(Number) as [number, number, number, number]
  return month >= 1 && month <= 12 && date >= 1 && date <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}
const date = collapsed((value) => isDay(value.replace(ZONE, '')))
const dateTime = collapsed((value) => {
  const [day = '', time = '', ...more] = value.replace(ZONE, '').split('T')
  return (
    more.length === 0 &&
    isDay(day) &&
    /^(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)$/.test(time)
  )
})

const metadata: Shape = [
  member('mapEntry', [member('key', text(1, 140)), member('value', text(1, 140))], 1, 15),
]
const qrCode: Shape = [member('fiscalCode', fiscalCodePA), member('noticeNumber', noticeNumber)]
const subject: Shape = [
  member('uniqueIdentifier', [
    member('entityUniqueIdentifierType', matching(/^[FG]$/)),
    member('entityUniqueIdentifierValue', text(2, 16)),
  ]),
  member('fullName', text(1, 70)),
  optional('streetName', text(1, 70)),
  optional('civicNumber', text(1, 16)),
  optional('postalCode', text(1, 16)),
  optional('city', text(1, 35)),
  optional('stateProvinceRegion', text(1, 35)),
  optional('country', matching(/^[A-Z]{2}$/)),
  optional('e-mail', matching(/^(?=.{1,256}$)[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*$/)),
]
const transferHead = [
  member('idTransfer', collapsed(matching(/^\+?0*[1-5]$/))),
  member('transferAmount', amountNotZero),
  member('fiscalCodePA', fiscalCodePA),
]
const iban = { name: 'IBAN', shape: text(1, 35) }
const transferTail = [
  member('remittanceInformation', text(1, 140)),
  member('transferCategory', text(1, 140)),
  optional('metadata', metadata),
]
const transferV1: Shape = [...transferHead, choice(iban), ...transferTail]
const transferV2: Shape = [
  ...transferHead,
  optional('companyName', text(1, 140)),
  choice(iban, { name: 'MBDAttachment', shape: base64 }),
  ...transferTail,
]
const receipt = (version: 1 | 2): Shape => [
  // The schema allows any text; the key of a payment cannot be empty or endless.
  member('receiptId', text(1, 255)),
  member('noticeNumber', noticeNumber),
  member('fiscalCode', fiscalCodePA),
  member('outcome', outcome),
  member('creditorReferenceId', text(1, 35)),
  member('paymentAmount', amount),
  member('description', text(1, 140)),
  member('companyName', text(1, 140)),
  optional('officeName', text(1, 140)),
  member('debtor', subject),
  member('transferList', [member('transfer', version === 1 ? transferV1 : transferV2, 1, 5)]),
  member('idPSP', text(1, 35)),
  optional('pspFiscalCode', text(1, 70)),
  optional('pspPartitaIVA', text(1, 20)),
  member('PSPCompanyName', text(1, 70)),
  member('idChannel', text(1, 35)),
  member('channelDescription', text(1, 35)),
  optional('payer', subject),
  optional('paymentMethod', text(1, 35)),
  ...(version === 2 ? [optional('paymentNote', text(1, 210))] : []),
  optional('fee', amount),
  ...(version === 2
    ? [
        optional('primaryCiIncurredFee', amount),
        optional('idBundle', text(1, 70)),
        optional('idCiBundle', text(1, 70)),
      ]
    : []),
  optional('paymentDateTime', dateTime),
  optional('applicationDate', date),
  optional('transferDate', date),
  optional('metadata', metadata),
  optional('standIn', boolean),
]

const head = [
  member('idPA', text(1, 35)),
  member('idBrokerPA', text(1, 35)),
  member('idStation', text(1, 35)),
]
const getPayment: Shape = [
  ...head,
  member('qrCode', qrCode),
  optional('amount', amount),
  optional('paymentNote', text(1, 210)),
  optional('transferType', matching(/^(POSTAL|PAGOPA)$/)),
  optional('dueDate', date),
]

const anyText = text(0, Number.POSITIVE_INFINITY)
/** An answer: its outcome, a fault if there is one, and what the operation adds. */
const answerWith = (...members: Member[]): Shape => [
  member('outcome', outcome),
  optional('fault', [
    member('faultCode', anyText),
    member('faultString', anyText),
    member('id', anyText),
    optional('description', anyText),
    optional('serial', collapsed(matching(/^[+-]?\d{1,9}$/))),
    optional('originalFaultCode', anyText),
    optional('originalFaultString', anyText),
    optional('originalDescription', anyText),
  ]),
  ...members,
]
const paymentDetails = [
  optional('paymentList', [
    member('paymentOptionDescription', [
      member('amount', amountNotZero),
      member('options', matching(/^(EQ|LS|GT|ANY)$/)),
      optional('dueDate', date),
      optional('detailDescription', text(1, 140)),
      member('allCCP', boolean),
    ]),
  ]),
  optional('paymentDescription', text(1, 140)),
  optional('fiscalCodePA', fiscalCodePA),
  optional('companyName', text(1, 140)),
  optional('officeName', text(1, 140)),
]
/** A stamp duty can be bought where there is no IBAN. */
const transferOfferedV2: Shape = [
  ...transferHead,
  optional('companyName', text(1, 140)),
  choice(iban, {
    name: 'richiestaMarcaDaBollo',
    shape: [
      member('hashDocumento', base64),
      member('tipoBollo', anyText),
      member('provinciaResidenza', matching(/^[A-Z]{2}$/)),
    ],
  }),
  ...transferTail,
]
const paymentOffered = (version: 1 | 2): Member =>
  optional('data', [
    member('creditorReferenceId', text(1, 35)),
    member('paymentAmount', amountNotZero),
    member('dueDate', date),
    optional('retentionDate', dateTime),
    optional('lastPayment', boolean),
    member('description', text(1, 140)),
    version === 1 ? optional('companyName', text(1, 140)) : member('companyName', text(1, 140)),
    optional('officeName', text(1, 140)),
    member('debtor', subject),
    member('transferList', [member('transfer', version === 1 ? transferV1 : transferOfferedV2, 1, 5)]),
    optional('metadata', metadata),
  ])

/** The operations of paForNode.wsdl: what each asks, the name of its answer and what that says. */
export const OPERATIONS = {
  paVerifyPaymentNoticeReq: {
    primitive: 'paVerifyPaymentNotice',
    answer: 'paVerifyPaymentNoticeRes',
    shape: [...head, member('qrCode', qrCode)],
    answerShape: answerWith(...paymentDetails),
  },
  paGetPaymentReq: {
    primitive: 'paGetPayment',
    answer: 'paGetPaymentRes',
    shape: getPayment,
    answerShape: answerWith(paymentOffered(1)),
  },
  paGetPaymentV2Request: {
    primitive: 'paGetPaymentV2',
    answer: 'paGetPaymentV2Response',
    shape: getPayment,
    answerShape: answerWith(paymentOffered(2)),
  },
  paSendRTReq: {
    primitive: 'paSendRT',
    answer: 'paSendRTRes',
    shape: [...head, member('receipt', receipt(1))],
    answerShape: answerWith(),
  },
  paSendRTV2Request: {
    primitive: 'paSendRTV2',
    answer: 'paSendRTV2Response',
    shape: [...head, member('receipt', receipt(2))],
    answerShape: answerWith(),
  },
  paDemandPaymentNoticeRequest: {
    primitive: 'paDemandPaymentNotice',
    answer: 'paDemandPaymentNoticeResponse',
    shape: [
      ...head,
      member('idServizio', text(5, 5)),
      member('idSoggettoServizio', text(5, 5)),
      member('datiSpecificiServizioRequest', base64),
    ],
    answerShape: answerWith(optional('qrCode', qrCode), ...paymentDetails),
  },
} as const satisfies Record<string, { primitive: string; answer: string; shape: Shape; answerShape: Shape }>
export type OperationName = keyof typeof OPERATIONS
export type Primitive = (typeof OPERATIONS)[OperationName]['primitive']

/**
 * Where an element first departs from its shape, as a path of names without values; null when it follows it.
 * Children are unqualified, and their order is part of the contract.
 */
export const departure = (element: XmlElement, shape: Shape, path = element.name): string | null => {
  if (typeof shape === 'function') return element.children.length === 0 && shape(element.text) ? null : path
  if (element.text.trim() !== '') return path
  let at = 0
  for (const { names, min, max } of shape) {
    let count = 0
    for (; count < max; count++) {
      const child = element.children[at]
      const wanted = child?.namespace === '' ? names.find(({ name }) => name === child.name) : undefined
      if (!child || !wanted) break
      const wrong = departure(child, wanted.shape, `${path}/${child.name}`)
      if (wrong) return wrong
      at++
    }
    if (count < min) return `${path}/${names.map(({ name }) => name).join('|')}`
  }
  const left = element.children[at]
  return left ? `${path}/${left.name}` : null
}
