import { db } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { descriptionOf, isPayable, topUpDetails } from '@/modules/payments'
import { siteContacts } from '@/modules/site'
import { type CivilDate, dayInRome } from '@/shared/dates'
import { type Attestation, attestationPdf } from './attestation-pdf'
import { findCreditor, findNotice, findReceipt, type NoticeRow, nextNotices } from './documents.sql'
import type { Creditor, Notice } from './notice'
import { noticeFileName, noticePdf } from './notice-pdf'

type GuardianCtx = Ctx<PrincipalOf<'guardian'>>

/** A file for a browser to keep. */
export type DocumentFile = { name: string; type: string; bytes: Uint8Array<ArrayBuffer> }

/** The creditor as printed documents name it: one query, the rest is configuration. */
const loadCreditor = async (): Promise<Creditor> => {
  const [found, contacts] = await Promise.all([findCreditor(db), siteContacts()])
  const { PAGOPA_POSTAL_ACCOUNT: account, PAGOPA_POSTAL_HOLDER: holder } = env
  const authorisation = env.PAGOPA_POSTAL_AUTHORISATION
  return {
    name: found?.name ?? 'Comune',
    fiscalCode: env.PAGOPA_CREDITOR_FISCAL_CODE,
    office: found?.office ?? null,
    contacts: contacts ? [...contacts.phones, contacts.email].filter((contact) => contact !== '') : [],
    cbillCode: env.PAGOPA_CBILL_CODE ?? null,
    postal: account && holder && authorisation ? { account, holder, authorisation } : null,
  }
}

const noticeOf = (row: NoticeRow, creditor: Creditor): Notice => ({
  noticeNumber: row.noticeNumber,
  cents: row.cents,
  expiresOn: row.expiresOn,
  description: descriptionOf(row.serviceName),
  debtor: row.debtorName ? { name: row.debtorName, fiscalCode: row.debtorFiscalCode } : null,
  creditor,
})

/**
 * The printed notice of a top-up while it can be paid; its state when it cannot any more. A stranger's, a missing one
 * and one that has no notice are refused alike with `top-up-not-found`.
 */
export const noticeDocument = async (
  ctx: GuardianCtx,
  id: string,
): Promise<{ file: DocumentFile } | { closed: Awaited<ReturnType<typeof topUpDetails>> }> => {
  const topUp = await topUpDetails(ctx, id)
  if (!isPayable(topUp, dayInRome(ctx.now))) return { closed: topUp }
  const row = await findNotice(db, topUp.id, ctx.actor.accountId)
  if (!row) return { closed: topUp }
  const notice = noticeOf(row, await loadCreditor())
  return { file: { name: noticeFileName(notice), type: 'application/pdf', bytes: await noticePdf(notice) } }
}

/** Every notice that can be paid on a day, in steps, for printing them all. */
export async function* openNotices(today: CivilDate): AsyncGenerator<Notice, void> {
  const creditor = await loadCreditor()
  for (let after = ''; ; ) {
    const step = await nextNotices(db, after, today, 500)
    for (const row of step) yield noticeOf(row, creditor)
    const last = step.at(-1)
    if (!last) return
    after = last.noticeNumber
  }
}

/**
 * The "attestazione di pagamento" of a paid top-up, from the receipt as it was stored, the counter's, or what the office
 * assigned; null while there is none.
 * Refuses a stranger's and a missing one with `top-up-not-found`.
 */
export const attestationDocument = async (ctx: GuardianCtx, id: string): Promise<DocumentFile | null> => {
  const topUp = await topUpDetails(ctx, id)
  const receipt = await findReceipt(db, topUp.id, ctx.actor.accountId)
  if (!receipt) return null
  const { name, fiscalCode } = await loadCreditor()
  const attestation: Attestation = {
    ...receipt,
    creditor: { name, fiscalCode },
    description: descriptionOf(receipt.serviceName),
  }
  return {
    name: `attestazione-di-pagamento-${receipt.noticeNumber ?? topUp.id}.pdf`,
    type: 'application/pdf',
    bytes: await attestationPdf(attestation),
  }
}
