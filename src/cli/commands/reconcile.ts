import type { Command } from 'commander'
import { CommandError, runCommand } from '../command'

export const registerReconcile = (program: Command): void => {
  program
    .command('reconcile')
    .description('Riconcilia ricevute, flussi di rendicontazione e banca; esce con 0 solo se tutto torna')
    .requiredOption('--day <giorno>', 'giorno di regolamento dei flussi, AAAA-MM-GG')
    .option('--fetch', 'prima scarica i flussi nuovi e recupera le ricevute perse')
    .option('--json', 'una riga JSON alla fine')
    .action((options: { day: string; fetch?: boolean; json?: boolean }) =>
      runCommand(options, async () => {
        const [
          { fetchFlows, reconcileDay, recoverReceipts },
          { CivilDate, dayInRome },
          { centsToDecimal },
          { systemCtx },
        ] = await Promise.all([
          import('@/modules/reconciliation'),
          import('@/shared/dates'),
          import('@/shared/money'),
          import('../system-ctx'),
        ])
        const day = CivilDate.safeParse(options.day)
        if (!day.success) throw new CommandError('--day: serve un giorno nella forma AAAA-MM-GG')
        if (options.fetch) {
          await fetchFlows(systemCtx('cli'))
          await recoverReceipts(systemCtx('cli'))
        }
        const report = await reconcileDay(day.data, dayInRome(systemCtx('cli').now))
        const { receiptsCents, flowsCents, bankCents, differenceCents } = report.totals
        return {
          exitCode: report.isMatched ? 0 : 1,
          json: report,
          lines: [
            `ricevute   ${centsToDecimal(receiptsCents)}`,
            `flussi     ${centsToDecimal(flowsCents)}`,
            `banca      ${centsToDecimal(bankCents)}`,
            `differenza ${centsToDecimal(differenceCents)}`,
            ...report.flows.map((flow) =>
              flow.issues.length > 0
                ? `ERRORE ${flow.fdr}: ${flow.issues.join(', ')}`
                : flow.isAwaited
                  ? `attesa ${flow.fdr}: accredito entro il ${report.awaitedUntil}`
                  : `ok     ${flow.fdr}`,
            ),
            ...report.lines.map((line) => `ERRORE ${line.fdr} riga ${line.lineNo}: ${line.outcome}`),
            ...report.overdue.map(({ iuv, paidOn }) => `ERRORE IUV ${iuv} pagato il ${paidOn}: missingFlow`),
            ...report.credits.map(({ reference, isAwaited }) =>
              isAwaited
                ? `attesa accredito ${reference}: flusso entro il ${report.awaitedUntil}`
                : `ERRORE accredito ${reference}: flusso non pervenuto`,
            ),
          ],
        }
      }),
    )
}
