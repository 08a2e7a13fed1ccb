import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { openBenchServer } from './database'
import { median, rounded } from './stats'

const ROUNDS = 7
const FREEZE_MS_GOAL = 200

/** Kitchen orders of a town at its cut-off: frozen, frozen again after every class changed, and the board meanwhile. */
export const kitchen = async () => {
  const bench = await openBenchServer()
  const database = await bench.fresh('town')
  const { db, rows, sql } = await import('@/db/client')
  const { ensureTodayOpen } = await import('@/cli/seed')
  const { freezeOrders, loadBoard } = await import('@/modules/kitchen')
  const { dayInRome, instantInRome } = await import('@/shared/dates')
  try {
    const today = dayInRome(Temporal.Now.instant())
    await ensureTodayOpen(db, today)
    await db.execute(sql`
      delete from public.classes_canteen_weekdays`) // everybody eats: the fullest day there is
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const begun = performance.now()
      await work()
      return performance.now() - begun
    }
    const at = (minute: number) => ({
      actor: { kind: 'system' as const, name: 'bench' },
      now: instantInRome(today, `12:${String(minute).padStart(2, '0')}`),
      requestId: 'bench',
      address: 'local',
    })
    const baseline = await timed(() => db.execute(sql`select portal.prepare_baseline(${today}::date)`))
    // The statements are planned once per connection; a job's connection lives for days.
    const everyClassOneMore = () =>
      db.execute(sql`
        insert into portal.adult_count (count_id, school_id, class_id, service_id, day, kind, count, counted_at, received_at)
        select gen_random_uuid(), g.school_id, g.class_id, s.service_id, ${today}::date, 'teacherDuty',
               1 + coalesce((select max(a.count) from portal.adult_count a where a.class_id = g.class_id), 0), clock_timestamp(), now()
        from portal.class_group g cross join portal.service s where s.code = 'refezione'`)
    const everyChildPresent = () =>
      db.execute(sql`
        insert into portal.attendance (child_id, service_id, day, school_id, status, marked_at, mark_id, charge_count, is_due)
        select child_id, service_id, ${today}::date, school_id, 'present', now(), gen_random_uuid(), 0, true
        from portal.day_list(${today}::date) where is_expected and status is null`)
    const first = await timed(() => freezeOrders(at(0)))
    const changed: number[] = []
    await everyChildPresent()
    await freezeOrders(at(1))
    const idle: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      await everyClassOneMore()
      changed.push(await timed(() => freezeOrders(at(2 * round))))
      idle.push(await timed(() => freezeOrders(at(2 * round + 1))))
    }
    const boards: number[] = []
    for (let round = 0; round < ROUNDS; round++) boards.push(await timed(() => loadBoard(today)))
    const [counted] = await rows(
      db,
      z.object({ schools: z.int(), classes: z.int(), versions: z.int() }),
      sql`
      select (select count(distinct l.school_id)::int from portal.kitchen_order_line l) as schools,
             (select count(distinct l.class_id)::int from portal.kitchen_order_line l) as classes,
             (select count(*)::int from portal.kitchen_order) as versions`,
    )
    const json = {
      ...counted,
      firstFreezeMs: rounded(first),
      freezeMs: rounded(median(changed)),
      idleMs: rounded(median(idle)),
      boardMs: rounded(median(boards)),
      baselineMs: rounded(baseline),
      goalMs: FREEZE_MS_GOAL,
    }
    return {
      json,
      lines: [
        `scuole ${json.schools ?? 0}, classi ${json.classes ?? 0}, versioni ${json.versions ?? 0}`,
        `prima versione di tutte le cucine   ${json.firstFreezeMs} ms (obiettivo ${FREEZE_MS_GOAL})`,
        `nuova versione, ogni classe diversa ${json.freezeMs} ms`,
        `nulla di cambiato                   ${json.idleMs} ms`,
        `tabellone                           ${json.boardMs} ms`,
        `abitudini delle classi, una volta al giorno ${json.baselineMs} ms`,
      ],
    }
  } finally {
    await (await import('@/db/client')).closePool()
    await database.drop()
    await bench.stop()
  }
}
