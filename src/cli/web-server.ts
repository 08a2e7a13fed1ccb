import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The site as a child process: where it is, how to wait for it, how to end it. */
export type WebServer = {
  /** Resolves when the status address answers 200; throws when the process ends before. */
  ready: () => Promise<void>
  /** Resolves, once, with what ended the process. */
  exited: Promise<string>
  /** Asks it to finish what it is doing; after a few seconds it is ended anyway. */
  stop: () => Promise<void>
  kill: (signal: NodeJS.Signals) => void
}

const STOP_MS = 10_000
const READY_MS = 120_000

/** The port itself if free, a free one for 0, null when somebody has it. */
export const freeWebPort = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(null))
    probe.listen(port, () => {
      const address = probe.address()
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : null))
    })
  })

/**
 * Starts `next start` (or `next dev`) with the environment of this process. It has a process group of its own, so that
 * a Ctrl-C reaches it through `stop`, in order, and ends by itself if this process is killed.
 */
export const startWebServer = (options: { mode: 'start' | 'dev'; port: number }): WebServer => {
  const script = fileURLToPath(new URL('../../bin/web.mjs', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [script, options.mode, '-p', String(options.port)], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', options.mode === 'dev' ? 'inherit' : 'pipe', 'inherit', 'ipc'],
    detached: true,
  })
  // What Next says at start is said better by the command; its warnings and our log lines pass.
  child.stdout?.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) if (line.startsWith('{')) console.log(line)
  })
  let ended: string | null = null
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `uscita ${code}`))
  }).then((why) => {
    ended = why
    return why
  })
  const ready = async () => {
    const address = `http://127.0.0.1:${options.port}/api/v1/status`
    for (const until = Date.now() + READY_MS; Date.now() < until; ) {
      if (ended) throw new Error(`Il sito non parte (${ended})`)
      const answer = await fetch(address, { signal: AbortSignal.timeout(30_000) }).catch(() => null)
      await answer?.arrayBuffer()
      if (answer?.ok) return
      await sleep(100)
    }
    throw new Error(`Il sito non risponde a ${address}`)
  }
  const stop = async () => {
    if (ended) return
    child.kill('SIGTERM')
    const hasEnded = await Promise.race([exited.then(() => true), sleep(STOP_MS, false, { ref: false })])
    if (!hasEnded) child.kill('SIGKILL')
    await exited
  }
  return { ready, exited, stop, kill: (signal) => child.kill(signal) }
}
