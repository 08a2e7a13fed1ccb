import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { notFound } from '@/http/problem'
import { refundFile } from '@/modules/office-money'
import { dayInRome } from '@/shared/dates'
import { officePage } from '../../../../../office-page'

/** The bank's file, as it was made. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ id: z.uuid() }) },
  async (ctx, { asked: { id } }) => {
    const found = await refundFile(ctx, id)
    if (!found) throw notFound()
    return fileResponse({
      name: `rimborsi-${dayInRome(found.madeAt)}-${id.slice(0, 8)}.xml`,
      type: 'application/xml',
      bytes: new TextEncoder().encode(found.file),
    })
  },
)
