import type { Command } from 'commander'
import { env } from '@/env'
import { openEmbeddedDatabase, stopEmbeddedDatabase } from '../embedded-database'

/** The embedded server by hand: to try what the portal does while its database is away, or before copying the folder. */
export const registerDatabase = (program: Command): void => {
  const database = program
    .command('database')
    .description('Il server PostgreSQL incorporato di PORTALE_DATA_DIR')
  const withJson = (options: { json?: boolean }, json: Record<string, unknown>, line: string) =>
    console.log(options.json ? JSON.stringify(json) : line)

  database
    .command('start')
    .description('Avvia il server, sulla porta dell’ultima volta, e lo lascia acceso')
    .option('--json', 'una riga JSON alla fine')
    .action(async (options: { json?: boolean }) => {
      const { owned, keep } = await openEmbeddedDatabase(env.PORTALE_DATA_DIR)
      if (owned) keep()
      withJson(options, { started: owned }, owned ? 'Server avviato.' : 'Il server era già acceso.')
      process.exit(0)
    })

  database
    .command('stop')
    .description('Ferma il server, chiunque lo abbia avviato')
    .option('--json', 'una riga JSON alla fine')
    .action(async (options: { json?: boolean }) => {
      const stopped = await stopEmbeddedDatabase(env.PORTALE_DATA_DIR)
      withJson(options, { stopped }, stopped ? 'Server fermato.' : 'Il server era già spento.')
      process.exit(0)
    })
}
