// Guarantee: outside a demo nobody without the station's secret can tell us that a top-up was paid.
import { expect, test } from 'vitest'
import { assertSender, STATION_SECRET_HEADER } from './sender'

const sent = (secret?: string) => new Headers(secret === undefined ? {} : { [STATION_SECRET_HEADER]: secret })

test('the right secret passes', () => {
  expect(() => assertSender(sent('un-segreto'), 'un-segreto', false)).not.toThrow()
})

test.each<[what: string, headers: Headers, secret: string, isDemo: boolean]>([
  ['a wrong secret', sent('altro'), 'un-segreto', false],
  ['no secret', sent(), 'un-segreto', false],
  ['a wrong secret in a demo that has one', sent('altro'), 'un-segreto', true],
  ['anybody, where no secret was set', sent(), '', false],
  ['an empty secret, where none was set', sent(''), '', false],
])('%s is refused', (_, headers, secret, isDemo) => {
  expect(() => assertSender(headers, secret, isDemo)).toThrow(
    expect.objectContaining({ name: 'DomainError' }),
  )
})

test('a demo without a secret is open to its own sandbox', () => {
  expect(() => assertSender(sent(), '', true)).not.toThrow()
})
