import { Temporal } from 'temporal-polyfill'
import { eventStream } from '@/http/event-stream'
import { route } from '@/http/route'
import { watchList } from '@/modules/attendance'
import { dayInRome } from '@/shared/dates'

/** Says when it is time to read the day's list again. */
export const GET = route({ allow: ['tablet', 'lineTablet'] }, async (ctx, _, request) =>
  eventStream<object>(request, (send) => watchList(ctx.actor, () => dayInRome(Temporal.Now.instant()), send)),
)
