import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql, type Tx } from '@/db/client'
import { env } from '@/env'
import { childOf, messageIn, parseXml, tag, textAt, type Xml } from '@/modules/payments'
import { CivilDate, dayInRome, Instant } from '@/shared/dates'
import { cents, centsToDecimal, DbCents } from '@/shared/money'
import { PSP } from './messages'

/** What may go wrong when a day is closed. */
export const DayFault = z.enum([
  'none',
  'lineMissing',
  'lineWithoutReceipt',
  'lineRevoked',
  'lineAmountWrong',
  'totalWrong',
  'flowMissing',
  'creditMissing',
  'creditWrong',
  'creditInTwoParts',
  'newRevision',
])
export type DayFault = z.infer<typeof DayFault>

type Line = {
  index: number
  iuv: string
  iur: string
  idTransfer: number
  pay: number
  payStatus: string
  payDate: string
}

const euro = (amount: number) => amount / 100

/**
 * Closes the day: every payment that no flow holds yet goes into one flow, and the bank is credited, with one fault if
 * asked. Gives the name of the flow; null when nothing was paid.
 */
export const closeDay = (fault: DayFault, now: Temporal.Instant): Promise<string | null> =>
  inTransaction(async (tx) => {
    const paid = await rows(
      tx,
      z.object({ token: z.string(), message: z.string() }),
      sql`select payment_token as token, message from sandbox.pagopa_receipt r
          where not exists (select from sandbox.settled_payment s where s.payment_token = r.payment_token)
          order by created_at, payment_token for update`,
    )
    if (paid.length === 0) return null
    const day = dayInRome(now)
    const count = await oneRow(
      tx,
      z.object({ count: z.coerce.number() }),
      sql`select count(distinct fdr) + 1 as count from sandbox.settled_payment`,
    )
    const fdr = `${day}${PSP.id}-${String(count?.count ?? 1).padStart(10, '0')}`
    await tx.execute(sql`
      insert into sandbox.settled_payment (payment_token, fdr)
      select payment_token, ${fdr} from jsonb_array_elements_text(${JSON.stringify(paid.map(({ token }) => token))}::jsonb) as t (payment_token)`)
    const cents: number[] = []
    const lines: Line[] = paid.map(({ token, message }, index) => {
      const receipt = childOf(messageIn(parseXml(message)), 'receipt')
      const amount = Number((textAt(receipt, 'paymentAmount') ?? '').replace('.', ''))
      cents.push(amount)
      return {
        index: index + 1,
        iuv: textAt(receipt, 'creditorReferenceId') ?? '',
        iur: token,
        idTransfer: 1,
        pay: euro(amount),
        payStatus: 'EXECUTED',
        payDate: now.toString({ smallestUnit: 'second' }),
      }
    })
    const [first] = lines
    const [firstCents = 0] = cents
    if (!first) return null
    const add = (line: Partial<Line>) => lines.push({ ...first, index: lines.length + 1, ...line })
    if (fault === 'lineMissing' && lines.length > 1) {
      lines.shift()
      cents.shift()
    }
    if (fault === 'lineAmountWrong') {
      first.pay = euro(firstCents + 100)
      cents[0] = firstCents + 100
    }
    if (fault === 'lineRevoked') {
      add({ payStatus: 'REVOKED' })
      cents.push(-firstCents)
    }
    if (fault === 'lineWithoutReceipt') {
      add({
        iuv: `${env.PAGOPA_SEGREGATION_CODE}999999999999999`,
        iur: `late-${fdr.slice(-20)}`,
        pay: 10,
        payStatus: 'NO_RPT',
      })
      cents.push(1000)
    }
    const sum = cents.reduce((total, one) => total + one, 0)
    const declared = fault === 'totalWrong' ? sum + 100 : sum
    if (fault === 'newRevision')
      await insertFlow(tx, fdr, 1, [{ ...first, pay: euro(firstCents + 500) }], firstCents + 500, now)
    if (fault !== 'flowMissing')
      await insertFlow(tx, fdr, fault === 'newRevision' ? 2 : 1, lines, declared, now)
    const credited =
      fault === 'creditMissing' || declared <= 0
        ? []
        : fault === 'creditWrong'
          ? [declared + 1]
          : fault === 'creditInTwoParts'
            ? [declared - 1, 1]
            : [declared]
    for (const [part, amount] of credited.entries())
      await tx.execute(sql`
        insert into sandbox.bank_credit (booked_on, cents, remittance)
        values (${day}::date, ${amount}::bigint, ${`/PUR/LGPE-RIVERSAMENTO/TXT/${part}/URI/${fdr}`})`)
    return fdr
  })

