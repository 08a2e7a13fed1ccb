// Guarantee: each page reads its data in one query, however many children; a family sees its own children and nobody
// else's; contacts kept by a court stay hidden; a communication reaches each child once.
import { randomUUID } from 'node:crypto'
import { aMarkId, given, tabletCtx } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Db, db, inTransaction, sql } from '@/db/client'
import { recordMarks } from '@/modules/attendance'
import { announceCommunication } from '@/modules/communications'
import {
  attendanceMonth,
  changeContacts,
  childProfile,
  familyHome,
  messagesReceived,
  walletStatement,
} from '@/modules/family'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { loadServiceCalendar, type ServiceCalendar } from '@/modules/service-calendar'
import { addDays, dayInRome } from '@/shared/dates'
import { AccountId, type ChildId, ServiceCode } from '@/shared/ids'

const now = Temporal.Now.instant()
const today = dayInRome(now)

const idOf = async (query: ReturnType<typeof sql>): Promise<number> =>
  Number((await db.execute(query)).rows[0]?.id)

const account = async (own: ChildId, added: ChildId[] = []): Promise<Ctx<PrincipalOf<'guardian'>>> => {
  const accountId = AccountId.parse(
    await idOf(sql`insert into portal.account (child_id) values (${own}) returning account_id as id`),
  )
  for (const child of added)
    await db.execute(
      sql`insert into portal.account_child (account_id, child_id) values (${accountId}, ${child})`,
    )
  return {
    actor: { kind: 'guardian', accountId, sessionId: randomUUID(), childId: own, familyName: 'Rossi' },
    now,
    requestId: randomUUID(),
    address: '192.0.2.1',
  }
}

const guardian = async (child: ChildId, values: { isReference: boolean; hidden?: boolean }) => {
  const id = await idOf(sql`
    insert into public.guardians (surname, name, email, mobile) values ('Verdi', 'Luca', 'luca@esempio.it', '+393331234567') returning id`)
  await db.execute(sql`
    insert into public.guardianships (child_id, guardian_id, is_reference, contacts_hidden)
    values (${child}, ${id}, ${values.isReference}, ${values.hidden ?? false})`)
  return id
}

/** Counts the statements that pass through a `Db`. */
const counting = (): { on: Db; count: () => number } => {
  let count = 0
  return {
    on: {
      execute: (query) => {
        count++
        return db.execute(query)
      },
    },
    count: () => count,
  }
}

let room: Awaited<ReturnType<typeof given.classroom>>
let own: ChildId
let siblings: ChildId[]
let stranger: ChildId
let ctx: Ctx<PrincipalOf<'guardian'>>
let calendar: ServiceCalendar
let code: ServiceCode

beforeAll(async () => {
  room = await given.classroom({ children: 4 })
  const [first, second, third, fourth] = room.childIds as [ChildId, ChildId, ChildId, ChildId]
  own = first
  siblings = [second, third]
  stranger = fourth
  ctx = await account(own, siblings)
  calendar = await loadServiceCalendar(db)
  code = ServiceCode.parse(room.code)
  const tablet = tabletCtx(room, now)
  const mark = (status: 'present' | 'absent', childId: ChildId, markedAt: Temporal.Instant) => ({
    markId: aMarkId(),
    childId,
    status,
    markedAt: markedAt.toString(),
  })
  // Present, then corrected to absent: a charge and its reversal.
  await recordMarks(tablet, {
    day: today,
    service: code,
    marks: [mark('present', own, now.subtract({ minutes: 5 }))],
  })
  await recordMarks(tablet, {
    day: today,
    service: code,
    marks: [mark('absent', own, now.subtract({ minutes: 4 }))],
  })
  await recordMarks(tablet, {
    day: today,
    service: code,
    marks: [mark('present', second, now.subtract({ minutes: 3 }))],
  })
})

describe('one query per page', () => {
  test('home, for one child as for three', async () => {
    const alone = await account(stranger)
    for (const [who, children] of [
      [alone, 1],
      [ctx, 3],
    ] as const) {
      const { on, count } = counting()
      const home = await familyHome(on, who, calendar)
      expect(home.children).toHaveLength(children)
      expect(count()).toBe(1)
    }
  })

  test.each([
    ['anagrafica', (on: Db) => childProfile(on, ctx, own, calendar)],
    ['presenze', (on: Db) => attendanceMonth(on, ctx, {})],
    ['comunicazioni', (on: Db) => messagesReceived(on, ctx, 1)],
    [
      'estratto conto',
      (on: Db) => walletStatement(on, ctx, { childId: own, service: code, from: today, to: today }),
    ],
  ])('%s', async (_, page) => {
    const { on, count } = counting()
    expect(await page(on)).not.toBeNull()
    expect(count()).toBe(1)
  })
})

