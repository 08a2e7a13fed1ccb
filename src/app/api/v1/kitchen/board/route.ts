import { z } from 'zod'
import { route } from '@/http/route'
import { loadBoard } from '@/modules/kitchen'
import { CivilDate, dayInRome } from '@/shared/dates'

export const GET = route(
  { allow: ['staff'], roles: ['kitchen', 'office'], query: z.object({ day: CivilDate.optional() }) },
  (ctx, { day }) => loadBoard(day ?? dayInRome(ctx.now)),
)
