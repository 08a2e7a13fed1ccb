import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { route } from '@/http/route'
import { orderDocument } from '@/modules/documents'

/** A version of an order, to print or for a spreadsheet. */
export const GET = route(
  {
    allow: ['staff'],
    roles: ['kitchen', 'office'],
    query: z.object({
      numero: z.coerce.number().pipe(z.int().positive().max(2_147_483_647)),
      formato: z.enum(['pdf', 'csv']),
    }),
  },
  async (_ctx, { numero, formato }) => fileResponse(await orderDocument(numero, formato)),
)
