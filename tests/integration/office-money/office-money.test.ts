// Guarantee: what the office does with families' credit happens once, with a reason, and the ledger explains it.
import { randomUUID } from 'node:crypto'
import { aMarkId, balanceOf, given, tabletCtx } from '@tests/support/builders'
import {
  aFamilyWith,
  anUnmatchedEntry,
  aSiblingOf,
  clerk,
  entryOf,
  ledgerFaults,
  race,
} from '@tests/support/office-money'
import {
  aFamily,
  ask,
  aTopUp,
  type Family,
  familyCtx,
  receiptRequest,
  verdictOf,
  verifyRequest,
} from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import { recordMarks } from '@/modules/attendance'
import {
  adjustCredit,
  assignEntry,
  bookCounterTopUp,
  closeEntry,
  counterReceipt,
  decideRefund,
  findChildren,
  makeRefundFile,
  officeRefund,
  ownRefunds,
  refundBatches,
  refundFile,
  requestRefund,
  returnRefund,
  transferCredit,
  unmatchedEntry,
} from '@/modules/office-money'
import { childMatches } from '@/modules/office-money/find-wallets'
import { familyTopUps, topUpDetails } from '@/modules/payments'
import { dayInRome } from '@/shared/dates'
import { cents } from '@/shared/money'

const IBAN = 'IT60X0542811101000000123456'
const balance = ({ childId, serviceId }: Pick<Family, 'childId' | 'serviceId'>) =>
  balanceOf(childId, serviceId)
const messagesOf = async ({ childId }: Family) =>
  (
    await rows(
      db,
      z.object({ subject: z.string() }),
      sql`select subject from portal.message where child_id = ${childId} order by sent_at, subject`,
    )
  ).map(({ subject }) => subject.replaceAll('\u00a0', ' '))
const times = (count: number) => Array.from({ length: count })

afterEach(async () => expect(await ledgerFaults()).toEqual([]))

describe('at the counter', () => {
  const order = ({ childId, serviceId }: Family, more: object = {}) => ({
    actId: randomUUID(),
    childId,
    serviceId,
    cents: cents(20_00),
    method: 'cash' as const,
    receiptNumber: null,
    reason: 'Ricarica allo sportello',
    ...more,
  })

  test('a top-up is credited at once, has a receipt, and the family sees it', async () => {
    const family = await aFamily()
    const id = await bookCounterTopUp(clerk(), order(family))
    expect(await balance(family)).toBe(20_00)
    expect(await counterReceipt(clerk(), id)).toMatchObject({ cents: 20_00, method: 'cash', staffId: 7 })
    const { topUps } = await familyTopUps(familyCtx(family), 1)
    expect(topUps).toMatchObject([{ id, channel: 'counter', status: 'credited', cents: 20_00 }])
    expect(await messagesOf(family)).toEqual(['Ricarica di 20,00 € accreditata'])
  })

  test('the same form ten times at once is one top-up; with another amount it is refused', async () => {
    const family = await aFamily()
    const asked = order(family)
    const answers = await race(times(10).map(() => () => bookCounterTopUp(clerk(), asked)))
    expect(new Set(answers).size).toBe(1)
    expect(await balance(family)).toBe(20_00)
    expect(await race([() => bookCounterTopUp(clerk(), { ...asked, cents: cents(1) })])).toEqual([
      'idempotency-key-reused',
    ])
  })

  test('a number of the paper book is used once a year, also by two clerks at once', async () => {
    const [one, other] = [await aFamily(), await aFamily()]
    const receiptNumber = `A/${randomUUID().slice(0, 8).toUpperCase()}`
    const answers = await race(
      [one, other].map((family) => () => bookCounterTopUp(clerk(), order(family, { receiptNumber }))),
    )
    expect(answers.filter((answer) => answer === 'receipt-number-taken')).toHaveLength(1)
    expect((await balance(one)) + (await balance(other))).toBe(20_00)
    const nextYear = clerk(['office'], Temporal.Now.instant().add({ hours: 24 * 366 }))
    await bookCounterTopUp(nextYear, order(one, { receiptNumber }))
  })

  test('the portal’s own numbers have no gaps, whatever is refused between them', async () => {
    const families = await Promise.all(times(6).map(() => aFamily()))
    const year = clerk(['office'], Temporal.Instant.from('2041-05-05T10:00:00Z'))
    await race(
      families.flatMap((family) => [
        () => bookCounterTopUp(year, order(family)),
        () => bookCounterTopUp(year, order({ ...family, serviceId: 999_999 as never })),
      ]),
    )
    const numbers = await rows(
      db,
      z.object({ number: z.string() }),
      sql`select number from portal.counter_receipt where year = 2041 order by serial`,
    )
    expect(numbers.map(({ number }) => number)).toEqual(times(6).map((_, index) => `S00000${index + 1}`))
  })

  test('only the office books', async () => {
    expect(
      await race([
        () =>
          bookCounterTopUp(
            clerk(['kitchen']),
            order({ ...({} as Family), childId: 1 as never, serviceId: 1 as never }),
          ),
      ]),
    ).toEqual(['forbidden'])
  })
})

