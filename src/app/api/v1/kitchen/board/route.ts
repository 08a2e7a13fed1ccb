import { z } from 'zod'
import { route } from '@/http/route'
import { boardOf, loadBoard } from '@/modules/kitchen'
import { CivilDate, dayInRome } from '@/shared/dates'

export const GET = route(
  {
    allow: ['staff'],
    roles: ['kitchen', 'office'],
    query: z.object({ day: CivilDate.optional(), kitchen: z.string().max(60).optional() }),
  },
  async (ctx, { day, kitchen }) => boardOf(await loadBoard(day ?? dayInRome(ctx.now)), kitchen ?? null),
)