const insertFlow = (
  tx: Tx,
  fdr: string,
  revision: number,
  lines: Line[],
  declared: number,
  now: Temporal.Instant,
) => {
  const at = now.toString({ smallestUnit: 'second' })
  const flow = {
    status: 'PUBLISHED',
    revision,
    created: at,
    updated: at,
    fdr,
    fdrDate: at,
    regulation: `TRN-${fdr}`.slice(0, 35),
    regulationDate: dayInRome(now),
    bicCodePouringBank: PSP.bic,
    sender: {
      type: 'LEGAL_PERSON',
      id: PSP.bic,
      pspId: PSP.id,
      pspName: PSP.name,
      pspBrokerId: '99999999999',
      channelId: '99999999999_01',
    },
    receiver: {
      id: env.PAGOPA_CREDITOR_FISCAL_CODE,
      organizationId: env.PAGOPA_CREDITOR_FISCAL_CODE,
      organizationName: 'Comune',
    },
    published: at,
    computedTotPayments: lines.length,
    computedSumPayments: euro(declared),
    totPayments: lines.length,
    sumPayments: euro(declared),
  }
  return tx.execute(sql`
    insert into sandbox.fdr_flow (fdr, psp_id, revision, flow, payments, published)
    values (${fdr}, ${PSP.id}, ${revision}::int, ${JSON.stringify(flow)}::jsonb, ${JSON.stringify(lines)}::jsonb, ${at}::timestamptz)`)
}

const paged = (data: unknown[], page: number, size: number) => {
  const shown = data.slice((page - 1) * size, page * size)
  return {
    metadata: { pageSize: size, pageNumber: page, totPage: Math.ceil(data.length / size) },
    count: shown.length,
    data: shown,
  }
}

/** The FdR service's answers to an organization; null for what it does not know. */
export const answerFdr = async (path: readonly string[], query: URLSearchParams): Promise<object | null> => {
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const size = Math.min(1000, Math.max(1, Number(query.get('size') ?? 1000) || 1000))
  const [organizations, creditor, fdrs, fdr, revisions, revision, psps, pspId, payments] = path
  if (organizations !== 'organizations' || creditor !== env.PAGOPA_CREDITOR_FISCAL_CODE || fdrs !== 'fdrs')
    return null
  if (path.length === 3) {
    const after = Instant.safeParse(query.get('publishedGt') ?? '1970-01-01T00:00:00Z')
    if (!after.success) return null
    const flows = await rows(
      db,
      z.object({ data: z.unknown() }),
      sql`
      select jsonb_build_object('fdr', fdr, 'pspId', psp_id, 'revision', revision, 'published', flow->'published',
        'flowDate', flow->'fdrDate') as data
      from sandbox.fdr_flow where published > ${after.data.toString()}::timestamptz order by published, fdr, revision`,
    )
    return paged(
      flows.map(({ data }) => data),
      page,
      size,
    )
  }
  if (revisions !== 'revisions' || psps !== 'psps' || !/^\d{1,6}$/.test(revision ?? '')) return null
  const found = await oneRow(
    db,
    z.object({ flow: z.record(z.string(), z.unknown()), payments: z.unknown().array() }),
    sql`select flow, payments from sandbox.fdr_flow
        where fdr = ${fdr ?? ''} and psp_id = ${pspId ?? ''} and revision = ${revision ?? ''}::int`,
  )
  if (!found) return null
  if (path.length === 8) return found.flow
  return path.length === 9 && payments === 'payments' ? paged(found.payments, page, size) : null
}

