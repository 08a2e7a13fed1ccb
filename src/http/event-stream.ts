const HEARTBEAT_MS = 15_000

const encoder = new TextEncoder()
const HEARTBEAT = encoder.encode(':\n\n')
const RETRY = encoder.encode('retry: 2000\n\n')

// An event shown to many callers is written once.
const written = new WeakMap<object, Uint8Array>()
const bytesOf = (event: object): Uint8Array => {
  const known = written.get(event)
  if (known) return known
  const bytes = encoder.encode(`data: ${JSON.stringify(event)}\n\n`)
  written.set(event, bytes)
  return bytes
}

/**
 * A Server-Sent Events answer: `subscribe` gets a function that sends one event as JSON and returns how to stop.
 * Each event must tell the whole state: a caller slower than the events gets the latest, not all of them, so that a bad
 * network never fills the memory. Ends with the caller's connection; a comment every 15 seconds keeps proxies from
 * closing it.
 */
export const eventStream = <T extends object>(
  request: Request,
  subscribe: (send: (event: T) => void) => () => void,
): Response => {
  let end: () => void = () => {}
  /** What the caller, still busy with the event before, gets next. */
  let waiting: Uint8Array | null = null
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (bytes: Uint8Array) => {
        try {
          controller.enqueue(bytes)
        } catch {
          end()
        }
      }
      const heartbeat = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) write(HEARTBEAT)
      }, HEARTBEAT_MS)
      const stop = subscribe((event) => {
        if ((controller.desiredSize ?? 0) > 0) write(bytesOf(event))
        else waiting = bytesOf(event)
      })
      end = () => {
        end = () => {}
        clearInterval(heartbeat)
        stop()
        try {
          controller.close()
        } catch {
          // Already closed by the other side.
        }
      }
      request.signal.addEventListener('abort', () => end())
      write(RETRY)
    },
    pull(controller) {
      if (!waiting) return
      const bytes = waiting
      waiting = null
      controller.enqueue(bytes)
    },
    cancel: () => end(),
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}
