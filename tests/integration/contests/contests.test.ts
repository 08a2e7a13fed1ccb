// Guarantee: a charge is contested once, for some days, and answered once; upheld, it is given back under either policy
// for late absences and stays given back whatever is settled anew; ledger and attendance agree.
import { randomUUID } from 'node:crypto'
import { aMarkId, balanceOf, type Classroom, given, guardianCtx, tabletCtx } from '@tests/support/builders'
import { clerk } from '@tests/support/office-money'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { recordMarks } from '@/modules/attendance'
import { contestQueue, contestsOfDay, decideContest, officeContest, openContest } from '@/modules/contests'
import { verifyLedger } from '@/modules/wallet'
import { addDays, dayInRome, instantInRome } from '@/shared/dates'
import { type ChildId, ServiceCode } from '@/shared/ids'

const now = Temporal.Now.instant()
const day = addDays(dayInRome(now), -2)

/** A child counted in time two days ago, under a policy for late absences, and its family. */
const charged = async (policy: 'charge' | 'excuse' = 'charge') => {
  const room: Classroom = await given.classroom({ children: 1 })
  await db.execute(
    sql`update public.services set after_cutoff = ${policy}::text::enum_services_after_cutoff where id = ${room.serviceId}`,
  )
  const childId = room.childIds[0] as ChildId
  const service = ServiceCode.parse(room.code)
  const mark = (status: 'present' | 'absent', markedAt: Temporal.Instant) =>
    recordMarks(tabletCtx(room, now), {
      day,
      service,
      marks: [{ markId: aMarkId(), childId, status, markedAt: markedAt.toString() }],
    })
  await mark('present', instantInRome(day, '08:50'))
  const family = await guardianCtx(await given.account({ childId }), { now })
  const open = (values: { contestId?: string; text?: string } = {}) =>
    openContest(family, {
      contestId: randomUUID(),
      childId,
      service,
      day,
      text: 'Era a casa malata',
      ...values,
    })
  const balance = () => balanceOf(childId, room.serviceId)
  return { room, childId, service, family, mark, open, balance }
}

const decide = (contestId: string, isUpheld: boolean, actId = randomUUID()) =>
  decideContest(clerk(), { actId, contestId, isUpheld, reason: 'Controllato con la scuola' })

const messagesOf = async (childId: ChildId) =>
  (
    await rows(
      db,
      z.object({ subject: z.string() }),
      sql`select subject from portal.message where child_id = ${childId}`,
    )
  ).map(({ subject }) => subject.replace(/\d\d\/\d\d\/\d{4}/, '...'))

test.each(['charge', 'excuse'] as const)(
  'upheld under "%s", the charge is given back and stays so',
  async (policy) => {
    const { room, childId, service, family, mark, open, balance } = await charged(policy)
    const contestId = randomUUID()
    await open({ contestId })
    expect(await balance()).toBe(-590)
    expect((await contestQueue(clerk())).open.some(({ id }) => id === contestId)).toBe(true)
    expect(await decide(contestId, true)).toBe('reversed')
    expect(await balance()).toBe(0)
    const settle = () =>
      db.execute(
        sql`select portal.settle_attendance(${room.serviceId}, null, ${day}::date, ${day}::date, ${now.toString()}::timestamptz)`,
      )
    await settle()
    await mark('absent', now)
    await settle()
    expect(await balance()).toBe(0)
    expect(await messagesOf(childId)).toEqual(['Addebito stornato: Refezione del ...'])
    expect(await contestsOfDay(db, family, { childId, service, day })).toMatchObject({
      untilDay: null,
      contests: [{ status: 'reversed', answer: 'Controllato con la scuola' }],
    })
    expect((await verifyLedger(db)).ok).toBe(true)
  },
)

test('refused, the charge stays and cannot be contested again', async () => {
  const { childId, open, balance } = await charged()
  const contestId = randomUUID()
  await open({ contestId })
  expect(await decide(contestId, false)).toBe('refused')
  expect(await balance()).toBe(-590)
  expect(await messagesOf(childId)).toEqual(['Addebito confermato: Refezione del ...'])
  await expect(open()).rejects.toMatchObject({ code: 'charge-already-contested' })
})

test('the same contest sent ten times at once is one; another of the same charge is refused', async () => {
  const { open } = await charged()
  const contestId = randomUUID()
  const sent = await Promise.all(Array.from({ length: 10 }, () => open({ contestId })))
  expect(sent.filter((outcome) => outcome === 'opened')).toHaveLength(1)
  await expect(open({ contestId, text: 'Altro testo' })).rejects.toMatchObject({
    code: 'idempotency-key-reused',
  })
  await expect(open()).rejects.toMatchObject({ code: 'charge-already-contested' })
})

test('of five answers at once one counts, and is told once; the same sent again changes nothing', async () => {
  const { childId, open, balance } = await charged()
  const contestId = randomUUID()
  await open({ contestId })
  const same = randomUUID()
  const answers = await Promise.allSettled([
    decide(contestId, true, same),
    decide(contestId, true, same),
    decide(contestId, true),
    decide(contestId, false),
    decide(contestId, false),
  ])
  const counted = answers.filter((answer) => answer.status === 'fulfilled' && answer.value !== 'unchanged')
  expect(counted).toHaveLength(1)
  expect(await messagesOf(childId)).toHaveLength(1)
  const contest = await officeContest(clerk(), contestId)
  expect(await balance()).toBe(contest?.status === 'reversed' ? 0 : -590)
  expect((await verifyLedger(db)).ok).toBe(true)
})

test('a charge that a closure gave back meanwhile is answered without a mark', async () => {
  const { room, open, balance } = await charged()
  const contestId = randomUUID()
  await open({ contestId })
  await given.exception({ effect: 'closed', from: day, schoolId: room.schoolId })
  expect((await officeContest(clerk(), contestId))?.isCharged).toBe(false)
  expect(await decide(contestId, true)).toBe('reversed')
  expect(await balance()).toBe(0)
  expect((await officeContest(clerk(), contestId))?.marks).toHaveLength(1)
})

test('only a charge of the last days, of an own child, and only the office answers', async () => {
  const { room, childId, service, family, open } = await charged()
  await db.execute(sql`update public.services set contest_days = 2 where id = ${room.serviceId}`)
  await expect(open()).rejects.toMatchObject({ code: 'charge-not-contestable' })
  await db.execute(sql`update public.services set contest_days = 3 where id = ${room.serviceId}`)
  const stranger = await guardianCtx(await given.account(), { now })
  const asked = { contestId: randomUUID(), childId, service, day, text: 'Non era presente' }
  await expect(openContest(stranger, asked)).rejects.toMatchObject({ code: 'child-not-found' })
  await expect(openContest(family, { ...asked, day: addDays(day, 1) })).rejects.toMatchObject({
    code: 'charge-not-contestable',
  })
  const contestId = randomUUID()
  await open({ contestId })
  await expect(
    decideContest(clerk(['kitchen']), { actId: randomUUID(), contestId, isUpheld: true, reason: 'Provato' }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  await expect(decide(randomUUID(), true)).rejects.toMatchObject({ code: 'contest-not-found' })
})
