import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'

/** Where a reverse proxy of ours can be: on this machine or in its private network. */
const nearby = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  nearby.addSubnet(network, prefix, 'ipv4')
nearby.addAddress('::1', 'ipv6')
nearby.addSubnet('fc00::', 7, 'ipv6')

/** What X-Forwarded-For may say to us: all of it from a proxy nearby, nothing but the peer's own address from afar. */
export const forwardedFor = (peer: string, header: string | undefined): string =>
  header && nearby.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4') ? header : peer

/**
 * Makes X-Forwarded-For trustworthy in every request of this process, before Next reads it: Next itself keeps whatever
 * a caller writes there, and who guesses passwords could be at another address at every try.
 */
export const trustOnlyNearbyProxies = (): void =>
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    const header = request.headers['x-forwarded-for']
    request.headers['x-forwarded-for'] = forwardedFor(
      request.socket.remoteAddress ?? 'unknown',
      Array.isArray(header) ? header.join(', ') : header,
    )
  })

/**
 * The caller's address, for throttling: the last entry of X-Forwarded-For, the one that our own reverse proxy wrote,
 * or without one the server itself.
 */
export const addressOf = (headers: Headers): string =>
  headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'unknown'
