import { route } from '@/http/route'
import { PairRequest, pairTablet } from '@/modules/identity'

export const POST = route({ allow: ['anyone'], body: PairRequest, status: 201 }, pairTablet)
