import { env } from '@/env'
import { readBytes } from '@/http/body'
import { soapFault, XmlRefused } from '@/modules/payments'
import { answerNodeForPa } from '@/modules/sandbox'

const BODY_BYTES_MAX = 64 * 1024

const xml = (status: number, body: string) =>
  new Response(body, { status, headers: { 'content-type': 'text/xml; charset=utf-8' } })

/** The Node, as stations ask it for flows (SOAP 1.1). */
export const POST = async (request: Request): Promise<Response> => {
  if (!env.PORTALE_DEMO) return new Response(null, { status: 404 })
  if (!request.headers.get('ocp-apim-subscription-key')) return new Response(null, { status: 401 })
  try {
    return xml(200, await answerNodeForPa(new TextDecoder().decode(await readBytes(request, BODY_BYTES_MAX))))
  } catch (error) {
    if (error instanceof XmlRefused) return xml(500, soapFault('Client', error.message))
    throw error
  }
}
