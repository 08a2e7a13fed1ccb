import { readBytes } from '@/http/body'
import { BODY_BYTES_MAX, throughNext } from '@/http/route'
import { station } from '@/http/station'

export const POST = throughNext((request) =>
  station({ headers: request.headers, bytes: () => readBytes(request, BODY_BYTES_MAX) }),
)
