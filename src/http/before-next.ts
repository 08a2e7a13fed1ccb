import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { type Answer, SECURITY_HEADERS } from './answer'
import { tooLarge } from './problem'
import { type Asked, BODY_BYTES_MAX } from './route'

/**
 * Answers some addresses ("POST /api/v1/...", matched exactly) as soon as Node has received the request; all others go
 * on to Next. Next's own work on a request costs as much as recording a class or crediting a payment, and both come in
 * bursts (docs/decisions/0014). The servers of this process are met at their first request.
 */
export const answerBeforeNext = (
  addresses: Readonly<Record<string, (request: Asked) => Promise<Answer>>>,
): void => {
  const met = new WeakSet<Server>()
  subscribe('http.server.request.start', (message) => {
    const { server } = message as { server: Server }
    if (met.has(server)) return
    met.add(server)
    const others = server.listeners('request') as RequestListener[]
    server.removeAllListeners('request')
    server.on('request', (message: IncomingMessage, response: ServerResponse) => {
      const answer = addresses[`${message.method} ${message.url}`]
      if (answer) void reply(answer, message, response)
      else for (const listener of others) listener.call(server, message, response)
    })
  })
}

const reply = async (
  answer: (request: Asked) => Promise<Answer>,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { status, headers, body } = await answer(askedBy(message))
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end(body)
}

const askedBy = (message: IncomingMessage): Asked => ({
  method: message.method ?? '',
  url: `http://localhost${message.url}`,
  headers: new Headers(message.headers as Record<string, string>),
  bytes: () => bytesOf(message),
  text: async () => (await bytesOf(message)).toString(),
})

/** What is more than an endpoint takes is let pass, unread, so that the caller can hear the answer. */
const bytesOf = (message: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    message.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > BODY_BYTES_MAX) reject(tooLarge())
      else chunks.push(chunk)
    })
    message.on('end', () => resolve(Buffer.concat(chunks)))
    message.on('error', reject)
  })
