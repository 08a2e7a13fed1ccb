import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { db, inTransaction, oneRow, rows, type SQL, sql, type Tx } from '@/db/client'
import { announce } from '@/db/live'
import { ATTENDANCE_CHANNEL } from '@/modules/attendance'
import { sendMessage } from '@/modules/notifications'
import { assertOffice, beginAct, type StaffCtx } from '@/modules/office-money'
import { CivilDate, formatDay, Instant } from '@/shared/dates'
import { ChildId, SchoolId, ServiceCode } from '@/shared/ids'
import { type Cents, DbCents, formatEuro } from '@/shared/money'
import { contestAlreadyDecided, contestNotFound } from './errors'

const Locked = z.object({
  childId: ChildId,
  service: ServiceCode,
  serviceName: z.string(),
  day: CivilDate,
  cents: DbCents,
  status: z.enum(['open', 'reversed', 'refused']),
  schoolId: SchoolId,
  cutoffAt: Instant,
  /** The contested charge stands; false when a closure or the school gave it back meanwhile. */
  isCharged: z.boolean(),
})

/**
 * Gives the charge back as if the child had been marked absent before the cut-off: one mark of the office at the cut-off,
 * which is what counts of it, and one now, which is the state. Both say why, and were received now.
 */
const reverse = async (
  tx: Tx,
  ctx: StaffCtx,
  { childId, service, day, schoolId, cutoffAt }: z.infer<typeof Locked>,
  reason: string,
): Promise<void> => {
  const mark = (markedAt: Instant) => ({
    markId: randomUUID(),
    childId,
    status: 'absent',
    markedAt: markedAt.toString(),
    reason: `Contestazione accolta: ${reason}`,
  })
  await tx.execute(sql`
    select portal.record_marks(${schoolId}::int, null, ${ctx.actor.staffId}::int, ${service}, ${day}::date,
      ${JSON.stringify([mark(cutoffAt), mark(ctx.now)])}::jsonb, ${ctx.now.toString()}::timestamptz, ${day}::date, ${day}::date)`)
}

/**
 * Answers a contest, once: upheld, the charge is given back through marks of the office, or refused; the family is told
 * with the office's text. Of two answers at the same instant one counts. Refuses with `contest-not-found`,
 * `contest-already-decided`, `idempotency-key-reused`.
 */
export const decideContest = async (
  ctx: StaffCtx,
  asked: { actId: string; contestId: string; isUpheld: boolean; reason: string },
): Promise<'reversed' | 'refused' | 'unchanged'> => {
  const { actId, contestId, isUpheld, reason } = asked
  const done = await inTransaction(async (tx) => {
    const act = {
      id: actId,
      kind: 'contestDecision',
      reason,
      input: { contestId, isUpheld },
      subject: `contest:${contestId}`,
    } as const
    if ((await beginAct(tx, ctx, act)) === 'again') return null
    const contest = await oneRow(
      tx,
      Locked,
      sql`
      select k.child_id as "childId", s.code as service, s.name as "serviceName", k.day, k.cents, k.status, a.school_id as "schoolId",
        portal.cutoff_at(k.service_id, a.school_id, k.day) as "cutoffAt",
        a.charge_count = k.occasion and a.open_charge_cents is not null as "isCharged"
      from portal.contest k join portal.service s using (service_id)
      join portal.attendance a on (a.day, a.service_id, a.child_id) = (k.day, k.service_id, k.child_id)
      where k.contest_id = ${contestId}::uuid for no key update of k`,
    )
    if (!contest) throw contestNotFound()
    if (contest.status !== 'open') throw contestAlreadyDecided(contestId)
    if (isUpheld && contest.isCharged) await reverse(tx, ctx, contest, reason)
    const status = isUpheld ? 'reversed' : 'refused'
    await tx.execute(sql`
      update portal.contest set status = ${status}, decision_id = ${actId}::uuid where contest_id = ${contestId}::uuid`)
    const what = `${contest.serviceName} del ${formatDay(contest.day)}`
    await sendMessage(tx, {
      childId: contest.childId,
      subject: isUpheld ? `Addebito stornato: ${what}` : `Addebito confermato: ${what}`,
      body: isUpheld
        ? `La contestazione è stata accolta: l’addebito di ${formatEuro(contest.cents as Cents)}, ${what}, è stato stornato ed è di nuovo nel credito.\n\nDall’ufficio: ${reason}`
        : `La contestazione non è stata accolta: l’addebito di ${formatEuro(contest.cents as Cents)}, ${what}, resta.\n\nDall’ufficio: ${reason}`,
      cause: `contest:${contestId}`,
      now: ctx.now,
    })
    return { status, day: contest.day } as const
  })
  if (done === null) return 'unchanged'
  announce(ATTENDANCE_CHANNEL, done.day)
  return done.status
}

const OfficeContest = z.object({
  id: z.uuid(),
  status: Locked.shape.status,
  childName: z.string(),
  childCode: z.string(),
  school: z.string(),
  serviceName: z.string(),
  day: CivilDate,
  cents: DbCents,
  isCharged: z.boolean(),
  text: z.string(),
  openedAt: Instant,
  answer: z.string().nullable(),
  /** What was tapped of that day, oldest first. */
  marks: z.array(
    z.object({
      status: z.enum(['present', 'absent']),
      markedAt: Instant,
      receivedAt: Instant,
      reason: z.string().nullable(),
      byOffice: z.boolean(),
    }),
  ),
})
export type OfficeContest = z.infer<typeof OfficeContest>

const contestsWhere = (tail: SQL) =>
  rows(
    db,
    OfficeContest,
    sql`
    select k.contest_id as id, k.status, trim(c.name || ' ' || c.surname) as "childName", c.child_code as "childCode", sc.name as school,
      s.name as "serviceName", k.day, k.cents, k.text, k.opened_at as "openedAt", d.reason as answer,
      a.charge_count = k.occasion and a.open_charge_cents is not null as "isCharged",
      (select coalesce(jsonb_agg(jsonb_build_object('status', m.status, 'markedAt', m.marked_at, 'receivedAt', m.received_at,
         'reason', m.reason, 'byOffice', m.staff_id is not null) order by m.marked_at, m.mark_id), '[]')
       from portal.mark m where (m.day, m.service_id, m.child_id) = (k.day, k.service_id, k.child_id)) as marks
    from portal.contest k join portal.child c using (child_id) join portal.service s using (service_id)
    join portal.attendance a on (a.day, a.service_id, a.child_id) = (k.day, k.service_id, k.child_id)
    join portal.school sc on sc.school_id = a.school_id
    left join portal.office_act d on d.act_id = k.decision_id
    ${tail}`,
  )

const CONTESTS_SHOWN_MAX = 200

/** The contests that wait for an answer, the oldest first, and the latest answered. */
export const contestQueue = async (
  ctx: StaffCtx,
): Promise<{ open: OfficeContest[]; decided: OfficeContest[] }> => {
  assertOffice(ctx)
  const [open, decided] = await Promise.all([
    contestsWhere(sql`where k.status = 'open' order by k.opened_at limit ${CONTESTS_SHOWN_MAX}::int`),
    contestsWhere(sql`where k.status <> 'open' order by d.at desc limit 50`),
  ])
  return { open, decided }
}

/** One contest; null when there is none. */
export const officeContest = async (ctx: StaffCtx, id: string): Promise<OfficeContest | null> => {
  assertOffice(ctx)
  return (await contestsWhere(sql`where k.contest_id = ${id}::uuid`))[0] ?? null
}
