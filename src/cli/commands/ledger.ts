import type { Command } from 'commander'
import { runCommand } from '../command'

export const registerLedger = (program: Command): void => {
  program
    .command('ledger')
    .description('Il registro dei borsellini')
    .command('verify')
    .description('Prova che ogni cifra conservata segue dalle sue righe; esce con 0 solo se tutto torna')
    .option('--json', 'una riga JSON alla fine')
    .action((options: { json?: boolean }) =>
      runCommand(options, async () => {
        const [{ verifyLedger }, { db }] = await Promise.all([
          import('@/modules/wallet'),
          import('@/db/client'),
        ])
        const proof = await verifyLedger(db)
        return {
          exitCode: proof.ok ? 0 : 1,
          json: proof,
          lines: [
            ...Object.entries(proof.counts).map(([name, count]) => `${name.padEnd(14)} ${count}`),
            ...proof.checks.map(({ check, wrong, example }) =>
              wrong === 0 ? `ok     ${check}` : `ERRORE ${check}: ${wrong} (ad esempio ${example})`,
            ),
          ],
        }
      }),
    )
}
