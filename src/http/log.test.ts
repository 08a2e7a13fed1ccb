// Guarantee: the values of a failed statement, which may name people, do not reach the log.
import { expect, test } from 'vitest'
import { withoutValues } from './log'

test('of a failed statement only what the database answered is logged', () => {
  const answer = new Error('value too long')
  const params = ['Rossi', 'RSSGLI16C52G479Q']
  const failed = new Error(`Failed query: insert into children params: ${params}`, { cause: answer })
  expect(withoutValues(Object.assign(failed, { params }))).toBe(answer)
  expect(String(withoutValues(Object.assign(new Error(`${params}`), { params })))).not.toContain('Rossi')
  expect(withoutValues(answer)).toBe(answer)
})
