import { z } from 'zod'
import { eventStream } from '@/http/event-stream'
import { route } from '@/http/route'
import { watchBoard } from '@/modules/bus'
import { ownSchool } from '@/modules/school-day'
import { CivilDate, dayInRome } from '@/shared/dates'

/** That the page of a day's rides would be another: for office and, of their own children, the staff of a school. */
export const GET = route(
  { allow: ['staff'], roles: ['office', 'school'], query: z.object({ day: CivilDate.optional() }) },
  async (ctx, { day }, request) => {
    const schoolId = ownSchool(ctx)
    return eventStream<{ status: string }>(request, (send) =>
      watchBoard(day ?? dayInRome(ctx.now), schoolId, send),
    )
  },
)
