import type { CivilDate, Instant } from '@/shared/dates'
import type { Cents } from '@/shared/money'

/** A flow as it is listed. A source that numbers no revisions, and names no payment service, says null. */
export type ListedFlow = { fdr: string; pspId: string | null; revision: number | null; published: Instant }

export type FlowPayment = {
  index: number
  iuv: string
  iur: string
  idTransfer: number
  /** Never negative: the state says what is taken back. */
  pay: Cents
  /** The codes of the XML flows (0, 3, 4, 8, 9); -1 is none of them. */
  payStatus: number
  payDate: CivilDate
}

export type ReportedFlow = {
  fdr: string
  revision: number | null
  published: Instant
  regulation: string
  regulationDate: CivilDate
  totPayments: number
  sumPayments: Cents
  sender: { pspId: string; pspName: string }
  payments: FlowPayment[]
}

/** Where flows are downloaded: an adapter only translates. Both throw when the platform does not answer as agreed. */
export interface FlowSource {
  /** The flows published after a moment. */
  list(publishedAfter: Instant): Promise<ListedFlow[]>
  /** One flow with all its lines; null when the source no longer has it. */
  read(flow: ListedFlow): Promise<ReportedFlow | null>
}
