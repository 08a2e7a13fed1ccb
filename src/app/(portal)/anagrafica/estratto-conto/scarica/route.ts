import { z } from 'zod'
import { db } from '@/db/client'
import { fileResponse } from '@/http/file'
import { seeOther } from '@/http/page'
import { notFound } from '@/http/problem'
import { statementDocument } from '@/modules/documents'
import { walletStatement } from '@/modules/family'
import { dayInRome } from '@/shared/dates'
import { portalPage } from '../../../portal-page'
import { periodOf, StatementAddress } from '../period'

const Address = z.object({ ...StatementAddress, formato: z.enum(['pdf', 'csv']) })

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: Address },
  async (ctx, { asked: { figlio, servizio, dal, al, formato } }) => {
    const { from, to, errors } = periodOf(dal, al, dayInRome(ctx.now))
    const asked = { figlio: String(figlio), servizio, dal: dal ?? from, al: al ?? to }
    // The page says what is wrong with the dates.
    if (Object.keys(errors).length > 0)
      return seeOther(`/anagrafica/estratto-conto?${new URLSearchParams(asked)}`)
    const statement = await walletStatement(db, ctx, { childId: figlio, service: servizio, from, to })
    if (!statement) throw notFound()
    return fileResponse(await statementDocument(statement, formato))
  },
)
