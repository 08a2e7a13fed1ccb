import { z } from 'zod'
import { db, inTransaction, oneRow, rows, sql, type Tx } from '@/db/client'
import { bookTopUp } from '@/modules/payments'
import { lockWallets } from '@/modules/wallet'
import { type CivilDate, dayInRome, Instant } from '@/shared/dates'
import { type ChildId, type ServiceId, TopUpId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { receiptNumberTaken, walletNotFound } from './errors'
import { assertOffice, beginAct, type StaffCtx } from './office-act'

export const CounterMethod = z.enum(['cash', 'pos'])
export type CounterMethod = z.infer<typeof CounterMethod>

/** A number of the paper book; null when left empty: then the portal gives one. Ours begin with S and are never typed. */
export const ReceiptNumber = z
  .string()
  .trim()
  .toUpperCase()
  .transform((number) => (number === '' ? null : number))
  .pipe(
    z
      .string()
      .regex(
        /^[A-Z0-9][A-Z0-9/.-]{0,19}$/,
        'Inserisci il numero della ricevuta: cifre e lettere, al massimo 20',
      )
      .refine((number) => !/^S\d{6}$/.test(number), 'I numeri che iniziano con S li assegna il portale')
      .nullable(),
  )

export type CounterOrder = {
  /** Made with the form. */
  actId: string
  childId: ChildId
  serviceId: ServiceId
  cents: Cents
  method: CounterMethod
  receiptNumber: string | null
  reason: string
}

/**
 * Books money paid at the counter: top-up, receipt and credit at once, or none of them; the same form again answers the
 * same top-up. Refuses with `wallet-not-found`, `receipt-number-taken`, `idempotency-key-reused`.
 */
export const bookCounterTopUp = (
  ctx: StaffCtx,
  { actId, reason, ...order }: CounterOrder,
): Promise<TopUpId> =>
  inTransaction(async (tx) => {
    const { childId, serviceId, cents, method } = order
    const subject = `wallet:${childId}/${serviceId}`
    if (
      (await beginAct(tx, ctx, { id: actId, kind: 'counterTopUp', reason, input: order, subject })) ===
      'again'
    )
      return topUpOfAct(tx, actId)
    if ((await lockWallets(tx, [{ childId, serviceId }])).length === 0) throw walletNotFound()
    const id = await bookTopUp(tx, ctx, {
      childId,
      serviceId,
      cents,
      channel: 'counter',
      provider: 'counter',
    })
    const year = Number(dayInRome(ctx.now).slice(0, 4))
    const serial = order.receiptNumber === null ? await nextSerial(tx, year) : null
    const number = order.receiptNumber ?? `S${String(serial).padStart(6, '0')}`
    const { rows: kept } = await tx.execute(sql`
      insert into portal.counter_receipt (top_up_id, act_id, year, serial, number, method)
      values (${id}::uuid, ${actId}::uuid, ${year}::int, ${serial}::int, ${number}, ${method})
      on conflict (year, number) do nothing returning number`)
    if (kept.length === 0) throw receiptNumberTaken()
    return id
  })

const topUpOfAct = async (tx: Tx, actId: string): Promise<TopUpId> => {
  const row = await oneRow(
    tx,
    z.object({ id: TopUpId }),
    sql`select top_up_id as id from portal.counter_receipt where act_id = ${actId}::uuid`,
  )
  if (!row) throw new Error(`Act ${actId} has no receipt`)
  return row.id
}

/** The year's next number. The row stays locked until the number is used, and goes back if it is not: no gaps. */
const nextSerial = async (tx: Tx, year: number): Promise<number> => {
  const row = await oneRow(
    tx,
    z.object({ serial: z.int() }),
    sql`
    insert into portal.counter_number as n (year, last_number) values (${year}::int, 1)
    on conflict (year) do update set last_number = n.last_number + 1 returning last_number as serial`,
  )
  if (!row) throw new Error('No number for the receipt')
  return row.serial
}

const Receipt = z.object({
  id: TopUpId,
  number: z.string(),
  year: z.int(),
  method: CounterMethod,
  cents: DbCents,
  at: Instant,
  childName: z.string(),
  childCode: z.string(),
  serviceName: z.string(),
  note: z.string(),
  staffId: z.int(),
  creditorName: z.string(),
  office: z.string().nullable(),
})
export type CounterReceipt = z.infer<typeof Receipt>

const receiptColumns = sql`t.top_up_id as id, r.number, r.year, r.method, t.cents, a.at, trim(c.name || ' ' || c.surname) as "childName",
  c.child_code as "childCode", s.name as "serviceName", a.reason as note, a.staff_id as "staffId", creditor.name as "creditorName", creditor.office
  from portal.counter_receipt r join portal.top_up t using (top_up_id) join portal.office_act a using (act_id)
  join portal.child c using (child_id) join portal.service s using (service_id) cross join portal.creditor`

/** The receipt of a counter top-up, for printing; null when there is none. */
export const counterReceipt = (ctx: StaffCtx, id: string): Promise<CounterReceipt | null> => {
  assertOffice(ctx)
  return oneRow(db, Receipt, sql`select ${receiptColumns} where r.top_up_id = ${id}::uuid`)
}

/** What was taken at the counter on a day, the newest first. */
export const counterReceiptsOf = (ctx: StaffCtx, day: CivilDate): Promise<CounterReceipt[]> => {
  assertOffice(ctx)
  return rows(
    db,
    Receipt,
    sql`select ${receiptColumns} where portal.day_of(a.at) = ${day}::date and r.year = extract(year from ${day}::date)
        order by a.at desc, r.number desc`,
  )
}
