import { db, sql } from '@/db/client'
import { route } from '@/http/route'

/** Public: up when the database answers. Says nothing of what is inside. */
export const GET = route({ allow: ['anyone'] }, async () => {
  await db.execute(sql`select 1`)
  return { status: 'ok' }
})
