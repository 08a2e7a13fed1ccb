import type { Command } from 'commander'
import { runCommand } from '../command'

export const registerKitchen = (program: Command): void => {
  program
    .command('kitchen')
    .description('Le cucine')
    .command('run')
    .description(
      'Quanto i lavori fanno ogni minuto: avvisi alle scuole che non hanno inviato, ordini congelati all’orario limite',
    )
    .option('--json', 'una riga JSON alla fine')
    .action((options: { json?: boolean }) =>
      runCommand(options, async () => {
        const [{ runKitchen, totalsOf }, { systemCtx }] = await Promise.all([
          import('@/modules/kitchen'),
          import('../system-ctx'),
        ])
        const { alarms, orders } = await runKitchen(systemCtx('cli'))
        const made = orders.map(({ id, kitchen, service, version, changes, lines }) => ({
          id,
          kitchen: kitchen?.code ?? null,
          service: service.code,
          version,
          meals: totalsOf(lines).all,
          changes,
        }))
        return {
          exitCode: 0,
          json: { alarms: alarms.length, orders: made },
          lines: [
            `avvisi ${alarms.length}`,
            ...made.map(
              ({ kitchen, service, version, meals }) =>
                `ordine ${kitchen ?? 'senza cucina'} ${service}: versione ${version}, ${meals} pasti`,
            ),
          ],
        }
      }),
    )
}