describe('transfers', () => {
  const order = (from: Family, toChild: Family['childId'], amount: number) => ({
    actId: randomUUID(),
    from: { childId: from.childId, serviceId: from.serviceId },
    to: { childId: toChild, serviceId: from.serviceId },
    cents: cents(amount),
    reason: 'Richiesta della madre',
    isOverdraftAllowed: false,
  })

  test('move credit between siblings, once, however often and simultaneously they are asked', async () => {
    const family = await aFamilyWith(50_00)
    const siblingId = await aSiblingOf(family)
    const asked = order(family, siblingId, 30_00)
    const answers = await race(times(8).map(() => () => transferCredit(clerk(), asked)))
    expect(answers.filter((answer) => answer === 'moved')).toHaveLength(1)
    expect(await balance(family)).toBe(20_00)
    expect(await balanceOf(siblingId, family.serviceId)).toBe(30_00)
  })

  test('never take more than there is, also two at once, unless the office says so', async () => {
    const family = await aFamilyWith(50_00)
    const siblingId = await aSiblingOf(family)
    const answers = await race(
      times(4).map(() => () => transferCredit(clerk(), order(family, siblingId, 30_00))),
    )
    expect(answers.toSorted()).toEqual([
      'credit-insufficient',
      'credit-insufficient',
      'credit-insufficient',
      'moved',
    ])
    expect(await balance(family)).toBe(20_00)
    await transferCredit(clerk(), { ...order(family, siblingId, 30_00), isOverdraftAllowed: true })
    expect(await balance(family)).toBe(-10_00)
  })

  test('are for one family, and need two wallets', async () => {
    const family = await aFamilyWith(10_00)
    const stranger = await aFamily()
    await given.enrolment({ childId: stranger.childId, serviceId: family.serviceId })
    const asked = order(family, stranger.childId, 5_00)
    expect(
      await race([
        () => transferCredit(clerk(), asked),
        () => transferCredit(clerk(), order(family, family.childId, 5_00)),
        () => transferCredit(clerk(), order(family, 999_999 as never, 5_00)),
      ]),
    ).toEqual(['other-family', 'wallet-not-found', 'wallet-not-found'])
    expect(await balance(family)).toBe(10_00)
  })

  test('and charges that arrive at the same instant leave what the lines say', async () => {
    const room = await given.classroom({ children: 1 })
    const [childId] = room.childIds as [Family['childId']]
    const account = await given.account({ childId })
    const family: Family = {
      accountId: account.accountId,
      childId,
      serviceId: room.serviceId,
      code: account.code,
    }
    await adjustCredit(clerk(['admin']), {
      actId: randomUUID(),
      childId,
      serviceId: room.serviceId,
      cents: cents(10_00),
      reason: 'Saldo iniziale',
    })
    const siblingId = await aSiblingOf(family)
    const mark = { markId: aMarkId(), childId, status: 'present' as const, markedAt: Temporal.Now.instant() }
    const [moved] = await race<unknown>([
      () => transferCredit(clerk(), order(family, siblingId, 8_00)),
      () =>
        recordMarks(tabletCtx(room), {
          day: dayInRome(Temporal.Now.instant()),
          service: room.code,
          marks: [mark],
        } as never),
    ])
    expect(await balance(family)).toBe(moved === 'moved' ? 10_00 - 8_00 - 5_90 : 10_00 - 5_90)
  })
})

describe('adjustments', () => {
  test('are for administrators, with their sign, once', async () => {
    const family = await aFamilyWith(10_00)
    const asked = {
      actId: randomUUID(),
      childId: family.childId,
      serviceId: family.serviceId,
      cents: cents(-3_50),
      reason: 'Errore di addebito',
    }
    expect(await race([() => adjustCredit(clerk(), asked)])).toEqual(['forbidden'])
    const answers = await race(times(5).map(() => () => adjustCredit(clerk(['admin']), asked)))
    expect(answers.filter((answer) => answer === 'adjusted')).toHaveLength(1)
    expect(await balance(family)).toBe(6_50)
  })
})

