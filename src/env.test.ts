// Guarantee: `.env.example` explains every setting and no other; a production start without its secrets is refused.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { assertServable, Env, env } from './env'

const example = readFileSync(path.resolve(import.meta.dirname, '../.env.example'), 'utf8').split('\n')

test('.env.example lists the settings, each after a sentence', () => {
  const names = example.flatMap((line) => /^([A-Z_0-9]+)=/.exec(line)?.[1] ?? [])
  expect(names.toSorted()).toEqual(Object.keys(Env.shape).toSorted())
  for (const [index, line] of example.entries()) {
    if (/^[A-Z_0-9]+=/.test(line)) expect(example[index - 1], line).toMatch(/^# .{20,}[.:;]?$/)
  }
})

const secret = 'x'.repeat(32)
const servable = { ...env, DATABASE_URL: 'postgres://db', PAYLOAD_SECRET: secret, NEXTAUTH_SECRET: secret }

test('a start with its secrets is let through, one without is told which', () => {
  expect(() => assertServable(servable)).not.toThrow()
  expect(() => assertServable({ ...servable, PAYLOAD_SECRET: 'short' })).toThrow(/^PAYLOAD_SECRET: /)
  expect(() => assertServable({ ...servable, PAYLOAD_SECRET: '', NEXTAUTH_SECRET: '' })).toThrow(
    /^PAYLOAD_SECRET, NEXTAUTH_SECRET: /,
  )
  expect(() => assertServable({ ...servable, DATABASE_URL: undefined })).toThrow(/^DATABASE_URL: /)
})

test.each([
  [{ PAGOPA_POSTAL_ACCOUNT: '1234567' }, ['PAGOPA_POSTAL_HOLDER', 'PAGOPA_POSTAL_AUTHORISATION']],
  [{ PAGOPA_POSTAL_HOLDER: 'Comune', PAGOPA_POSTAL_AUTHORISATION: 'AUT' }, ['PAGOPA_POSTAL_ACCOUNT']],
  [{ PAGOPA_POSTAL_ACCOUNT: '1', PAGOPA_POSTAL_HOLDER: 'Comune', PAGOPA_POSTAL_AUTHORISATION: 'AUT' }, []],
  [{ PAGOPA_FDR_PROTOCOL: 'soap' }, ['PAGOPA_STATION_PASSWORD']],
  [{ PAGOPA_FDR_PROTOCOL: 'soap', PAGOPA_STATION_PASSWORD: 'password' }, []],
  [{ PAGOPA_FDR_PROTOCOL: 'soap', PORTALE_DEMO: '1' }, []],
])('settings that go together: %j lacks %j', (settings, missing) => {
  const parsed = Env.safeParse(settings)
  expect(parsed.error?.issues.map(({ path: [name] }) => name) ?? []).toEqual(missing)
})
