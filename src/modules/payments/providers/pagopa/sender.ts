import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import { type Env, env } from '@/env'
import { notificationForged } from '../../errors'

/** The header in which the Node, or the reverse proxy that saw its certificate, carries the shared secret. */
export const STATION_SECRET_HEADER = 'x-station-secret'
const KEY_HEADER = 'ocp-apim-subscription-key'

/** Who may speak to the station, as configured. */
export type SenderRules = Pick<
  Env,
  | 'PORTALE_DEMO'
  | 'PAGOPA_STATION_SECRET'
  | 'PAGOPA_STATION_KEY'
  | 'PAGOPA_STATION_CERTIFICATES'
  | 'PAGOPA_STATION_CERTIFICATE_HEADER'
  | 'PAGOPA_STATION_NETWORKS'
>

const digest = (text: string) => createHash('sha256').update(text).digest()
const isSame = (sent: string | null, wanted: string): boolean =>
  timingSafeEqual(digest(sent ?? ''), digest(wanted))
const bare = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase()

/** Whether an address lies in one of the networks; an unknown one lies in none. */
const isWithin = (address: string, networks: readonly string[]): boolean => {
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', prefix = ''] = network.split('/')
    list.addSubnet(base, Number(prefix), isIP(base) === 6 ? 'ipv6' : 'ipv4')
  }
  const family = isIP(address)
  return family > 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Refuses a caller who fails one of the proofs that are configured: secret, subscription key, client certificate,
 * network. A network alone proves nobody: without a secret, a key or a certificate only a demo is open, because
 * elsewhere anybody could tell us that a top-up was paid.
 */
export const assertSender = (
  { headers, address = '' }: { headers: Headers; address?: string },
  rules: SenderRules = env,
): void => {
  const {
    PAGOPA_STATION_SECRET: secret,
    PAGOPA_STATION_KEY: key,
    PAGOPA_STATION_CERTIFICATES: certificates,
    PAGOPA_STATION_NETWORKS: networks,
  } = rules
  const hasProof = secret !== '' || key !== '' || certificates.length > 0
  const shown = bare(headers.get(rules.PAGOPA_STATION_CERTIFICATE_HEADER) ?? '')
  if (
    (!hasProof && !rules.PORTALE_DEMO) ||
    (secret !== '' && !isSame(headers.get(STATION_SECRET_HEADER), secret)) ||
    (key !== '' && !isSame(headers.get(KEY_HEADER), key)) ||
    (certificates.length > 0 && !certificates.some((one) => bare(one) === shown)) ||
    (networks.length > 0 && !isWithin(address, networks))
  )
    throw notificationForged()
}
