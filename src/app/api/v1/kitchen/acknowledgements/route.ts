import { route } from '@/http/route'
import { Acknowledgement, acknowledgeOrder } from '@/modules/kitchen'

/** The kitchen has read a version of its order. */
export const POST = route({ allow: ['staff'], roles: ['kitchen'], body: Acknowledgement }, acknowledgeOrder)
