import { route } from '@/http/route'
import { AdultCounts, recordAdultCounts } from '@/modules/attendance'

export const POST = route({ allow: ['tabletToken'], body: AdultCounts }, recordAdultCounts)