describe('money without an owner', () => {
  const assignment = (entryId: number, { childId, serviceId }: Family) => ({
    actId: randomUUID(),
    entryId,
    childId,
    serviceId,
    reason: 'Il nome è nella causale',
  })

  test('is credited once, though two clerks assign it at once to two children', async () => {
    const [one, other] = [await aFamily(), await aFamily()]
    const entryId = await anUnmatchedEntry(17_00)
    const answers = await race(
      [one, other].map((family) => () => assignEntry(clerk(), assignment(entryId, family))),
    )
    expect(answers.toSorted()).toEqual(['credited', 'entry-already-decided'])
    expect((await balance(one)) + (await balance(other))).toBe(17_00)
    expect(await unmatchedEntry(clerk(), entryId)).toMatchObject({
      decision: 'assigned',
      resolution: 'Il nome è nella causale',
    })
  })

  test('the same form again changes nothing', async () => {
    const family = await aFamily()
    const asked = assignment(await anUnmatchedEntry(17_00), family)
    expect(await assignEntry(clerk(), asked)).toBe('credited')
    expect(await assignEntry(clerk(), asked)).toBe('unchanged')
    expect(await balance(family)).toBe(17_00)
  })

  test('is assigned or closed, never both; nothing is deleted or decided anew', async () => {
    const family = await aFamily()
    const entryId = await anUnmatchedEntry(17_00)
    const close = {
      actId: randomUUID(),
      entryId,
      decision: 'returned' as const,
      reason: 'Bonifico di storno del 3/11',
    }
    const answers = await race<string>([
      () => closeEntry(clerk(), close),
      () => assignEntry(clerk(), assignment(entryId, family)),
    ])
    expect(answers.filter((answer) => answer === 'entry-already-decided')).toHaveLength(1)
    for (const change of [
      sql`update portal.unmatched_receipt set resolution = 'altro' where entry_id = ${entryId}`,
      sql`delete from portal.unmatched_receipt where entry_id = ${entryId}`,
    ])
      await expect(db.execute(change)).rejects.toMatchObject({ code: '23001' })
  })

  test('what brings no money of ours cannot be credited', async () => {
    const family = await aFamily()
    const [entry] = await rows(
      db,
      z.object({ id: z.coerce.number() }),
      sql`insert into portal.unmatched_receipt (reason, receipt_id, notice_number, cents, provider, primitive, received_at, raw)
          values ('otherCreditor', ${randomUUID()}, '301000000000000000', 500, 'pagopa', 'paSendRT', now(), '') returning entry_id as id`,
    )
    expect(await race([() => assignEntry(clerk(), assignment(entry?.id ?? 0, family))])).toEqual([
      'entry-not-assignable',
    ])
    expect(await race([() => assignEntry(clerk(), assignment(2_000_000_000, family))])).toEqual([
      'entry-not-found',
    ])
  })
})

