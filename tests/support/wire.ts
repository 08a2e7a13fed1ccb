import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What stands between a portal and its database, to be broken by a test. */
export type Wire = {
  /** The database, through the wire. */
  url: string
  /** How many connections the portal holds. */
  connections: () => number
  /** From now on the database hears everything, and nothing that it answers arrives. */
  withhold: () => void
  /** Ends every connection, and takes no new one until `mend`. */
  cut: () => void
  /** All is well again. */
  mend: () => Promise<void>
}

export const openWire = async (databaseUrl: string): Promise<Wire> => {
  const { hostname, port } = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let isWithheld = false

  const listen = async (at: number): Promise<Server> => {
    const server = createServer((near) => {
      const far = connect(Number(port), hostname)
      for (const socket of [near, far]) {
        sockets.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          sockets.delete(socket)
          near.destroy()
          far.destroy()
        })
      }
      near.pipe(far)
      far.on('data', (chunk) => void (isWithheld || near.write(chunk)))
    })
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return server
  }

  let server: Server | null = await listen(0)
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    // Each has two ends.
    connections: () => sockets.size / 2,
    withhold: () => {
      isWithheld = true
    },
    cut: () => {
      server?.close()
      server = null
      for (const socket of sockets) socket.destroy()
    },
    mend: async () => {
      isWithheld = false
      server ??= await listen(Number(url.port))
    },
  }
}
