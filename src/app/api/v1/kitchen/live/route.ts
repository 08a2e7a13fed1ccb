import { z } from 'zod'
import { eventStream } from '@/http/event-stream'
import { route } from '@/http/route'
import { type KitchenBoard, watchBoard } from '@/modules/kitchen'
import { CivilDate, dayInRome } from '@/shared/dates'

/** The board of a day (today) and a kitchen (all), whole, at each change. */
export const GET = route(
  {
    allow: ['staff'],
    roles: ['kitchen', 'office'],
    query: z.object({ day: CivilDate.optional(), kitchen: z.string().max(60).optional() }),
  },
  async (ctx, { day, kitchen }, request) =>
    eventStream<KitchenBoard>(request, (send) =>
      watchBoard(day ?? dayInRome(ctx.now), kitchen ?? null, send),
    ),
)
