import { childOf, parseXml, tag, type Xml, type XmlElement, XmlRefused } from '../../xml'
import { OPERATIONS, type OperationName, type Primitive } from './shapes'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
/** The namespace of the station's messages; only their root element carries it. */
export const PA_FOR_NODE = 'http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd'

/** The namespace of the Node's own operations; only their root element carries it. */
export const NODE_FOR_PA = 'http://ws.pagamenti.telematici.gov/'

/** A request to the station: its operation is known, its content not yet checked. */
export type StationRequest = {
  operation: OperationName
  primitive: Primitive
  message: XmlElement
  raw: string
}

/** Reads the SOAP 1.1 envelope; throws `XmlRefused` for what is no message of the station's operations. */
export const readStationRequest = (body: Uint8Array): StationRequest => {
  let raw: string
  try {
    raw = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    throw new XmlRefused('Not UTF-8', { cause: error })
  }
  const message = messageIn(parseXml(raw))
  if (!Object.hasOwn(OPERATIONS, message.name)) throw new XmlRefused('Unknown operation')
  const operation = message.name as OperationName
  return { operation, primitive: OPERATIONS[operation].primitive, message, raw }
}

/** The single element of the Body; a Header, full, empty or missing, changes nothing. */
export const messageIn = (envelope: XmlElement): XmlElement => {
  if (envelope.name !== 'Envelope' || envelope.namespace !== SOAP)
    throw new XmlRefused('Not a SOAP 1.1 envelope')
  const body = childOf(envelope, 'Body')
  const [message, ...more] = body?.namespace === SOAP ? body.children : []
  if (!message || more.length > 0) throw new XmlRefused('The Body holds no single message')
  return message
}

/** Envelopes around one message of a contract: only the message's root element is in its namespace. */
export const envelopeOf =
  (prefix: string, namespace: string) =>
  (name: string, ...content: (Xml | null)[]): string =>
    `<?xml version="1.0" encoding="UTF-8"?>${
      tag(
        `soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:${prefix}="${namespace}"`,
        tag('soapenv:Body', tag(`${prefix}:${name}`, ...content)),
      ).markup
    }`

/** An envelope around one message of paForNode. */
export const envelope = envelopeOf('paf', PA_FOR_NODE)

/** An envelope around one message of nodeForPa: what we ask the Node. */
export const nodeEnvelope = envelopeOf('ppt', NODE_FOR_PA)

/** A SOAP Fault, for what is no message of ours and for what we could not keep. */
export const soapFault = (code: 'Client' | 'Server', text: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${
    tag(
      `soapenv:Envelope xmlns:soapenv="${SOAP}"`,
      tag(
        'soapenv:Body',
        tag('soapenv:Fault', tag('faultcode', `soapenv:${code}`), tag('faultstring', text)),
      ),
    ).markup
  }`