describe('refunds', () => {
  const order = ({ childId, serviceId }: Family, amount: number) => ({
    id: randomUUID(),
    childId,
    serviceId,
    cents: cents(amount),
    iban: IBAN,
    holder: 'Marta Bianchi',
    reason: 'Fine del ciclo',
  })
  const decision = (refundId: string, isApproved = true) => ({
    actId: randomUUID(),
    refundId,
    isApproved,
    reason: isApproved ? 'Richiesta accolta' : 'Il servizio continua',
  })
  const requested = async (amount = 12_00) => {
    const family = await aFamilyWith(30_00)
    const asked = order(family, amount)
    await requestRefund(familyCtx(family), asked)
    return { family, id: asked.id }
  }

  test('asked: once per form, up to the credit, one at a time per service, for one’s own children', async () => {
    const family = await aFamilyWith(30_00)
    const asked = order(family, 12_00)
    const answers = await race(times(6).map(() => () => requestRefund(familyCtx(family), asked)))
    expect(answers.filter((answer) => answer === 'requested')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'unchanged')).toHaveLength(5)
    const stranger = await aFamilyWith(30_00)
    expect(
      await race([
        () => requestRefund(familyCtx(family), order(family, 5_00)),
        () => requestRefund(familyCtx(stranger), order(stranger, 30_01)),
        () => requestRefund(familyCtx(stranger), order(family, 1_00)),
        () => requestRefund(familyCtx(family), { ...asked, cents: cents(13_00) }),
      ]),
    ).toEqual(['refund-already-asked', 'amount-refused', 'wallet-not-found', 'idempotency-key-reused'])
    expect(await balance(family)).toBe(30_00)
    expect(await ownRefunds(familyCtx(stranger))).toEqual([])
  })

  test('approved, the credit is taken at once and the family is told once', async () => {
    const { family, id } = await requested()
    const asked = decision(id)
    const answers = await race(times(5).map(() => () => decideRefund(clerk(), asked)))
    expect(answers.filter((answer) => answer === 'approved')).toHaveLength(1)
    expect(await balance(family)).toBe(18_00)
    expect(await ownRefunds(familyCtx(family))).toMatchObject([
      { id, status: 'approved', maskedIban: 'IT60 **** 3456' },
    ])
    expect(await messagesOf(family)).toContain('Rimborso di 12,00 € approvato')
    expect(await messagesOf(family)).toHaveLength(2)
  })

  test('approved and refused by two clerks at once: one counts', async () => {
    const { family, id } = await requested()
    const answers = await race<string>([
      () => decideRefund(clerk(), decision(id, true)),
      () => decideRefund(clerk(), decision(id, false)),
    ])
    expect(answers.filter((answer) => answer === 'refund-already-decided')).toHaveLength(1)
    expect(await balance(family)).toBe(answers.includes('approved') ? 18_00 : 30_00)
  })

  test('not approved when the credit was used meanwhile', async () => {
    const { family, id } = await requested()
    await adjustCredit(clerk(['admin']), {
      actId: randomUUID(),
      childId: family.childId,
      serviceId: family.serviceId,
      cents: cents(-25_00),
      reason: 'Errore di accredito',
    })
    expect(await race([() => decideRefund(clerk(), decision(id))])).toEqual(['credit-insufficient'])
    expect((await officeRefund(clerk(), id))?.status).toBe('requested')
  })

  test('a file holds each approved one once, however many make files at once, and is the same at every download', async () => {
    env.REFUND_DEBTOR_IBAN = IBAN
    const ids = []
    for (const _ of times(3)) {
      const { id } = await requested()
      await decideRefund(clerk(), decision(id))
      ids.push(id)
    }
    const keys = times(3).map(() => randomUUID())
    const answers = await race(keys.map((key) => () => makeRefundFile(clerk(), key)))
    expect(answers.filter((answer) => answer === 'made')).toHaveLength(1)
    const [batch] = await refundBatches(clerk())
    const [first, again] = [
      await refundFile(clerk(), batch?.id ?? ''),
      await refundFile(clerk(), batch?.id ?? ''),
    ]
    expect(first?.file).toBe(again?.file)
    for (const id of ids) {
      expect(first?.file.split(`<EndToEndId>${id.replaceAll('-', '')}</EndToEndId>`)).toHaveLength(2)
      expect((await officeRefund(clerk(), id))?.status).toBe('sent')
    }
    expect(await makeRefundFile(clerk(), batch?.id ?? '')).toBe('unchanged')
    expect(await race([() => makeRefundFile(clerk(), randomUUID())])).toEqual(['no-refund-to-send'])
  })

  test('given back by the bank, the credit returns once', async () => {
    const { family, id } = await requested()
    await decideRefund(clerk(), decision(id))
    const back = { actId: randomUUID(), refundId: id, reason: 'Conto chiuso' }
    const answers = await race<string>([
      ...times(4).map(() => () => returnRefund(clerk(), back)),
      () => returnRefund(clerk(), { ...back, actId: randomUUID() }),
    ])
    expect(answers.filter((answer) => answer === 'returned')).toHaveLength(1)
    expect(await balance(family)).toBe(30_00)
    expect(await messagesOf(family)).toContain('Rimborso di 12,00 € non riuscito')
  })

  test('the database refuses a state that goes backwards, another amount, and deleting', async () => {
    const { id } = await requested()
    await decideRefund(clerk(), decision(id, false))
    for (const change of [
      sql`update portal.refund set status = 'requested', decision_id = null where refund_id = ${id}::uuid`,
      sql`update portal.refund set cents = 1 where refund_id = ${id}::uuid`,
      sql`delete from portal.refund where refund_id = ${id}::uuid`,
    ])
      await expect(db.execute(change)).rejects.toMatchObject({ code: '23001' })
  })

  test('no IBAN and no name reaches the audit', async () => {
    const { id } = await requested()
    await decideRefund(clerk(), decision(id))
    const { rows: found } = await db.execute(
      sql`select from portal.audit a where a::text like ${`%${IBAN}%`} or a::text like '%Bianchi%'`,
    )
    expect(found).toHaveLength(0)
  })
})

