import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { fileResponse } from '@/http/file'
import { notFound } from '@/http/problem'
import { menuDocument } from '@/modules/documents'
import { childMenu } from '@/modules/menu'
import { lastDayOfMonth } from '@/shared/dates'
import { portalPage } from '../../portal-page'

const Address = z.object({ figlio: Asked.figlio, servizio: Asked.servizio, mese: Asked.mese })

/** The menu of a month, to print and hang up at home. */
export const { GET, POST } = portalPage(
  { allow: 'guardian', address: Address },
  async (ctx, { asked: { figlio, servizio, mese } }) => {
    const menu = await childMenu(db, ctx, {
      childId: figlio,
      service: servizio,
      from: mese,
      to: lastDayOfMonth(mese),
    })
    if (!menu) throw notFound()
    return fileResponse(await menuDocument(menu))
  },
)
