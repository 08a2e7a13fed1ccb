import './dot-env'
import { isDatabaseAway } from '@/db/client'
import { assertServable, env } from '@/env'
import { CommandError, describe } from './command'
import { migrate } from './migrate'
import { freeWebPort, startWebServer } from './web-server'

/*
 * `npm run start`: refuses to serve without its secrets, brings the schema up to date if the database answers, and
 * serves until it is asked to stop. With the database away the site starts all the same, says so, and recovers.
 */
try {
  assertServable()
  const port = await freeWebPort(env.PORT)
  if (!port) throw new CommandError(`La porta ${env.PORT} è occupata: indicarne un’altra con PORT`)
  await migrate().catch((error: unknown) => {
    if (!isDatabaseAway(error)) throw error
    console.error(
      'La base dati non risponde: il sito parte e riprende con lei. Poi: npm run portale -- migrate',
    )
  })
  const web = startWebServer({ mode: 'start', port })
  const stop = () => void web.stop()
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('disconnect', stop)
  console.log(`Portale Genitori in ascolto sulla porta ${port} (${env.PORTALE_URL})`)
  const why = await web.exited
  process.exit(/^SIG(TERM|INT)$|uscita (0|130|143)$/.test(why) ? 0 : 1)
} catch (error) {
  console.error(describe(error))
  process.exit(2)
}
