import { z } from 'zod'
import { route } from '@/http/route'
import { roster } from '@/modules/attendance'
import { CivilDate } from '@/shared/dates'

export const GET = route({ allow: ['tablet'], query: z.object({ day: CivilDate }), etag: true }, roster)
