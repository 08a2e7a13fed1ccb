import { readFile } from 'node:fs/promises'
import { Argument, type Command } from 'commander'
import type { Import, ImportReport } from '@/modules/imports'
import { CommandError, runCommand } from '../command'

const WHAT = [
  'children',
  'guardians',
  'schools',
  'classes',
  'enrolments',
  'riders',
  'absences',
] as const satisfies readonly Import[]
const LINES_MAX = 100

const linesOf = (report: ImportReport, isTrial: boolean): string[] => {
  const ignored =
    report.ignoredColumns.length > 0 ? [`Colonne ignorate: ${report.ignoredColumns.join(', ')}`] : []
  const { created, updated, unchanged, skipped } = report.counts
  if (report.problems.length === 0) {
    return [
      ...ignored,
      `${report.rows} righe: ${created} nuove, ${updated} aggiornate, ${unchanged} già uguali${skipped ? `, ${skipped} di bambini che non usano servizi` : ''}${isTrial ? ' (prova: nulla è stato scritto)' : ''}`,
    ]
  }
  const shown = report.problems
    .slice(0, LINES_MAX)
    .map(({ line, column, problem }) => `riga ${line}${column ? `, ${column}` : ''}: ${problem}`)
  const rest = report.problems.length - shown.length
  return [
    ...ignored,
    ...shown,
    ...(rest > 0 ? [`… e altri ${rest} problemi`] : []),
    `Nulla è stato importato: ${report.problems.length} problemi in ${new Set(report.problems.map(({ line }) => line)).size} righe su ${report.rows}`,
  ]
}

export const registerImport = (program: Command): void => {
  program
    .command('import')
    .description('Importa un file CSV del Comune, tutto o niente; ripetuto non cambia nulla (docs/import.md)')
    .addArgument(new Argument('<what>', 'che cosa contiene il file').choices(WHAT))
    .argument('<file>', 'file CSV, UTF-8 o Windows-1252, separato da ; o ,')
    .option('--dry-run', 'controlla e conta soltanto')
    .option('--json', 'una riga JSON alla fine')
    .action((what: Import, file: string, options: { dryRun?: boolean; json?: boolean }) =>
      runCommand(options, async () => {
        const { importTable, UnreadableTable } = await import('@/modules/imports')
        const { systemCtx } = await import('../system-ctx')
        const isTrial = options.dryRun ?? false
        const bytes = await readFile(file).catch(() => {
          throw new CommandError(`Non si riesce a leggere ${file}`)
        })
        const report = await importTable(systemCtx('cli'), { what, bytes, isTrial }).catch(
          (error: unknown) => {
            if (error instanceof UnreadableTable) throw new CommandError(error.message)
            throw error
          },
        )
        return {
          exitCode: report.problems.length > 0 ? 1 : 0,
          json: {
            ...report,
            dryRun: isTrial,
            problems: report.problems.slice(0, 1_000),
            problemCount: report.problems.length,
          },
          lines: linesOf(report, isTrial),
        }
      }),
    )
}
