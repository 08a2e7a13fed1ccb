import { z } from 'zod'
import { db, inTransaction, oneRow, rows, type SQL, sql, type Tx } from '@/db/client'
import { env } from '@/env'
import { recordAudit } from '@/modules/identity'
import { sendMessage } from '@/modules/notifications'
import { creditorName } from '@/modules/payments'
import { lockWallets, postLines } from '@/modules/wallet'
import { bankDaysAfter } from '@/shared/bank-days'
import { CivilDate, dayInRome, Instant } from '@/shared/dates'
import { ChildId, ServiceId } from '@/shared/ids'
import { cents, DbCents, formatEuro } from '@/shared/money'
import {
  creditInsufficient,
  noRefundToSend,
  refundAccountMissing,
  refundAlreadyDecided,
  refundNotFound,
} from './errors'
import { assertOffice, beginAct, type StaffCtx } from './office-act'
import { pain001 } from './pain-001'
import { RefundStatus } from './refund'

const Refund = z.object({
  id: z.string(),
  childId: ChildId,
  serviceId: ServiceId,
  cents: DbCents,
  iban: z.string(),
  holder: z.string(),
  status: RefundStatus,
  serviceName: z.string(),
})

/** The refunds of a condition, locked until the transaction ends. */
const lockRefunds = (tx: Tx, condition: SQL) =>
  rows(
    tx,
    Refund,
    sql`
    select r.refund_id as id, r.child_id as "childId", r.service_id as "serviceId", r.cents, r.iban, r.holder, r.status, s.name as "serviceName"
    from portal.refund r join portal.service s using (service_id) where ${condition} order by r.refund_id for update of r`,
  )

const lockRefund = async (tx: Tx, id: string) => {
  const [refund] = await lockRefunds(tx, sql`r.refund_id = ${id}::uuid`)
  if (!refund) throw refundNotFound()
  return refund
}

const tell = (
  tx: Tx,
  ctx: StaffCtx,
  refund: z.infer<typeof Refund>,
  cause: string,
  subject: string,
  body: string,
) =>
  sendMessage(tx, {
    childId: refund.childId,
    subject,
    body,
    cause: `refund:${refund.id}:${cause}`,
    now: ctx.now,
  })

export type RefundDecision = {
  /** Made with the form. */
  actId: string
  refundId: string
  isApproved: boolean
  /** What the family reads. */
  reason: string
}

/**
 * Approves a request, which takes the credit from the wallet at once, or refuses it; the family is told once. Of two
 * decisions at the same instant one counts. Refuses with `refund-not-found`, `refund-already-decided`,
 * `credit-insufficient`, `idempotency-key-reused`.
 */
export const decideRefund = (ctx: StaffCtx, { actId, reason, ...decision }: RefundDecision) =>
  inTransaction(async (tx): Promise<'approved' | 'refused' | 'unchanged'> => {
    const { refundId, isApproved } = decision
    const subject = `refund:${refundId}`
    const act = { id: actId, kind: 'refundDecision', reason, input: decision, subject } as const
    if ((await beginAct(tx, ctx, act)) === 'again') return 'unchanged'
    const refund = await lockRefund(tx, refundId)
    if (refund.status !== 'requested') throw refundAlreadyDecided(refundId)
    const status = isApproved ? 'approved' : 'refused'
    if (isApproved) {
      const [wallet] = await lockWallets(tx, [refund])
      if (!wallet || wallet.balanceCents < refund.cents) throw creditInsufficient()
      const { childId, serviceId } = refund
      const taken = cents(-refund.cents)
      await postLines(tx, [
        { kind: 'refund', childId, serviceId, cents: taken, day: dayInRome(ctx.now), sourceId: refundId },
      ])
    }
    await tx.execute(sql`
      update portal.refund set status = ${status}, decision_id = ${actId}::uuid where refund_id = ${refundId}::uuid`)
    const amount = formatEuro(refund.cents)
    await tell(
      tx,
      ctx,
      refund,
      'decided',
      isApproved ? `Rimborso di ${amount} approvato` : `Rimborso di ${amount} non approvato`,
      isApproved
        ? `La richiesta di rimborso di ${amount} per il servizio ${refund.serviceName} è stata approvata. Il credito è già stato diminuito; il bonifico arriverà sul conto indicato nei prossimi giorni.\n\nDall’ufficio: ${reason}`
        : `La richiesta di rimborso di ${amount} per il servizio ${refund.serviceName} non è stata approvata. Il credito resta disponibile.\n\nDall’ufficio: ${reason}`,
    )
    return status
  })

