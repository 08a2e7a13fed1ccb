import { command, handOver, prepare } from './prepare.mjs'

/* `npm run bench -- NAME [--json]`: on a bare clone too. What it says while it works goes to stderr. */
await command(async () => {
  const log = console.log
  console.log = console.error
  await prepare({ build: true })
  console.log = log
  return handOver('tests/bench/index.ts', process.argv.slice(2), {
    NODE_ENV: 'production',
    PORTALE_DEMO: '1',
  })
})
