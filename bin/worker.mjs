import { command, handOver, prepare } from './prepare.mjs'

/** `npm run worker`: jobs only, beside any number of web processes started with PORTALE_WORKER=0. */
await command(async () => {
  await prepare()
  return handOver('src/cli/worker.ts', process.argv.slice(2), { NODE_ENV: 'production' })
})
