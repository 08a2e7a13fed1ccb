import { z } from 'zod'
import { db, oneRow, rows, sql } from '@/db/client'
import { env } from '@/env'
import {
  messageIn,
  NODE_FOR_PA,
  nodeEnvelope,
  parseXml,
  tag,
  textAt,
  type Xml,
  type XmlElement,
  XmlRefused,
} from '@/modules/payments'
import { CivilDate } from '@/shared/dates'
import { cents, centsToDecimal } from '@/shared/money'

const LIST = 'nodoChiediElencoFlussiRendicontazione'
const ONE = 'nodoChiediFlussoRendicontazione'

/** The only outcomes that the XML of flows has. */
const OUTCOMES: Record<string, string> = { EXECUTED: '0', REVOKED: '3', NO_RPT: '9' }

const StoredFlow = z.object({
  fdr: z.string(),
  fdrDate: z.string(),
  regulation: z.string(),
  regulationDate: CivilDate,
  bicCodePouringBank: z.string(),
  sender: z.object({ id: z.string(), pspName: z.string() }),
  receiver: z.object({ id: z.string(), organizationName: z.string() }),
  totPayments: z.int(),
  sumPayments: z.number(),
})
const StoredPayment = z.object({
  iuv: z.string(),
  iur: z.string(),
  idTransfer: z.int(),
  pay: z.number(),
  payStatus: z.string(),
  payDate: z.string(),
})

const euro = (amount: number): string => centsToDecimal(cents(Math.round(amount * 100)))

const institution = (role: 'Mittente' | 'Ricevente', kind: 'B' | 'G', id: string, name: string): Xml =>
  tag(
    `istituto${role}`,
    tag(
      `identificativoUnivoco${role}`,
      tag('tipoIdentificativoUnivoco', kind),
      tag('codiceIdentificativoUnivoco', id),
    ),
    tag(`denominazione${role}`, name),
  )

const flowXml = (flow: z.infer<typeof StoredFlow>, payments: readonly z.infer<typeof StoredPayment>[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>${
    tag(
      'FlussoRiversamento xmlns="http://www.digitpa.gov.it/schemas/2011/Pagamenti/"',
      tag('versioneOggetto', '1.0'),
      tag('identificativoFlusso', flow.fdr),
      tag('dataOraFlusso', flow.fdrDate),
      tag('identificativoUnivocoRegolamento', flow.regulation),
      tag('dataRegolamento', flow.regulationDate),
      institution('Mittente', 'B', flow.sender.id, flow.sender.pspName),
      tag('codiceBicBancaDiRiversamento', flow.bicCodePouringBank),
      institution('Ricevente', 'G', flow.receiver.id, flow.receiver.organizationName),
      tag('numeroTotalePagamenti', String(flow.totPayments)),
      tag('importoTotalePagamenti', euro(flow.sumPayments)),
      ...payments.map((payment) =>
        tag(
          'datiSingoliPagamenti',
          tag('identificativoUnivocoVersamento', payment.iuv),
          tag('identificativoUnivocoRiscossione', payment.iur),
          tag('indiceDatiSingoloPagamento', String(payment.idTransfer)),
          tag('singoloImportoPagato', euro(payment.pay)),
          tag('codiceEsitoSingoloPagamento', OUTCOMES[payment.payStatus] ?? '9'),
          tag('dataEsitoSingoloPagamento', payment.payDate.slice(0, 10)),
        ),
      ),
    ).markup
  }`

const fault = (code: string, text: string): Xml =>
  tag('fault', tag('faultCode', code), tag('faultString', text), tag('id', 'NodoDeiPagamentiSPC'))

/** What the Node finds wrong with who asks; null for our own station. */
const refusal = (asked: XmlElement): Xml | null => {
  const password = textAt(asked, 'password') ?? ''
  if (password.length < 8 || password.length > 15)
    return fault('PPT_SINTASSI_EXTRAXSD', 'Errore di sintassi extra XSD')
  if (textAt(asked, 'identificativoIntermediarioPA') !== env.PAGOPA_BROKER_FISCAL_CODE)
    return fault('PPT_INTERMEDIARIO_PA_SCONOSCIUTO', 'Identificativo intermediario PA sconosciuto')
  if (textAt(asked, 'identificativoStazioneIntermediarioPA') !== env.PAGOPA_STATION_ID)
    return fault('PPT_STAZIONE_INT_PA_SCONOSCIUTA', 'Identificativo stazione sconosciuto')
  if (env.PAGOPA_STATION_PASSWORD && password !== env.PAGOPA_STATION_PASSWORD)
    return fault('PPT_AUTENTICAZIONE', 'Errore di autenticazione')
  if (textAt(asked, 'identificativoDominio') !== env.PAGOPA_CREDITOR_FISCAL_CODE)
    return fault('PPT_DOMINIO_SCONOSCIUTO', 'Identificativo dominio sconosciuto')
  return null
}

const list = async (): Promise<Xml> => {
  const flows = await rows(
    db,
    z.object({ fdr: z.string(), at: z.string() }),
    sql`select distinct on (fdr) fdr, flow->>'fdrDate' as at from sandbox.fdr_flow order by fdr, revision desc`,
  )
  return tag(
    'elencoFlussiRendicontazione',
    tag('totRestituiti', String(flows.length)),
    ...flows.map(({ fdr, at }) =>
      tag('idRendicontazione', tag('identificativoFlusso', fdr), tag('dataOraFlusso', at)),
    ),
  )
}

const one = async (fdr: string): Promise<Xml> => {
  const found = await oneRow(
    db,
    z.object({ flow: StoredFlow, payments: StoredPayment.array() }),
    sql`select flow, payments from sandbox.fdr_flow where fdr = ${fdr} order by revision desc limit 1`,
  )
  return found
    ? tag('xmlRendicontazione', Buffer.from(flowXml(found.flow, found.payments)).toString('base64'))
    : fault('PPT_ID_FLUSSO_SCONOSCIUTO', 'Identificativo flusso sconosciuto')
}

/**
 * The Node's operations for flows from before the FdR service: the newest revision of each. Throws `XmlRefused` for
 * what is none of them.
 */
export const answerNodeForPa = async (body: string): Promise<string> => {
  const asked = messageIn(parseXml(body))
  if (asked.namespace !== NODE_FOR_PA || (asked.name !== LIST && asked.name !== ONE))
    throw new XmlRefused('Unknown operation')
  const refused = refusal(asked)
  const answer =
    refused ?? (asked.name === LIST ? await list() : await one(textAt(asked, 'identificativoFlusso') ?? ''))
  return nodeEnvelope(`${asked.name}Risposta`, answer)
}
