import { command, handOver, prepare } from './prepare.mjs'

/** `npm run screenshots` and the like: a program of `scripts/` that needs the built site. */
await command(async () => {
  const [name, ...args] = process.argv.slice(2)
  await prepare({ build: true })
  return handOver(`scripts/${name}.ts`, args)
})
