import { command, prepare } from './prepare.mjs'

/** `npm run build`: the production build, always anew. */
await command(async () => {
  await prepare({ forceBuild: true })
  return 0
})