/**
 * Gives the credit of an approved or sent refund back to the wallet, because the bank could not pay it or the office
 * undoes it; the family is told once. Refuses with `refund-not-found`, `refund-already-decided`, `idempotency-key-reused`.
 */
export const returnRefund = (
  ctx: StaffCtx,
  { actId, refundId, reason }: { actId: string; refundId: string; reason: string },
) =>
  inTransaction(async (tx): Promise<'returned' | 'unchanged'> => {
    const subject = `refund:${refundId}`
    const act = { id: actId, kind: 'refundReturn', reason, input: { refundId }, subject } as const
    if ((await beginAct(tx, ctx, act)) === 'again') return 'unchanged'
    const refund = await lockRefund(tx, refundId)
    if (refund.status !== 'approved' && refund.status !== 'sent') throw refundAlreadyDecided(refundId)
    const { childId, serviceId } = refund
    await postLines(tx, [
      {
        kind: 'returnedRefund',
        childId,
        serviceId,
        cents: refund.cents,
        day: dayInRome(ctx.now),
        sourceId: refundId,
      },
    ])
    await tx.execute(sql`
      update portal.refund set status = 'returned', return_id = ${actId}::uuid where refund_id = ${refundId}::uuid`)
    const amount = formatEuro(refund.cents)
    await tell(
      tx,
      ctx,
      refund,
      'returned',
      `Rimborso di ${amount} non riuscito`,
      `Il rimborso di ${amount} per il servizio ${refund.serviceName} non è andato a buon fine: il credito è di nuovo disponibile. Per averlo serve una nuova richiesta.\n\nDall’ufficio: ${reason}`,
    )
    return 'returned'
  })

/**
 * Makes the bank's file of all approved refunds that are in none, and marks them as sent; the same key again answers the
 * file that is there. A refund is in one file, whoever else makes one meanwhile. Refuses with `no-refund-to-send`,
 * `refund-account-missing`, `idempotency-key-reused`.
 */
export const makeRefundFile = (ctx: StaffCtx, actId: string): Promise<'made' | 'unchanged'> =>
  inTransaction(async (tx) => {
    const iban = env.REFUND_DEBTOR_IBAN
    if (!iban) throw refundAccountMissing()
    const act = {
      id: actId,
      kind: 'refundFile',
      reason: 'File dei rimborsi per la banca',
      input: {},
      subject: `refundFile:${actId}`,
    } as const
    if ((await beginAct(tx, ctx, act)) === 'again') return 'unchanged'
    const refunds = await lockRefunds(tx, sql`r.status = 'approved'`)
    if (refunds.length === 0) throw noRefundToSend()
    const executionDay = bankDaysAfter(dayInRome(ctx.now), 1)
    const file = pain001({
      id: actId,
      madeAt: ctx.now,
      executionDay,
      debtor: {
        name: env.REFUND_DEBTOR_NAME ?? (await creditorName(tx)),
        iban,
        bic: env.REFUND_DEBTOR_BIC ?? null,
      },
      transfers: refunds.map(({ serviceName, ...refund }) => ({
        ...refund,
        text: `Rimborso credito ${serviceName}`,
      })),
    })
    await tx.execute(sql`
      with made as (
        insert into portal.refund_batch (act_id, made_at, execution_day, refunds, cents, file)
        values (${actId}::uuid, ${ctx.now.toString()}::timestamptz, ${executionDay}::date, ${refunds.length}::int,
          ${refunds.reduce((sum, refund) => sum + refund.cents, 0)}::bigint, ${file}) returning act_id
      )
      update portal.refund set status = 'sent', batch_id = made.act_id from made
      where refund_id in (select (jsonb_array_elements_text(${JSON.stringify(refunds.map(({ id }) => id))}::jsonb))::uuid)`)
    return 'made'
  })

