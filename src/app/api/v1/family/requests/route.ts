import { route } from '@/http/route'
import { KeptRequest, takeKeptRequest } from '@/modules/family'

/** What a family or a delegate asked while the phone had no network, sent by the app's worker. */
export const POST = route({ allow: ['guardian', 'delegate'], body: KeptRequest }, takeKeptRequest)
