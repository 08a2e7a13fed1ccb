import { createHash, timingSafeEqual } from 'node:crypto'
import { env } from '@/env'
import { notificationForged } from '../../errors'

/** The header in which the Node, or the reverse proxy that saw its certificate, carries the shared secret. */
export const STATION_SECRET_HEADER = 'x-station-secret'

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Refuses a caller without the station's secret. With none set only a demo is open: elsewhere anybody could tell us
 * that a top-up was paid.
 */
export const assertSender = (
  headers: Headers,
  secret = env.PAGOPA_STATION_SECRET,
  isDemo = env.PORTALE_DEMO,
): void => {
  if (secret === '' && isDemo) return
  if (secret === '') throw notificationForged()
  const sent = headers.get(STATION_SECRET_HEADER) ?? ''
  if (!timingSafeEqual(digest(sent), digest(secret))) throw notificationForged()
}