describe('money that came in another way than asked', () => {
  const assignment = (entryId: number, { childId, serviceId }: Family) => ({
    actId: randomUUID(),
    entryId,
    childId,
    serviceId,
    reason: 'È della famiglia',
  })

  test('of a payment for several creditors only our part is credited, once', async () => {
    const family = await aFamily()
    const noticeNumber = `301${String(Math.floor(Math.random() * 1e15)).padStart(15, '0')}`
    await ask(receiptRequest({ noticeNumber, amount: '30.00', ownAmount: '20.00' }))
    const entryId = await entryOf(noticeNumber)
    expect(await unmatchedEntry(clerk(), entryId)).toMatchObject({ cents: 30_00, ownCents: 20_00 })
    const answers = await race(times(5).map(() => () => assignEntry(clerk(), assignment(entryId, family))))
    expect(answers.filter((answer) => answer === 'credited')).toHaveLength(1)
    expect(await balance(family)).toBe(20_00)
  })

  test('a notice paid with another amount is closed by assigning it, and its history says what was paid', async () => {
    const family = await aFamily()
    const topUp = await aTopUp(family, { channel: 'notice' })
    expect(await verdictOf(receiptRequest({ noticeNumber: topUp.noticeNumber, amount: '12.00' }))).toBe(
      'PAA_SEMANTICA',
    )
    const order = assignment(await entryOf(topUp.noticeNumber), family)
    expect(await assignEntry(clerk(), order)).toBe('credited')
    expect(await assignEntry(clerk(), order)).toBe('unchanged')
    expect(await balance(family)).toBe(12_00)
    const { status, events } = await topUpDetails(familyCtx(family), topUp.topUpId)
    expect(status).toBe('cancelled')
    expect(events.filter(({ kind }) => kind === 'cancelled')).toMatchObject([
      { details: { paidCents: 12_00 } },
    ])
    expect(await verdictOf(verifyRequest(topUp.noticeNumber))).toBe('PAA_PAGAMENTO_ANNULLATO')
  })

  test('giving it back leaves the notice to be paid', async () => {
    const family = await aFamily()
    const topUp = await aTopUp(family, { channel: 'notice' })
    await ask(receiptRequest({ noticeNumber: topUp.noticeNumber, amount: '12.00' }))
    const entryId = await entryOf(topUp.noticeNumber)
    await closeEntry(clerk(), {
      actId: randomUUID(),
      entryId,
      decision: 'returned',
      reason: 'Bonifico del 24/11',
    })
    expect(await verdictOf(verifyRequest(topUp.noticeNumber))).toBe('OK')
  })

  test('assigning it while the right amount arrives credits both, once each', async () => {
    for (let round = 0; round < 5; round++) {
      const family = await aFamily()
      const { noticeNumber } = await aTopUp(family, { channel: 'notice' })
      await ask(receiptRequest({ noticeNumber, amount: '12.00' }))
      const order = assignment(await entryOf(noticeNumber), family)
      await Promise.all([
        assignEntry(clerk(), order),
        ask(receiptRequest({ noticeNumber })),
        assignEntry(clerk(), order),
      ])
      expect(await balance(family)).toBe(32_00)
    }
  })
})

test('children are found through the indexes of name and code, not by reading them all', async () => {
  await db.execute(sql`
    insert into public.children (child_code, surname, name, full_name, birth_date, sex)
    select 'INDICE-' || n, 'Cognome' || n, 'Nome', 'Cognome' || n || ' Nome', now(), 'F' from generate_series(1, 5000) n`)
  await db.execute(sql`analyze public.children`)
  const plan = (
    await db.execute(sql`explain select c.child_id from portal.child c where ${childMatches('Cognome499')}`)
  ).rows
    .map((row) => String(row['QUERY PLAN']))
    .join('\n')
  expect(plan).toContain('children_by_name')
  expect(plan).toContain('children_code_key')
  expect(plan).not.toContain('Seq Scan')
  expect(await findChildren(clerk(), 'cognome499')).toHaveLength(11)
})
