import { Temporal } from 'temporal-polyfill'
import { env } from '@/env'
import { bankStatement } from '@/modules/sandbox'

/** The treasurer's bank: its statement, as camt.053 or CSV. */
export const GET = async (
  _request: Request,
  { params }: { params: Promise<{ kind: string }> },
): Promise<Response> => {
  const { kind } = await params
  if (!env.PORTALE_DEMO || (kind !== 'camt' && kind !== 'csv')) return new Response(null, { status: 404 })
  return new Response(await bankStatement(kind, Temporal.Now.instant()), {
    headers: {
      'content-type': kind === 'camt' ? 'application/xml; charset=utf-8' : 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="banca.${kind === 'camt' ? 'xml' : 'csv'}"`,
    },
  })
}
