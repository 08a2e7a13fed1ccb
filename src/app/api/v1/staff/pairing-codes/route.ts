import { route } from '@/http/route'
import { createLinePairingCode, createPairingCode, PairingCodeRequest } from '@/modules/identity'

export const POST = route({ allow: ['staff'], body: PairingCodeRequest, status: 201 }, (ctx, asked) =>
  'lineId' in asked ? createLinePairingCode(ctx, asked) : createPairingCode(ctx, asked),
)
