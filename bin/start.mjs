import { command, handOver, prepare } from './prepare.mjs'

/** `npm run start`: the production site, with the settings of the environment or of `.env`. */
await command(async () => {
  await prepare({ build: true })
  return handOver('src/cli/start.ts', process.argv.slice(2), { NODE_ENV: 'production' })
})
