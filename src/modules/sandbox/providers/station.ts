import { env } from '@/env'
import { STATION_SECRET_HEADER } from '@/modules/payments'
import { NodeRefused } from '../node-refused'

/** Posts one message to the station, over the network like anybody; gives the answer's text. */
export const postToStation = async (action: string, message: string, timeoutMs: number): Promise<string> => {
  let response: Response
  try {
    response = await fetch(`http://127.0.0.1:${env.PORT}/api/pagopa/station`, {
      method: 'POST',
      cache: 'no-store',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: `"${action}"`,
        ...(env.PAGOPA_STATION_SECRET ? { [STATION_SECRET_HEADER]: env.PAGOPA_STATION_SECRET } : {}),
      },
      body: message,
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    throw new NodeRefused(isLate ? 'PPT_STAZIONE_INT_PA_TIMEOUT' : 'PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE')
  }
  const body = await response.text()
  if (response.status !== 200) throw new NodeRefused('PPT_STAZIONE_INT_PA_ERRORE_RESPONSE')
  return body
}
