import { command, handOver, prepare } from './prepare.mjs'

/** `npm run dev`: the demo town with `next dev`, which follows every change of the sources. */
await command(async () => {
  await prepare()
  return handOver('src/cli/demo.ts', ['--dev', ...process.argv.slice(2)])
})
