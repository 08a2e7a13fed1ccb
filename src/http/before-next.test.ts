// Guarantee: an address answered before Next has the same headers, limits and problems; all others go on to Next.
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { answerBeforeNext } from './before-next'
import { BODY_BYTES_MAX, endpoint } from './route'

const echo = endpoint({ allow: ['anyone'], body: z.object({ word: z.string() }) }, async (_, { word }) => ({
  word,
}))
answerBeforeNext({ 'POST /early': echo })

const server = createServer((_, response) => response.end('next'))
let address = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const post = (path: string, body: string) =>
  fetch(`${address}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

test('answers with its own headers and those of the whole site', async () => {
  const answer = await post('/early', '{"word":"però"}')
  expect([answer.status, await answer.json()]).toEqual([200, { word: 'però' }])
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  })
})

test('leaves every other method and address to Next', async () => {
  for (const answer of [
    await fetch(`${address}/early`),
    await post('/early/', '{}'),
    await post('/late', '{}'),
  ])
    expect(await answer.text()).toBe('next')
})

test('refuses what is not asked for, with a problem', async () => {
  expect((await post('/early', '{"word":1}')).status).toBe(422)
  expect((await post('/early', '{')).status).toBe(422)
  expect((await fetch(`${address}/early`, { method: 'POST', body: '{}' })).status).toBe(415)
})

test('refuses a body too large, declared or not, and stays up', async () => {
  const large = JSON.stringify({ word: 'x'.repeat(BODY_BYTES_MAX) })
  expect((await post('/early', large)).status).toBe(413)
  const streamed = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(
      `${address}/early`,
      { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    call.on('error', reject)
    call.end(large)
  })
  expect(streamed).toBe(413)
  expect((await post('/early', '{"word":"ok"}')).status).toBe(200)
})

test('a caller who goes away in the middle disturbs nobody', async () => {
  await new Promise<void>((resolve) => {
    const call = request(`${address}/early`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '100' },
    })
    call.on('error', () => resolve())
    call.write('{"word":', () => setTimeout(() => call.destroy(new Error('gone')), 50))
  })
  expect((await post('/early', '{"word":"ok"}')).status).toBe(200)
})
