import { mkdirSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { env } from '@/env'
import { progress, runCommand } from '../command'
import type { Scale } from '../seed'
import { SCALES } from '../seed/schools'

export const registerSeed = (program: Command): void => {
  program
    .command('seed')
    .description('Riempie una base dati vuota con una città dimostrativa; su una già piena non fa nulla')
    .addOption(
      new Option('--scale <scale>', '200, 6.000 o 100.000 bambini').choices(SCALES).default(env.DEMO_SCALE),
    )
    .option('--json', 'una riga JSON alla fine')
    .action((options: { scale: Scale; json?: boolean }) =>
      runCommand(options, async () => {
        const { saveCredentials, seed } = await import('../seed')
        const startedAt = performance.now()
        const seeded = await seed(options.scale, { step: (what) => progress(`Città dimostrativa: ${what}…`) })
        progress('')
        if (!seeded) {
          return {
            exitCode: 0,
            json: { seeded: false },
            lines: ['La base dati contiene già dei bambini: nulla da fare.'],
          }
        }
        mkdirSync(env.PORTALE_DATA_DIR, { recursive: true })
        const file = saveCredentials(env.PORTALE_DATA_DIR, seeded.credentials)
        const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1))
        const { summary } = seeded
        return {
          exitCode: 0,
          json: { seeded: true, ...summary, seconds, credentialsFile: file },
          lines: [
            `${summary.children} bambini in ${summary.schools} scuole e ${summary.classes} classi, ${summary.enrolments} iscrizioni`,
            `${summary.marks} presenze registrate, ${summary.lines} movimenti, ${summary.topUps} ricariche`,
            `Fatto in ${seconds} s. Credenziali dimostrative in ${file}`,
          ],
        }
      }),
    )
}
