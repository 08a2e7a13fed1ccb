import { randomUUID } from 'node:crypto'
import { given } from '@tests/support/builders'
import { aFamily, type Family, nodeCtx } from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import type { Ctx, PrincipalOf, StaffRole } from '@/modules/identity'
import { bookCounterTopUp } from '@/modules/office-money'
import { settlePayment, UNTOLD } from '@/modules/payments'
import { verifyLedger } from '@/modules/wallet'
import { type ChildId, type ServiceId, StaffId } from '@/shared/ids'
import { cents } from '@/shared/money'

/** A member of the office; an administrator when asked. */
export const clerk = (
  roles: readonly StaffRole[] = ['office'],
  now = Temporal.Now.instant(),
): Ctx<PrincipalOf<'staff'>> => ({
  actor: { kind: 'staff', staffId: StaffId.parse(7), roles, schoolId: null },
  now,
  requestId: randomUUID(),
  address: '192.0.2.7',
})

/** A family whose wallet holds an amount, paid at the counter. */
export const aFamilyWith = async (amount: number): Promise<Family> => {
  const family = await aFamily()
  await bookCounterTopUp(clerk(), {
    actId: randomUUID(),
    childId: family.childId,
    serviceId: family.serviceId,
    cents: cents(amount),
    method: 'cash',
    receiptNumber: null,
    reason: 'Ricarica allo sportello',
  })
  return family
}

/** A brother or sister: another child of the same guardian, enrolled in the same service. */
export const aSiblingOf = async ({ childId, serviceId }: { childId: ChildId; serviceId: ServiceId }) => {
  const guardianId = await given.guardian({ childId })
  const siblingId = await given.child()
  await given.enrolment({ childId: siblingId, serviceId })
  await db.execute(
    sql`insert into public.guardianships (child_id, guardian_id, is_reference) values (${siblingId}, ${guardianId}, true)`,
  )
  return siblingId
}

/** The number of what waits for the office about a notice. */
export const entryOf = async (noticeNumber: string): Promise<number> => {
  const [row] = await rows(
    db,
    z.object({ id: z.coerce.number() }),
    sql`select entry_id as id from portal.unmatched_receipt where notice_number = ${noticeNumber}`,
  )
  if (!row) throw new Error('no entry')
  return row.id
}

/** Money that came for a notice nobody made. Answers the entry's number. */
export const anUnmatchedEntry = async (amount: number): Promise<number> => {
  const noticeNumber = `301${String(Math.floor(Math.random() * 1e15)).padStart(15, '0')}`
  await settlePayment(nodeCtx(), {
    kind: 'paid',
    provider: 'pagopa',
    primitive: 'paSendRTV2',
    reference: noticeNumber,
    paymentId: randomUUID(),
    cents: cents(amount),
    totalCents: cents(amount),
    paidAt: null,
    ...UNTOLD,
    raw: '<a/>',
  })
  return entryOf(noticeNumber)
}

/** The checks of the ledger that do not hold; none, when all is well. */
export const ledgerFaults = async () => (await verifyLedger(db)).checks.filter(({ wrong }) => wrong > 0)

/** The outcomes of calls made at the same instant: what each answered, or the code it was refused with. */
export const race = async <T>(calls: readonly (() => Promise<T>)[]): Promise<(T | string)[]> =>
  Promise.all(calls.map((call) => call().catch((error: { code?: string }) => error.code ?? String(error))))
