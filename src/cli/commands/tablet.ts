import { type Command, InvalidArgumentError } from 'commander'
import { CommandError, runCommand } from '../command'

const readSchoolId = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('serve il numero di una scuola')
  return Number(text)
}

export const registerTablet = (program: Command): void => {
  program
    .command('tablet')
    .description('Tablet delle scuole')
    .command('pairing-code')
    .description('Crea un codice per abbinare un tablet a una scuola: vale 15 minuti, una volta')
    .requiredOption('--school <id>', 'numero della scuola', readSchoolId)
    .option('--json', 'una riga JSON alla fine')
    .action((options: { school: number; json?: boolean }) =>
      runCommand(options, async () => {
        const { createPairingCode } = await import('@/modules/identity')
        const { systemCtx } = await import('../system-ctx')
        const { DomainError } = await import('@/shared/errors')
        const { SchoolId } = await import('@/shared/ids')
        const code = await createPairingCode(systemCtx('cli'), {
          schoolId: SchoolId.parse(options.school),
        }).catch((error: unknown) => {
          if (error instanceof DomainError) throw new CommandError(`Scuola ${options.school} non trovata`)
          throw error
        })
        return {
          exitCode: 0,
          json: code,
          lines: [`${code.school.name}: codice ${code.pairingCode}, valido fino alle ${code.expiresAt}`],
        }
      }),
    )
}
