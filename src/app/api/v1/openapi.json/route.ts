import { env } from '@/env'
import { openapiDocument } from '@/http/openapi'
import { route } from '@/http/route'

export const GET = route({ allow: ['anyone'] }, async () => openapiDocument(env.PORTALE_URL))
