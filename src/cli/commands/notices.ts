import { createWriteStream } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { CommandError, runCommand } from '../command'

export const registerNotices = (program: Command): void => {
  program
    .command('notices')
    .description('Stampa tutti gli avvisi pagoPA aperti, uno per pagina, in file PDF di 250 pagine')
    .requiredOption(
      '--out <cartella>',
      'dove scriverli: la cartella si crea, un file che c’è già non si tocca',
    )
    .option('--json', 'una riga JSON alla fine')
    .action((options: { out: string; json?: boolean }) =>
      runCommand(options, async () => {
        const [{ openNotices, printNotices }, { dayInRome }, { systemCtx }] = await Promise.all([
          import('@/modules/documents'),
          import('@/shared/dates'),
          import('../system-ctx'),
        ])
        const today = dayInRome(systemCtx('cli').now)
        const fileOf = (file: number) =>
          path.join(options.out, `avvisi-${today}-${String(file).padStart(3, '0')}.pdf`)
        await mkdir(options.out, { recursive: true })
        const isThere = await access(fileOf(1)).then(
          () => true,
          () => false,
        )
        if (isThere) throw new CommandError(`${fileOf(1)} c’è già: scegli un’altra cartella`)
        const printed = await printNotices(openNotices(today), (file) =>
          createWriteStream(fileOf(file), { flags: 'wx', mode: 0o600 }),
        )
        return {
          exitCode: 0,
          json: printed,
          lines: [`${printed.notices} avvisi in ${printed.files} file, in ${options.out}`],
        }
      }),
    )
}
