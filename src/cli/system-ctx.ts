import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import type { Ctx, PrincipalOf } from '@/modules/identity'

/** The context of what the system does by itself: commands and jobs. */
export const systemCtx = (name: string): Ctx<PrincipalOf<'system'>> => ({
  actor: { kind: 'system', name },
  now: Temporal.Now.instant(),
  requestId: randomUUID(),
  address: 'local',
})
