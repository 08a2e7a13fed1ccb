import { Temporal } from 'temporal-polyfill'
import { env } from '@/env'
import {
  childOf,
  messageIn,
  NODE_FOR_PA,
  nodeEnvelope,
  parseXml,
  platformKey,
  platformUrl,
  tag,
  textAt,
  type Xml,
  type XmlElement,
} from '@/modules/payments'
import { momentOf } from '@/shared/dates'
import type { FlowSource } from '../flow-source'
import { readFlowXml } from './flow-xml'

const TIMEOUT_MS = 60_000
/** What the Node answers for a flow that it no longer has. */
const UNKNOWN_FLOW = 'PPT_ID_FLUSSO_SCONOSCIUTO'

/** Asks the Node one of its older operations; gives the answer, or the code of its fault. */
const ask = async (
  operation: string,
  ...content: (Xml | null)[]
): Promise<XmlElement | { fault: string }> => {
  const url = platformUrl(
    env.PAGOPA_NODE_URL,
    'node-for-pa',
    'https://api.platform.pagopa.it/nodo-auth/node-for-pa/v1',
  )
  const response = await fetch(url, {
    method: 'POST',
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: `"${operation}"`,
      ...platformKey(),
    },
    body: nodeEnvelope(
      operation,
      tag('identificativoIntermediarioPA', env.PAGOPA_BROKER_FISCAL_CODE),
      tag('identificativoStazioneIntermediarioPA', env.PAGOPA_STATION_ID),
      // Only a demo has none: its Node takes any.
      tag('password', env.PAGOPA_STATION_PASSWORD ?? 'di-prova'),
      tag('identificativoDominio', env.PAGOPA_CREDITOR_FISCAL_CODE),
      ...content,
    ),
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`The Node answered ${response.status}`)
  }
  const answer = messageIn(parseXml(await response.text()))
  if (answer.name !== `${operation}Risposta` || answer.namespace !== NODE_FOR_PA)
    throw new Error('The Node answered something else')
  const fault = childOf(answer, 'fault')
  return fault ? { fault: textAt(fault, 'faultCode') ?? 'without a code' } : answer
}

/**
 * The Node's operations from before the FdR service. They list every flow that is still there, and number no
 * revisions: a flow sent again has the same name and a later moment.
 */
export const flowsBySoap: FlowSource = {
  list: async (publishedAfter) => {
    const answer = await ask('nodoChiediElencoFlussiRendicontazione')
    if ('fault' in answer) throw new Error(`The Node refused the list of flows: ${answer.fault}`)
    const listed = childOf(answer, 'elencoFlussiRendicontazione')?.children ?? []
    return listed.flatMap((flow) => {
      const fdr = textAt(flow, 'identificativoFlusso')
      const published = momentOf(textAt(flow, 'dataOraFlusso') ?? '')
      // The list begins with how many it holds; an entry may be nil.
      if (!fdr || !published || Temporal.Instant.compare(published, publishedAfter) <= 0) return []
      return [{ fdr, pspId: null, revision: null, published }]
    })
  },
  read: async ({ fdr }) => {
    const answer = await ask('nodoChiediFlussoRendicontazione', tag('identificativoFlusso', fdr))
    if ('fault' in answer) {
      if (answer.fault === UNKNOWN_FLOW) return null
      throw new Error(`The Node refused flow ${fdr}: ${answer.fault}`)
    }
    const content = textAt(answer, 'xmlRendicontazione')?.replace(/\s+/g, '')
    if (!content) return null
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(content)) throw new Error(`Flow ${fdr} is not in base64`)
    const flow = readFlowXml(Buffer.from(content, 'base64'))
    if (flow.fdr !== fdr) throw new Error(`Asked for flow ${fdr}, the Node gave another`)
    return flow
  },
}
