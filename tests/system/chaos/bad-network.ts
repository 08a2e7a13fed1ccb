import { once } from 'node:events'
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, faultOf, type Weather } from './plan'
import { type Random, randomFrom } from './random'

/** The moment in which the tablet lives, in epoch milliseconds: a header of the test, that the portal never sees. */
export const AT_HEADER = 'x-chaos-at'

/** A mark, or a count of adults, that was seen to leave a tablet. */
export type Seen = {
  id: string
  /** What was done to each request that carried it, and what the portal said. */
  story: string[]
}

type Answer = { status: number; headers: IncomingMessage['headers']; body: Buffer }

/** A connection of one tablet: an origin of its own for the browser, and so a storage of its own. */
export type Link = {
  port: number
  /** The weather at a moment of the tablet. */
  weather: (atMs: number) => Weather
}

/** What stands between the tablets and the portal. */
export type BadNetwork = {
  /** `onMarks` hears of every request with marks before the portal does. */
  open: (seed: number, weather: Link['weather'], onMarks?: (atMs: number) => void) => Promise<Link>
  /** How often each fault was played. */
  played: Map<Fault, number>
  /** How often the portal gave each outcome, heard by a tablet or not. */
  outcomes: Map<string, number>
  /** Every mark and count that left a tablet, by id. */
  seen: Map<string, Seen>
  /** Requests that will arrive though their tablet gave them up. */
  late: () => number
  close: () => Promise<void>
}

/** Pages of the test itself, by path: they never meet the weather. */
export type Pages = Readonly<Record<string, { type: string; body: () => string }>>

const isSending = ({ method, url }: IncomingMessage): boolean =>
  method === 'POST' && (url?.endsWith('/tablet/marks') || url?.endsWith('/tablet/adults') || false)

