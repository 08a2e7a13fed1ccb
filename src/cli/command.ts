import { withDatabase } from './environment'

/** How a command ends: 0 done, 1 the answer is "no" (a check that fails), 2 it could not be done. */
export type ExitCode = 0 | 1 | 2

export type CommandResult = {
  exitCode: ExitCode
  /** What `--json` prints as the last line. */
  json: Record<string, unknown>
  /** What a person reads otherwise. */
  lines: string[]
}

/** A refusal with a sentence for the operator; exit 2. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** The innermost cause says what went wrong; the statements around it only fill the screen. */
export const describe = (error: unknown): string => {
  if (error instanceof CommandError) return error.message
  if (!(error instanceof Error)) return String(error)
  return error.cause ? describe(error.cause) : (error.stack ?? error.message)
}

/** Runs one command with its database open and the schema up to date, prints its answer and ends the process. */
export const runCommand = async (
  options: { json?: boolean },
  work: () => Promise<CommandResult>,
): Promise<never> => {
  let exitCode: ExitCode = 2
  let stop: () => Promise<void> = async () => undefined
  try {
    const database = await withDatabase()
    stop = database.stop
    await (await import('./migrate')).migrate()
    const result = await work()
    if (!options.json) for (const line of result.lines) console.log(line)
    else console.log(JSON.stringify(result.json))
    exitCode = result.exitCode
  } catch (error) {
    const message = describe(error)
    console.error(message)
    if (options.json) console.log(JSON.stringify({ error: message }))
  }
  await (await import('@/db/client')).closePool()
  await stop()
  process.exit(exitCode)
}

/** Progress on a terminal, on one line of stderr; silent elsewhere. */
export const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`)
}
