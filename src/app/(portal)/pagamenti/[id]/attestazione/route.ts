import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { notFound } from '@/http/problem'
import { attestationDocument } from '@/modules/documents'
import { TopUpId } from '@/shared/ids'
import { portalPage } from '../../../portal-page'

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.object({ id: TopUpId }) },
  async (ctx, { asked: { id } }) => {
    const file = await attestationDocument(ctx, id)
    if (!file) throw notFound()
    return fileResponse(file)
  },
)
