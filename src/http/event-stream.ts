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
 * Ends with the caller's connection; a comment every 15 seconds keeps proxies from closing it.
 */
export const eventStream = <T extends object>(
  request: Request,
  subscribe: (send: (event: T) => void) => () => void,
): Response => {
  let end: () => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (bytes: Uint8Array) => {
        try {
          controller.enqueue(bytes)
        } catch {
          end()
        }
      }
      const heartbeat = setInterval(() => write(HEARTBEAT), HEARTBEAT_MS)
      const stop = subscribe((event) => write(bytesOf(event)))
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
