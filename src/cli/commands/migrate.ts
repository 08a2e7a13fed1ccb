import type { Command } from 'commander'
import { runCommand } from '../command'

export const registerMigrate = (program: Command): void => {
  program
    .command('migrate')
    .description('Porta la base dati alla versione di questo programma')
    .option('--json', 'una riga JSON alla fine')
    .action((options: { json?: boolean }) =>
      runCommand(options, async () => ({
        exitCode: 0,
        json: { migrated: true },
        lines: ['Base dati aggiornata.'],
      })),
    )
}
