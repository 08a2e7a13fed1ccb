import { type Command, InvalidArgumentError } from 'commander'
import { CommandError, runCommand } from '../command'

const readSchoolId = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('serve il numero di una scuola')
  return Number(text)
}

export const registerTablet = (program: Command): void => {
  program
    .command('tablet')
    .description('Tablet delle scuole e degli scuolabus')
    .command('pairing-code')
    .description(
      'Crea un codice per abbinare un tablet a una scuola o a una linea dello scuolabus: vale 15 minuti, una volta',
    )
    .option('--school <id>', 'numero della scuola', readSchoolId)
    .option('--line <code>', 'codice della linea')
    .option('--json', 'una riga JSON alla fine')
    .action((options: { school?: number; line?: string; json?: boolean }) =>
      runCommand(options, async () => {
        const { school, line } = options
        if ((school === undefined) === (line === undefined))
          throw new CommandError('Indica una scuola con --school oppure una linea con --line')
        const { createLinePairingCode, createPairingCode } = await import('@/modules/identity')
        const { systemCtx } = await import('../system-ctx')
        const { DomainError } = await import('@/shared/errors')
        const { SchoolId } = await import('@/shared/ids')
        const code = await (line === undefined
          ? createPairingCode(systemCtx('cli'), { schoolId: SchoolId.parse(school) })
          : createLinePairingCode(systemCtx('cli'), { code: line })
        ).catch((error: unknown) => {
          if (error instanceof DomainError)
            throw new CommandError(
              line === undefined ? `Scuola ${school} non trovata` : `Linea ${line} non trovata`,
            )
          throw error
        })
        const { name } = 'line' in code ? code.line : code.school
        return {
          exitCode: 0,
          json: code,
          lines: [`${name}: codice ${code.pairingCode}, valido fino alle ${code.expiresAt}`],
        }
      }),
    )
}
