import { z } from 'zod'
import { route } from '@/http/route'
import { createPairingCode } from '@/modules/identity'
import { SchoolId } from '@/shared/ids'

export const POST = route(
  { allow: ['staff'], body: z.object({ schoolId: SchoolId }), status: 201 },
  createPairingCode,
)
