const HEARTBEAT_MS = 15_000

/**
 * A Server-Sent Events answer: `subscribe` gets a function that sends one event as JSON and returns how to stop.
 * Ends with the caller's connection; a comment every 15 seconds keeps proxies from closing it.
 */
export const eventStream = <T>(
  request: Request,
  subscribe: (send: (event: T) => void) => () => void,
): Response => {
  const encoder = new TextEncoder()
  let end: () => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => {
        try {
          controller.enqueue(encoder.encode(text))
        } catch {
          end()
        }
      }
      const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS)
      const stop = subscribe((event) => write(`data: ${JSON.stringify(event)}\n\n`))
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
      write('retry: 2000\n\n')
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
