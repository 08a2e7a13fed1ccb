import { z } from 'zod'
import { route } from '@/http/route'
import { lineRides, RideBatch, recordRides } from '@/modules/bus'
import { CivilDate } from '@/shared/dates'

export const GET = route(
  { allow: ['lineTablet'], query: z.object({ day: CivilDate }), etag: true },
  lineRides,
)

export const POST = route({ allow: ['tabletToken'], body: RideBatch }, recordRides)
