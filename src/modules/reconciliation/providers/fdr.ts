import { z } from 'zod'
import { env } from '@/env'
import { platformUrl } from '@/modules/payments'
import { CivilDate, dayInRome, Instant } from '@/shared/dates'
import { cents } from '@/shared/money'
import type { FlowSource } from '../flow-source'
import { askPlatform, Euro } from './platform'

const Page = <T extends z.ZodType>(item: T) =>
  z.object({ metadata: z.object({ totPage: z.int().min(0) }), data: item.array() })

const Listed = z.object({ fdr: z.string(), pspId: z.string(), revision: z.int(), published: Instant })

const Flow = z.object({
  fdr: z.string(),
  revision: z.int(),
  regulation: z.string(),
  regulationDate: CivilDate,
  published: Instant,
  totPayments: z.int(),
  sumPayments: Euro,
  sender: z.object({ pspId: z.string(), pspName: z.string() }),
})

/** The codes of the XML flows; an unknown state is told apart from all. */
const STATUS: Record<string, number> = {
  EXECUTED: 0,
  REVOKED: 3,
  STAND_IN: 4,
  STAND_IN_NO_RPT: 8,
  NO_RPT: 9,
}

const Payment = z.object({
  index: z.int(),
  iuv: z.string(),
  iur: z.string(),
  idTransfer: z.int(),
  // A revoked line may come negative: its state says so already.
  pay: Euro.transform((amount) => cents(Math.abs(amount))),
  payStatus: z.string().transform((status) => STATUS[status] ?? -1),
  payDate: Instant.transform(dayInRome),
})

const base = () =>
  `${platformUrl(env.PAGOPA_FDR_URL, 'fdr', 'https://api.platform.pagopa.it/fdr-org/service/v1')}/organizations/${env.PAGOPA_CREDITOR_FISCAL_CODE}/fdrs`

const allPages = async <T extends z.ZodType>(url: string, item: T): Promise<z.output<T>[]> => {
  const all: z.output<T>[] = []
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await askPlatform(`${url}${url.includes('?') ? '&' : '?'}size=1000&page=${page}`)
    if (answer === null) return all
    const read = Page(item).parse(answer)
    pages = read.metadata.totPage
    for (const one of read.data) all.push(one as z.output<T>)
  }
  return all
}

/** pagoPA's FdR service. */
export const flowsByRest: FlowSource = {
  list: (publishedAfter) =>
    allPages(`${base()}?publishedGt=${encodeURIComponent(publishedAfter.toString())}`, Listed),
  read: async ({ fdr, pspId, revision }) => {
    const url = `${base()}/${encodeURIComponent(fdr)}/revisions/${revision}/psps/${encodeURIComponent(pspId ?? '')}`
    const flow = await askPlatform(url)
    return flow === null
      ? null
      : { ...Flow.parse(flow), payments: await allPages(`${url}/payments`, Payment) }
  },
}