/** A receipt as the Biz Events service gives it, also when it was never delivered; null when there is none. */
export const answerBizEvents = async (path: readonly string[]): Promise<object | null> => {
  const [, creditor, , iur = '', , iuv = ''] = path
  if (creditor !== env.PAGOPA_CREDITOR_FISCAL_CODE) return null
  const stored = await oneRow(
    db,
    z.object({ message: z.string() }),
    sql`select message from sandbox.pagopa_receipt where payment_token = ${iur}`,
  )
  const receipt = stored && childOf(messageIn(parseXml(stored.message)), 'receipt')
  if (!receipt || (path.length > 4 && textAt(receipt, 'creditorReferenceId') !== iuv)) return null
  const text = (...at: string[]) => textAt(receipt, ...at) ?? ''
  return {
    receiptId: text('receiptId'),
    noticeNumber: text('noticeNumber'),
    fiscalCode: text('fiscalCode'),
    outcome: text('outcome'),
    creditorReferenceId: text('creditorReferenceId'),
    paymentAmount: Number(text('paymentAmount')),
    description: text('description'),
    companyName: text('companyName'),
    debtor: {
      entityUniqueIdentifierType: text('debtor', 'uniqueIdentifier', 'entityUniqueIdentifierType'),
      entityUniqueIdentifierValue: text('debtor', 'uniqueIdentifier', 'entityUniqueIdentifierValue'),
      fullName: text('debtor', 'fullName'),
    },
    transferList: (childOf(receipt, 'transferList')?.children ?? []).map((transfer) => ({
      idTransfer: Number(textAt(transfer, 'idTransfer')),
      transferAmount: Number(textAt(transfer, 'transferAmount')),
      fiscalCodePA: textAt(transfer, 'fiscalCodePA') ?? '',
      iban: textAt(transfer, 'IBAN') ?? '',
      mbdAttachment: '',
      remittanceInformation: textAt(transfer, 'remittanceInformation') ?? '',
      transferCategory: textAt(transfer, 'transferCategory') ?? '',
    })),
    idPSP: text('idPSP'),
    pspFiscalCode: text('pspFiscalCode'),
    pspCompanyName: text('PSPCompanyName'),
    idChannel: text('idChannel'),
    channelDescription: text('channelDescription'),
    paymentMethod: text('paymentMethod'),
    fee: Number(text('fee')),
    paymentDateTime: text('paymentDateTime').slice(0, 10),
    applicationDate: text('applicationDate'),
    transferDate: text('transferDate'),
  }
}

const BankCredit = z.object({
  id: z.coerce.string(),
  bookedOn: CivilDate,
  cents: DbCents,
  remittance: z.string(),
})

const balance = (code: string, amount: number, day: CivilDate): Xml =>
  tag(
    'Bal',
    tag('Tp', tag('CdOrPrtry', tag('Cd', code))),
    tag('Amt Ccy="EUR"', centsToDecimal(cents(amount))),
    tag('CdtDbtInd', 'CRDT'),
    tag('Dt', tag('Dt', day)),
  )

/** What the treasurer's bank gives for download: camt.053, or the same as CSV. */
export const bankStatement = async (kind: 'camt' | 'csv', now: Temporal.Instant): Promise<string> => {
  const credits = await rows(
    db,
    BankCredit,
    sql`select credit_id as id, booked_on as "bookedOn", cents, remittance from sandbox.bank_credit order by credit_id`,
  )
  if (kind === 'csv')
    return [
      'riferimento;data;importo;causale',
      ...credits.map(
        ({ id, bookedOn, cents, remittance }) =>
          `PROVA-${id};${bookedOn.split('-').reverse().join('/')};${centsToDecimal(cents).replace('.', ',')};${remittance}`,
      ),
      '',
    ].join('\r\n')
  const at = now.toString({ smallestUnit: 'second' })
  return `<?xml version="1.0" encoding="UTF-8"?>${
    tag(
      'Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"',
      tag(
        'BkToCstmrStmt',
        tag('GrpHdr', tag('MsgId', `PROVA-${dayInRome(now)}`), tag('CreDtTm', at)),
        tag(
          'Stmt',
          tag('Id', `PROVA-${dayInRome(now)}`),
          tag('CreDtTm', at),
          tag('Acct', tag('Id', tag('IBAN', 'IT60X0542811101000000123456')), tag('Ccy', 'EUR')),
          balance('OPBD', 0, credits[0]?.bookedOn ?? dayInRome(now)),
          balance(
            'CLBD',
            credits.reduce((sum, credit) => sum + credit.cents, 0),
            dayInRome(now),
          ),
          ...credits.map(({ id, bookedOn, cents, remittance }) =>
            tag(
              'Ntry',
              tag('Amt Ccy="EUR"', centsToDecimal(cents)),
              tag('CdtDbtInd', 'CRDT'),
              tag('Sts', 'BOOK'),
              tag('BookgDt', tag('Dt', bookedOn)),
              tag('ValDt', tag('Dt', bookedOn)),
              tag('AcctSvcrRef', `PROVA-${id}`),
              tag(
                'BkTxCd',
                tag('Domn', tag('Cd', 'PMNT'), tag('Fmly', tag('Cd', 'RCDT'), tag('SubFmlyCd', 'ESCT'))),
              ),
              tag('NtryDtls', tag('TxDtls', tag('RmtInf', tag('Ustrd', remittance)))),
            ),
          ),
        ),
      ),
    ).markup
  }`
}
