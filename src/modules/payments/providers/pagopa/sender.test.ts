// Guarantee: outside a demo nobody without the configured proofs can tell us that a top-up was paid.
import { expect, test } from 'vitest'
import { assertSender, type SenderRules, STATION_SECRET_HEADER } from './sender'

const FINGERPRINT = 'ab'.repeat(32)
const WITH_COLONS = (FINGERPRINT.match(/../g) ?? []).join(':').toUpperCase()
const secret = (value: string) => ({ [STATION_SECRET_HEADER]: value })
const key = (value: string) => ({ 'ocp-apim-subscription-key': value })
const certificate = (value: string) => ({ 'x-client-cert-sha256': value })

const NOTHING: SenderRules = {
  PORTALE_DEMO: false,
  PAGOPA_STATION_SECRET: '',
  PAGOPA_STATION_KEY: '',
  PAGOPA_STATION_CERTIFICATES: [],
  PAGOPA_STATION_CERTIFICATE_HEADER: 'x-client-cert-sha256',
  PAGOPA_STATION_NETWORKS: [],
}
const SECRET = { PAGOPA_STATION_SECRET: 'un-segreto' }
const KEY = { PAGOPA_STATION_KEY: 'una-chiave' }
const CERTIFICATE = { PAGOPA_STATION_CERTIFICATES: ['cd'.repeat(32), FINGERPRINT] }
const NETWORKS = { PAGOPA_STATION_NETWORKS: ['192.0.2.0/24', '2001:db8::/32'] }
const DEMO = { PORTALE_DEMO: true }

type Case = [what: string, rules: Partial<SenderRules>, headers: Record<string, string>, address?: string]
const says =
  ([, rules, headers, address = '']: Case) =>
  () =>
    assertSender({ headers: new Headers(headers), address }, { ...NOTHING, ...rules })

test.each<Case>([
  ['the right secret', SECRET, secret('un-segreto')],
  ['the right key', KEY, key('una-chiave')],
  ['a known certificate', CERTIFICATE, certificate(FINGERPRINT)],
  ['a known certificate, written with colons', CERTIFICATE, certificate(WITH_COLONS)],
  [
    'secret and key, where both are asked',
    { ...SECRET, ...KEY },
    { ...secret('un-segreto'), ...key('una-chiave') },
  ],
  ['an address of the network', { ...SECRET, ...NETWORKS }, secret('un-segreto'), '192.0.2.77'],
  ['an address of the other network', { ...SECRET, ...NETWORKS }, secret('un-segreto'), '2001:db8::1'],
  ['a demo without proofs, open to its own sandbox', DEMO, {}],
])('%s passes', (...one) => {
  expect(says(one)).not.toThrow()
})

test.each<Case>([
  ['a wrong secret', SECRET, secret('altro')],
  ['no secret', SECRET, {}],
  ['a wrong secret in a demo that has one', { ...DEMO, ...SECRET }, secret('altro')],
  ['anybody, where nothing was set', NOTHING, {}],
  ['an empty secret, where none was set', NOTHING, secret('')],
  ['a wrong key', KEY, key('altra')],
  ['a secret without the key that is asked too', { ...SECRET, ...KEY }, secret('un-segreto')],
  ['another certificate', CERTIFICATE, certificate('ef'.repeat(32))],
  ['no certificate', CERTIFICATE, {}],
  ['an address of elsewhere', { ...SECRET, ...NETWORKS }, secret('un-segreto'), '198.51.100.1'],
  ['an unknown address', { ...SECRET, ...NETWORKS }, secret('un-segreto'), 'unknown'],
  ['an address alone', NETWORKS, {}, '192.0.2.77'],
])('%s is refused', (...one) => {
  expect(says(one)).toThrow(expect.objectContaining({ name: 'DomainError' }))
})
