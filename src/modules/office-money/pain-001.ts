import type { CivilDate, Instant } from '@/shared/dates'
import { type Cents, cents, centsToDecimal } from '@/shared/money'

export type Debtor = { name: string; iban: string; bic: string | null }
export type CreditTransfer = { id: string; cents: Cents; iban: string; holder: string; text: string }

const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  œ: 'oe',
  Œ: 'OE',
  đ: 'd',
  Đ: 'D',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  þ: 'th',
  Þ: 'TH',
  ð: 'd',
  Ð: 'D',
  '&': '+',
  '’': "'",
  '‘': "'",
  '–': '-',
  '—': '-',
  '€': 'EUR',
}

/** A text in the letters that every bank of the SEPA area takes; a sign it does not know becomes a dot. */
export const sepaText = (text: string, lengthMax: number): string => {
  const plain = [...text]
    .map((letter) => PLAIN[letter] ?? letter)
    .join('')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^A-Za-z0-9/\-?:().,'+ ]/g, '.')
    // Banks refuse a text that begins or ends with a slash, or holds two.
    .replace(/\/{2,}/g, '/')
    .slice(0, lengthMax)
    .trim()
    .replace(/^\/+|\/+$/g, '')
    .trim()
  return plain === '' ? '.' : plain
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const element = (name: string, ...content: (string | null)[]): string =>
  `<${name}>${content.filter((part) => part !== null).join('')}</${name}>`
const text = (name: string, value: string): string => element(name, escapeXml(value))

const accountOf = (iban: string) => element('Id', text('IBAN', iban))

/** Identifiers have 35 signs at most: a UUID without its dashes has 32. */
const reference = (uuid: string) => uuid.replaceAll('-', '')

/**
 * The file of SEPA credit transfers for the municipality's bank, ISO 20022 pain.001.001.09: one payment order, one
 * transfer per refund. The same input gives the same bytes. Throws when it would hold nothing.
 */
export const pain001 = ({
  id,
  madeAt,
  executionDay,
  debtor,
  transfers,
}: {
  /** A UUID: the bank knows the file by it, and refuses it the second time. */
  id: string
  madeAt: Instant
  executionDay: CivilDate
  debtor: Debtor
  transfers: readonly CreditTransfer[]
}): string => {
  if (transfers.length === 0) throw new RangeError('A file of transfers holds at least one')
  const name = sepaText(debtor.name, 70)
  const totals = [
    text('NbOfTxs', String(transfers.length)),
    text('CtrlSum', centsToDecimal(cents(transfers.reduce((sum, transfer) => sum + transfer.cents, 0)))),
  ]
  const agent = debtor.bic ? text('BICFI', debtor.bic) : element('Othr', text('Id', 'NOTPROVIDED'))
  const order = transfers.map((transfer) =>
    element(
      'CdtTrfTxInf',
      element('PmtId', text('InstrId', reference(transfer.id)), text('EndToEndId', reference(transfer.id))),
      element('Amt', `<InstdAmt Ccy="EUR">${centsToDecimal(transfer.cents)}</InstdAmt>`),
      element('Cdtr', text('Nm', sepaText(transfer.holder, 70))),
      element('CdtrAcct', accountOf(transfer.iban)),
      element('RmtInf', text('Ustrd', sepaText(transfer.text, 140))),
    ),
  )
  const document = element(
    'CstmrCdtTrfInitn',
    element(
      'GrpHdr',
      text('MsgId', reference(id)),
      text('CreDtTm', `${madeAt.toString({ fractionalSecondDigits: 0 })}`),
      ...totals,
      element('InitgPty', text('Nm', name)),
    ),
    element(
      'PmtInf',
      text('PmtInfId', reference(id)),
      text('PmtMtd', 'TRF'),
      ...totals,
      element('PmtTpInf', element('SvcLvl', text('Cd', 'SEPA'))),
      element('ReqdExctnDt', text('Dt', executionDay)),
      element('Dbtr', text('Nm', name)),
      element('DbtrAcct', accountOf(debtor.iban)),
      element('DbtrAgt', element('FinInstnId', agent)),
      text('ChrgBr', 'SLEV'),
      ...order,
    ),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">${document}</Document>\n`
}
