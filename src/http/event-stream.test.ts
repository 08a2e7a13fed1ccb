// Guarantee: a caller slower than the events gets the latest state, never a growing queue, and ending is told.
import { expect, test, vi } from 'vitest'
import { eventStream } from './event-stream'

const open = () => {
  let send: (event: { n: number }) => void = () => undefined
  const stopped = vi.fn()
  const abort = new AbortController()
  const request = new Request('http://portale.test/', { signal: abort.signal })
  const response = eventStream<{ n: number }>(request, (to) => {
    send = to
    return stopped
  })
  if (!response.body) throw new Error('No body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => (await reader.read()).value
  return { send: (n: number) => send({ n }), next, stopped, abort, reader }
}

test('who keeps up sees every event', async () => {
  const { send, next } = open()
  expect(await next()).toBe('retry: 2000\n\n')
  send(1)
  expect(await next()).toBe('data: {"n":1}\n\n')
  send(2)
  expect(await next()).toBe('data: {"n":2}\n\n')
})

test('who is slow skips to the latest', async () => {
  const { send, next, reader } = open()
  for (let n = 1; n <= 1000; n++) send(n)
  const seen: string[] = []
  while (!seen.at(-1)?.includes('1000')) seen.push((await next()) ?? '')
  expect(seen.length).toBeLessThan(5)
  await reader.cancel()
})

test('a caller who goes ends the subscription, once', async () => {
  const { next, stopped, abort, send } = open()
  await next()
  abort.abort()
  abort.abort()
  expect(stopped).toHaveBeenCalledTimes(1)
  send(1)
})
