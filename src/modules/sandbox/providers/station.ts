import { env } from '@/env'
import { STATION_SECRET_HEADER } from '@/modules/payments'
import { NodeRefused } from '../node-refused'

/** Posts one message to the station, over the network like anybody; gives the answer's text, or why there is none. */
export const postToStation = async (
  action: string,
  message: string,
  timeoutMs: number,
): Promise<string | NodeRefused> => {
  try {
    const response = await fetch(`http://127.0.0.1:${env.PORT}/api/pagopa/station`, {
      method: 'POST',
      cache: 'no-store',
      redirect: 'manual',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: `"${action}"`,
        ...(env.PAGOPA_STATION_SECRET ? { [STATION_SECRET_HEADER]: env.PAGOPA_STATION_SECRET } : {}),
      },
      body: message,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const wrong = (where: string) => new NodeRefused('PPT_STAZIONE_INT_PA_ERRORE_RESPONSE', null, where)
    // The answer counts when it is there whole: its body too must come in time.
    const body = await response.text()
    if (response.status !== 200) return wrong(`HTTP ${response.status}`)
    return /^text\/xml\b/i.test(response.headers.get('content-type') ?? '') ? body : wrong('content-type')
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return isLate
      ? new NodeRefused('PPT_STAZIONE_INT_PA_TIMEOUT', null, `no answer in ${timeoutMs / 1000} s`)
      : new NodeRefused('PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE', null, 'no connection')
  }
}