test('home says today’s mark, the balance and nothing of other families', async () => {
  const { children } = await familyHome(db, ctx, calendar)
  expect(children.map(({ id }) => id)).toEqual([own, ...siblings])
  expect(children.map(({ services }) => services[0]?.today?.state)).toEqual(['absent', 'present', 'expected'])
  expect(children.map(({ services }) => services[0]?.balanceCents)).toEqual([0, -590, 0])
})

test('another family’s child is like a missing one, on every page', async () => {
  for (const child of [stranger, 2_000_000_000 as ChildId]) {
    expect(await childProfile(db, ctx, child, calendar)).toBeNull()
    expect(await attendanceMonth(db, ctx, { childId: child })).toBeNull()
    expect(
      await walletStatement(db, ctx, { childId: child, service: code, from: today, to: today }),
    ).toBeNull()
    await expect(
      changeContacts(ctx, { childId: child, mobile: '+393331234567', email: null }),
    ).rejects.toMatchObject({ code: 'child-not-found' })
  }
})

test('a charge and its reversal are one line; opening, lines and closing add up to the balance', async () => {
  const statement = await walletStatement(db, ctx, { childId: own, service: code, from: today, to: today })
  expect(statement?.lines.map(({ kind, cents, cancelledCents }) => [kind, cents, cancelledCents])).toEqual([
    ['cancelled', 0, 590],
  ])
  const earlier = addDays(today, -30)
  const ahead = await walletStatement(db, ctx, {
    childId: siblings[0] as ChildId,
    service: code,
    from: earlier,
    to: addDays(today, -1),
  })
  expect(ahead).toMatchObject({ openingCents: 0, closingCents: 0, balanceCents: -590, lines: [] })
})

test('the month counts presences and what they cost', async () => {
  const shown = await attendanceMonth(db, ctx, { childId: siblings[0] as ChildId, service: code })
  expect(shown).toMatchObject({ presentDays: 1, spentCents: 590 })
})

test('contacts are changed with an audit line that tells no contact; unchanged ones leave none', async () => {
  const id = await guardian(own, { isReference: true })
  const asked = { childId: own, mobile: '+393470000001', email: 'luca@esempio.it' }
  expect(await changeContacts(ctx, asked)).toBe('changed')
  expect(await changeContacts(ctx, asked)).toBe('unchanged')
  const audit = await db.execute(
    sql`select actor, details from portal.audit where subject = ${`guardian:${id}`}`,
  )
  expect(audit.rows).toEqual([{ actor: `account:${ctx.actor.accountId}`, details: { fields: 'mobile' } }])
  const profile = await childProfile(db, ctx, own, calendar)
  expect(profile?.guardians[0]?.contacts?.mobile).toBe('+393470000001')
})

test('separated parents: hidden contacts are neither shown nor changed, the other parent is a name', async () => {
  const child = siblings[0] as ChildId
  await guardian(child, { isReference: true, hidden: true })
  await guardian(child, { isReference: false })
  const profile = await childProfile(db, ctx, child, calendar)
  expect(profile?.guardians.map(({ isReference, contacts }) => [isReference, contacts])).toEqual([
    [true, null],
    [false, null],
  ])
  await expect(
    changeContacts(ctx, { childId: child, mobile: '+393470000002', email: null }),
  ).rejects.toMatchObject({ code: 'contacts-reserved' })
})

test('a communication reaches each child of its class once, however often it is told', async () => {
  const communicationId = await idOf(sql`
    insert into public.communications (subject, body, class_id) values ('Sciopero', 'Domani la mensa è chiusa.', ${room.classId}) returning id`)
  const tell = () => inTransaction((tx) => announceCommunication(tx, { communicationId, now }))
  expect(await tell()).toBe(4)
  expect(await tell()).toBe(0)
  const { total, messages } = await messagesReceived(db, ctx, 1)
  expect(total).toBe(1)
  expect(messages[0]).toMatchObject({ subject: 'Sciopero' })
  expect(messages[0]?.childNames).toHaveLength(3)
})
