import type { CivilDate } from '@/shared/dates'
import { type Cents, centsToDecimal } from '@/shared/money'
import { tag, type Xml } from '../../xml'

/** The faults a station may answer, with the texts the platform uses. */
export const FAULTS = {
  PAA_SINTASSI_EXTRAXSD: 'Errore di sintassi extra XSD.',
  PAA_ID_DOMINIO_ERRATO: 'La PAA non corrisponde al Dominio indicato.',
  PAA_ID_INTERMEDIARIO_ERRATO: 'Identificativo intermediario non corrispondente.',
  PAA_STAZIONE_INT_ERRATA: 'Stazione intermediario non corrispondente.',
  PAA_PAGAMENTO_SCONOSCIUTO: 'Pagamento in attesa risulta sconosciuto all’Ente Creditore.',
  PAA_PAGAMENTO_DUPLICATO: 'Pagamento in attesa risulta concluso all’Ente Creditore.',
  PAA_PAGAMENTO_SCADUTO: 'Pagamento in attesa risulta scaduto all’Ente Creditore.',
  PAA_PAGAMENTO_ANNULLATO: 'Pagamento in attesa risulta annullato all’Ente Creditore.',
  PAA_RECEIPT_DUPLICATA: 'La ricevuta è già stata acquisita.',
  PAA_SEMANTICA: 'Errore semantico.',
  PAA_SYSTEM_ERROR: 'Errore generico.',
} as const
export type FaultCode = keyof typeof FAULTS

/** A business refusal: outcome KO and its fault, never a SOAP Fault. */
export const refusal = (creditor: string, code: FaultCode, description?: string): Xml[] => [
  tag('outcome', 'KO'),
  tag(
    'fault',
    tag('faultCode', code),
    tag('faultString', FAULTS[code]),
    tag('id', creditor),
    ...(description ? [tag('description', description)] : []),
  ),
]

/** The receipt is stored: the Node stops sending it. */
export const accepted = (): Xml[] => [tag('outcome', 'OK')]

/** A payable position, as messages tell it. No text names a child. */
export type Position = {
  iuv: string
  cents: Cents
  dueDate: CivilDate
  description: string
  creditor: { fiscalCode: string; name: string; office: string | null }
  debtor: { fiscalCode: string; fullName: string } | null
  iban: string
  transferCategory: string
  /** Comes back in the receipt. */
  topUpId: string
}

const cut = (text: string, length: number): string => [...text].slice(0, length).join('')
const optional = (name: string, text: string | null, length: number): Xml | null =>
  text?.trim() ? tag(name, cut(text.trim(), length)) : null

const present = (content: (Xml | null)[]): Xml[] => content.filter((part) => part !== null)

/** The content of an OK answer to paVerifyPaymentNotice. */
export const verified = ({ cents, dueDate, description, creditor }: Position): Xml[] =>
  present([
    tag('outcome', 'OK'),
    tag(
      'paymentList',
      tag(
        'paymentOptionDescription',
        tag('amount', centsToDecimal(cents)),
        tag('options', 'EQ'),
        tag('dueDate', dueDate),
        tag('detailDescription', cut(description, 140)),
        tag('allCCP', 'false'),
      ),
    ),
    tag('paymentDescription', cut(description, 140)),
    tag('fiscalCodePA', creditor.fiscalCode),
    tag('companyName', cut(creditor.name, 140)),
    optional('officeName', creditor.office, 140),
  ])

/** The content of an OK answer to paGetPayment and paGetPaymentV2: one transfer, to the creditor's own account. */
export const activated = (position: Position): Xml[] => {
  const { iuv, cents, dueDate, description, creditor, debtor, iban, transferCategory, topUpId } = position
  const amount = centsToDecimal(cents)
  const { fiscalCode, fullName } = debtor ?? { fiscalCode: 'ANONIMO', fullName: 'ANONIMO' }
  const data = present([
    tag('creditorReferenceId', iuv),
    tag('paymentAmount', amount),
    tag('dueDate', dueDate),
    tag('description', cut(description, 140)),
    tag('companyName', cut(creditor.name, 140)),
    optional('officeName', creditor.office, 140),
    tag(
      'debtor',
      tag(
        'uniqueIdentifier',
        tag('entityUniqueIdentifierType', 'F'),
        tag('entityUniqueIdentifierValue', fiscalCode),
      ),
      tag('fullName', cut(fullName, 70)),
    ),
    tag(
      'transferList',
      tag(
        'transfer',
        tag('idTransfer', '1'),
        tag('transferAmount', amount),
        tag('fiscalCodePA', creditor.fiscalCode),
        tag('IBAN', iban),
        tag('remittanceInformation', cut(`/RFB/${iuv}/${amount}/TXT/${description}`, 140)),
        tag('transferCategory', transferCategory),
      ),
    ),
    tag('metadata', tag('mapEntry', tag('key', 'topUpId'), tag('value', topUpId))),
  ])
  return [tag('outcome', 'OK'), tag('data', ...data)]
}
