import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { answerStation, stationAway } from '@/modules/payments'
import { DomainError } from '@/shared/errors'
import { addressOf } from './address'
import type { Answer } from './answer'
import { log } from './log'
import { problemOf } from './problem'
import type { Asked } from './route'

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
  body,
})

/** `POST /api/pagopa/station`: where pagoPA's Node asks for notices and delivers receipts (SOAP 1.1). */
export const station = async (request: Pick<Asked, 'headers' | 'bytes'>): Promise<Answer> => {
  const requestId = randomUUID()
  const ctx = {
    actor: { kind: 'system', name: 'pagopa' },
    now: Temporal.Now.instant(),
    requestId,
    address: addressOf(request.headers),
  } as const
  try {
    const { status, body } = await answerStation(ctx, {
      headers: request.headers,
      body: await request.bytes(),
    })
    return xml(status, body)
  } catch (error) {
    if (error instanceof DomainError) return problemOf(error, requestId)
    log.error({ requestId, err: error }, 'station failed')
    return xml(500, stationAway())
  }
}
