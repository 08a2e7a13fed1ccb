import { Agent, type IncomingMessage, request } from 'node:http'

export type Answer = { status: number; body: string }

/** Few copies and no promises per chunk: the load shares the machine with what it measures. */
export const httpClient = (port: number, connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections })
  const send = (options: {
    method?: string
    path: string
    headers?: Record<string, string>
    body?: string
  }): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port,
          agent,
          method: options.method ?? 'GET',
          path: options.path,
          headers: options.headers ?? {},
        },
        (answer: IncomingMessage) => {
          let body = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk: string) => {
            body += chunk
          })
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
          answer.on('error', reject)
        },
      )
      // The server closes idle connections; who meets one just then sends again, as a tablet does.
      call.on('error', (error: NodeJS.ErrnoException) => {
        if (call.reusedSocket && error.code === 'ECONNRESET') send(options).then(resolve, reject)
        else reject(error)
      })
      call.end(options.body)
    })
  return { send, close: () => agent.destroy() }
}

export type LoadResult = { done: number; seconds: number; latenciesMs: number[] }

/** As many at a time as `workers`, each starting the next when its own is done, for about `seconds`. */
export const closedLoop = async (options: {
  seconds: number
  workers: number
  work: () => Promise<void>
}): Promise<LoadResult> => {
  const latenciesMs: number[] = []
  const started = performance.now()
  const until = started + options.seconds * 1000
  const worker = async () => {
    while (performance.now() < until) {
      const from = performance.now()
      await options.work()
      latenciesMs.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: options.workers }, worker))
  return { done: latenciesMs.length, seconds: (performance.now() - started) / 1000, latenciesMs }
}

/**
 * A fixed rate, whatever the answers take: a slow answer delays nobody else, and its wait counts from the moment it
 * was due.
 */
export const openLoop = async (options: {
  seconds: number
  perSecond: number
  work: () => Promise<void>
}): Promise<LoadResult> => {
  const latenciesMs: number[] = []
  const total = Math.round(options.seconds * options.perSecond)
  const started = performance.now()
  const under: Promise<void>[] = []
  for (let index = 0; index < total; index++) {
    const due = started + (index * 1000) / options.perSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    under.push(options.work().then(() => void latenciesMs.push(performance.now() - due)))
  }
  await Promise.all(under)
  return { done: total, seconds: (performance.now() - started) / 1000, latenciesMs }
}
