import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'

/** The surname of the account's own child: who signed in is known as a family, not as one guardian. */
export const familyName = async (on: Db, ctx: Ctx<PrincipalOf<'guardian'>>): Promise<string> => {
  const found = await oneRow(
    on,
    z.object({ surname: z.string() }),
    sql`select surname from portal.child where child_id = ${ctx.actor.childId}::int`,
  )
  return found?.surname ?? ''
}
