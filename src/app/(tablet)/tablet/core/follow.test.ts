// Guarantee: the tablet hears of each change while the line is open, and a line that breaks or goes silent is opened again.
import { expect, test } from 'vitest'
import { follow } from './follow'

type Later = { run: () => void; ms: number; isCancelled: boolean }

const world = (refusal?: Response) => {
  const laters: Later[] = []
  const lines: { write: (text: string) => void; close: () => void; signal: AbortSignal }[] = []
  const fetcher = (async (_: unknown, init: RequestInit) => {
    if (refusal) return refusal
    const signal = init.signal as AbortSignal
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => {
          try {
            controller.error(signal.reason)
          } catch {
            // Closed before.
          }
        })
        lines.push({
          write: (text) => controller.enqueue(new TextEncoder().encode(text)),
          close: () => controller.close(),
          signal,
        })
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }) as typeof fetch
  let news = 0
  const following = follow(
    {
      fetcher,
      random: () => 0.5,
      later: (run, ms) => {
        const one = { run, ms, isCancelled: false }
        laters.push(one)
        return () => {
          one.isCancelled = true
        }
      },
    },
    'token',
    () => {
      news++
    },
  )
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5))
  return {
    following,
    lines,
    settle,
    news: () => news,
    pending: () => laters.filter(({ isCancelled }) => !isCancelled),
  }
}

test('each event is news, however it is cut; a heartbeat is none', async () => {
  const { lines, settle, news, following } = world()
  await settle()
  lines[0]?.write('retry: 2000\n\ndata: {"d')
  await settle()
  expect(news()).toBe(0)
  lines[0]?.write('ay":1}\n\n')
  await settle()
  lines[0]?.write(':\n\n')
  await settle()
  expect(news()).toBe(1)
  lines[0]?.write('data: 2\n\n')
  await settle()
  expect(news()).toBe(2)
  following.stop()
  await settle()
  expect(lines[0]?.signal.aborted).toBe(true)
})

test('a line that ends is opened again after a while, longer each time, or at once when the network is back', async () => {
  const { lines, settle, pending, following } = world()
  await settle()
  lines[0]?.close()
  await settle()
  expect(pending().map(({ ms }) => ms)).toEqual([2000])
  pending()[0]?.run()
  await settle()
  expect(lines).toHaveLength(2)
  lines[1]?.close()
  await settle()
  expect(pending().at(-1)?.ms).toBe(4000)
  following.retryNow()
  await settle()
  expect(lines).toHaveLength(3)
  // An open line is left alone.
  following.retryNow()
  await settle()
  expect(lines).toHaveLength(3)
  following.stop()
})

test('a silent line is given up and opened again', async () => {
  const { lines, settle, pending, following } = world()
  await settle()
  pending()
    .find(({ ms }) => ms === 40_000)
    ?.run()
  await settle()
  expect(lines[0]?.signal.aborted).toBe(true)
  expect(pending().some(({ ms }) => ms === 2000)).toBe(true)
  following.stop()
})

test.each([
  ['a refusal', new Response('', { status: 401 })],
  ['the page of a network that wants a sign-in', new Response('data: 1\n\n')],
])('%s is no line, and no news', async (_, refusal) => {
  const { settle, news, pending, following } = world(refusal)
  await settle()
  expect(news()).toBe(0)
  expect(pending().map(({ ms }) => ms)).toEqual([2000])
  following.stop()
})

test('once stopped nothing more is opened', async () => {
  const { lines, settle, pending, following } = world()
  await settle()
  following.stop()
  await settle()
  expect(pending()).toHaveLength(0)
  following.retryNow()
  await settle()
  expect(lines).toHaveLength(1)
})
