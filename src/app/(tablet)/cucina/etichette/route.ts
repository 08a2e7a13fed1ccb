import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { route } from '@/http/route'
import { labelsDocument } from '@/modules/documents'
import { CivilDate, dayInRome } from '@/shared/dates'
import { ServiceCode } from '@/shared/ids'

/** Labels for the special trays: the only names that the kitchen reads. */
export const GET = route(
  {
    allow: ['staff'],
    roles: ['kitchen'],
    query: z.object({
      servizio: ServiceCode,
      centro: z.string().max(60).optional(),
      giorno: CivilDate.optional(),
    }),
  },
  async (ctx, { servizio, centro, giorno }) =>
    fileResponse(
      await labelsDocument(ctx, {
        day: giorno ?? dayInRome(ctx.now),
        service: servizio,
        kitchen: centro ?? null,
      }),
    ),
)
