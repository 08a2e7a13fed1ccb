import config from '@payload-config'
import { getPayload, handleEndpoints } from 'payload'
import type { Pool } from 'pg'

/** The office's program on the test's database. */
export const openOffice = async () => {
  const payload = await getPayload({ config, disableOnInit: true })
  // It never closes its connections: they end with the test's database, without a word.
  ;(payload.db as unknown as { pool: Pool }).pool.on('error', () => undefined)
  return payload
}

/** A request to the office's own REST, as the admin in a browser sends it. */
export const askOffice = async (path: string, init: { method: string; body: object; token?: string }) => {
  const response = await handleEndpoints({
    config,
    request: new Request(`http://localhost/api${path}`, {
      method: init.method,
      headers: {
        'content-type': 'application/json',
        ...(init.token ? { authorization: `JWT ${init.token}` } : {}),
      },
      body: JSON.stringify(init.body),
    }),
  })
  return { status: response.status, text: await response.text() }
}