const readAll = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export const openBadNetwork = (portalPort: number, pages: Pages): BadNetwork => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const servers: Server[] = []
  const played = new Map<Fault, number>()
  const outcomes = new Map<string, number>()
  const seen = new Map<string, Seen>()
  let lateCount = 0

  /** Asks the portal; null when it cannot be reached. `cutAt` ends the request after so many bytes of its body. */
  const ask = (asked: IncomingMessage, body: Buffer, cutAt?: number): Promise<Answer | null> =>
    new Promise((resolve) => {
      const { [AT_HEADER]: _, host: __, connection: ___, ...headers } = asked.headers
      const call = request(
        {
          host: '127.0.0.1',
          port: portalPort,
          agent: cutAt === undefined ? agent : false,
          method: asked.method ?? 'GET',
          path: asked.url ?? '/',
          headers: {
            ...headers,
            host: `localhost:${portalPort}`,
            'content-length': body.length,
            // Outcomes are read on the way.
            'accept-encoding': 'identity',
          },
        },
        (answer) => {
          readAll(answer).then(
            (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
            () => resolve(null),
          )
        },
      )
      call.on('error', () => resolve(null))
      if (cutAt === undefined) call.end(body)
      else
        call.write(body.subarray(0, cutAt), () => {
          setTimeout(() => call.destroy(), 3)
        })
    })

  const note = (asked: IncomingMessage, body: Buffer): Seen[] => {
    if (!isSending(asked)) return []
    const { marks, counts } = JSON.parse(body.toString()) as {
      marks?: { markId: string }[]
      counts?: { countId: string }[]
    }
    const ids = [
      ...(marks ?? []).map(({ markId }) => markId),
      ...(counts ?? []).map(({ countId }) => countId),
    ]
    return ids.map((id) => {
      const one = seen.get(id) ?? { id, story: [] }
      seen.set(id, one)
      return one
    })
  }

  const play = async (
    fault: Fault,
    random: Random,
    asked: IncomingMessage,
    answering: ServerResponse,
    atMs: number | null,
    onMarks: (atMs: number) => void,
  ): Promise<void> => {
    const cut = (): void => {
      asked.socket.destroy()
    }
    const give = (answer: Answer | null, share = 1, dateMs = atMs): void => {
      if (!answer) {
        cut()
        return
      }
      const { connection: _, 'transfer-encoding': __, ...headers } = answer.headers
      // The portal of the tablet's time says that time.
      if (dateMs !== null) headers.date = new Date(dateMs).toUTCString()
      answering.writeHead(answer.status, { ...headers, 'content-length': answer.body.length })
      if (share === 1) answering.end(answer.body)
      else {
        answering.write(answer.body.subarray(0, Math.floor(answer.body.length * share)))
        setTimeout(cut, 3)
      }
    }
    if (fault === 'refuse') return cut()
    const body = await readAll(asked)
    const carried = note(asked, body)
    if (carried.length > 0 && atMs !== null) onMarks(atMs)
    for (const one of carried) one.story.push(fault)
    const wait = () => sleep(5 + random.below(90))
    const hear = async () => {
      const answer = await ask(asked, body)
      const found = new Map(
        [
          ...(answer?.body.toString() ?? '').matchAll(/"(?:mark|count)Id":"([^"]+)","outcome":"([a-z-]+)"/g),
        ].map(([, id, outcome]) => [id, outcome ?? '']),
      )
      for (const one of carried) {
        const outcome = found.get(one.id) ?? 'none'
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        one.story.push(`${answer?.status} ${outcome}`)
      }
      return answer
    }
    /** The clock of somebody who is not the portal. */
    const elsewhere = () => (atMs === null ? null : atMs + random.pick([0, -400, 400]) * 86_400_000)
    switch (fault) {
      case 'pass':
        return give(await hear())
      case 'delay': {
        const isThere = random.chance(0.5)
        if (isThere) await wait()
        const answer = await hear()
        if (!isThere) await wait()
        return give(answer)
      }
      case 'cut-request':
        cut()
        return void (await ask(asked, body, random.below(body.length || 1)))
      case 'lose-answer':
        await hear()
        return cut()
      case 'cut-answer':
        return give(await hear(), random.below(100) / 100)
      case 'twice': {
        const isAtOnce = random.chance(0.5)
        const first = hear()
        if (!isAtOnce) await first
        const second = hear()
        return give(random.chance(0.5) ? await first : await second)
      }
      case 'late':
        cut()
        lateCount++
        await sleep(30 + random.below(400))
        await hear()
        lateCount--
        return
      case 'silence':
        if (random.chance(0.5)) await hear()
        // As long as the tablet has patience.
        if (!asked.socket.destroyed) await Promise.race([once(asked.socket, 'close'), sleep(3_000)])
        return cut()
      case 'busy': {
        const headers = { 'content-type': 'text/html', 'retry-after': '1' }
        const status = random.pick([429, 502, 503, 504])
        return give({ status, headers, body: Buffer.from('<h1>Riprovare</h1>') }, 1, elsewhere())
      }
      case 'stranger': {
        // A network that wants its conditions accepted first.
        const status = random.pick([200, 200, 401, 403, 511])
        const headers = { 'content-type': 'text/html' }
        return give({ status, headers, body: Buffer.from('<h1>Accetta</h1>') }, 1, elsewhere())
      }
    }
  }

  return {
    played,
    outcomes,
    seen,
    late: () => lateCount,
    async open(seed, weather, onMarks = () => undefined) {
      const random = randomFrom(seed)
      const link: Link = { port: 0, weather }
      const server = createServer((asked, answering) => {
        asked.on('error', () => undefined)
        answering.on('error', () => undefined)
        const page = pages[asked.url?.split('?')[0] ?? '']
        if (page) return void answering.writeHead(200, { 'content-type': page.type }).end(page.body())
        const header = asked.headers[AT_HEADER]
        const atMs = header === undefined ? null : Number(header)
        // A pairing code works once: somebody types it where the network is good.
        const isPairing = asked.url?.endsWith('/tablet/pair') ?? false
        const fault = isPairing ? 'pass' : faultOf(random, link.weather(atMs ?? Date.now()), isSending(asked))
        played.set(fault, (played.get(fault) ?? 0) + 1)
        play(fault, random, asked, answering, atMs, onMarks).catch(() => asked.socket.destroy())
      })
      servers.push(server)
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      link.port = (server.address() as AddressInfo).port
      return link
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
      agent.destroy()
    },
  }
}
