import { command, handOver, prepare } from './prepare.mjs'

/** `npm run demo`: from a bare clone to a running town, in one command. */
await command(async () => {
  await prepare({ build: true })
  return handOver('src/cli/demo.ts', process.argv.slice(2))
})