/** The file as it was made, every time the same; each download is in the audit. Null when there is none. */
export const refundFile = (ctx: StaffCtx, actId: string): Promise<{ madeAt: Instant; file: string } | null> =>
  inTransaction(async (tx) => {
    assertOffice(ctx)
    const found = await oneRow(
      tx,
      z.object({ madeAt: Instant, file: z.string() }),
      sql`select made_at as "madeAt", file from portal.refund_batch where act_id = ${actId}::uuid`,
    )
    if (found)
      await recordAudit(tx, ctx, { action: 'office.refundFile.downloaded', subject: `refundFile:${actId}` })
    return found
  })

const Batch = z.object({
  id: z.string(),
  madeAt: Instant,
  executionDay: CivilDate,
  refunds: z.int(),
  cents: DbCents,
})
export type RefundBatch = z.infer<typeof Batch>

/** The files made so far, the newest first. */
export const refundBatches = (ctx: StaffCtx): Promise<RefundBatch[]> => {
  assertOffice(ctx)
  return rows(
    db,
    Batch,
    sql`select act_id as id, made_at as "madeAt", execution_day as "executionDay", refunds, cents
        from portal.refund_batch order by made_at desc limit 50`,
  )
}

const OfficeRefund = Refund.extend({
  childName: z.string(),
  childCode: z.string(),
  reason: z.string(),
  requestedAt: Instant,
  balanceCents: DbCents,
  answer: z.string().nullable(),
  returnedBecause: z.string().nullable(),
})
export type OfficeRefund = z.infer<typeof OfficeRefund>

const refundsWhere = (tail: SQL) =>
  rows(
    db,
    OfficeRefund,
    sql`
    select r.refund_id as id, r.child_id as "childId", r.service_id as "serviceId", r.cents, r.iban, r.holder, r.status,
      s.name as "serviceName", trim(c.name || ' ' || c.surname) as "childName", c.child_code as "childCode", r.reason,
      r.requested_at as "requestedAt", w.balance_cents as "balanceCents", d.reason as answer, b.reason as "returnedBecause"
    from portal.refund r join portal.service s using (service_id) join portal.child c using (child_id)
    join portal.wallet w on w.child_id = r.child_id and w.service_id = r.service_id
    left join portal.office_act d on d.act_id = r.decision_id left join portal.office_act b on b.act_id = r.return_id
    ${tail}`,
  )

/** How many refunds of each state a page shows. */
const REFUNDS_SHOWN_MAX = 200

/** The refunds by state, the oldest request first where somebody waits, else the newest; the first 200 of each. */
export const refundsByStatus = async (ctx: StaffCtx): Promise<Record<RefundStatus, OfficeRefund[]>> => {
  assertOffice(ctx)
  const found = await refundsWhere(sql`
    join (select refund_id, row_number() over (partition by status order by
            case when status in ('requested', 'approved') then requested_at end, requested_at desc, refund_id) as n
          from portal.refund) place on place.refund_id = r.refund_id and place.n <= ${REFUNDS_SHOWN_MAX}::int
    order by place.n`)
  const of = (status: RefundStatus) => found.filter((refund) => refund.status === status)
  return {
    requested: of('requested'),
    approved: of('approved'),
    refused: of('refused'),
    sent: of('sent'),
    returned: of('returned'),
  }
}

/** One refund with its full IBAN; null when there is none. */
export const officeRefund = async (ctx: StaffCtx, id: string): Promise<OfficeRefund | null> => {
  assertOffice(ctx)
  return (await refundsWhere(sql`where r.refund_id = ${id}::uuid`))[0] ?? null
}
