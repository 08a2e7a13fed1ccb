import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { addressOf } from '@/http/address'
import { responseOf } from '@/http/answer'
import { readBytes } from '@/http/body'
import { log } from '@/http/log'
import { problemOf } from '@/http/problem'
import { answerStation, stationAway } from '@/modules/payments'
import { DomainError } from '@/shared/errors'

const BODY_BYTES_MAX = 256 * 1024

const xml = (status: number, body: string) =>
  new Response(body, {
    status,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
  })

/** The creditor's station: where pagoPA's Node asks for notices and delivers receipts (SOAP 1.1). */
export const POST = async (request: Request): Promise<Response> => {
  const requestId = randomUUID()
  const ctx = {
    actor: { kind: 'system', name: 'pagopa' },
    now: Temporal.Now.instant(),
    requestId,
    address: addressOf(request.headers),
  } as const
  try {
    const body = await readBytes(request, BODY_BYTES_MAX)
    const { status, body: answer } = await answerStation(ctx, { headers: request.headers, body })
    return xml(status, answer)
  } catch (error) {
    if (error instanceof DomainError) return responseOf(problemOf(error, requestId))
    log.error({ requestId, err: error }, 'station failed')
    return xml(500, stationAway())
  }
}
