// Guarantee: a caller from afar cannot choose the address it is counted by.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { addressOf, forwardedFor, trustOnlyNearbyProxies } from './address'

test.each([
  ['203.0.113.7', undefined, '203.0.113.7'],
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['2001:db8::7', '198.51.100.1', '2001:db8::7'],
  ['::ffff:203.0.113.7', '198.51.100.1', '::ffff:203.0.113.7'],
  ['unknown', '198.51.100.1', 'unknown'],
  ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['172.18.0.3', '192.0.2.1, 198.51.100.1', '198.51.100.1'],
  ['fd00::3', '2001:db8::1', '2001:db8::1'],
  ['10.0.0.9', undefined, '10.0.0.9'],
])('peer %s with header %s is counted as %s', (peer, header, address) => {
  expect(addressOf(new Headers({ 'x-forwarded-for': forwardedFor(peer, header) }))).toBe(address)
})

test('the header is set before the server handles the request', async () => {
  trustOnlyNearbyProxies()
  let seen: IncomingHttpHeaders = {}
  const server = createServer((request, response) => {
    seen = request.headers
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  server.close()
  expect(seen['x-forwarded-for']).toBe('127.0.0.1')
})
