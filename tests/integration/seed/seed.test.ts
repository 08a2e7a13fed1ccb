// Guarantee: the demonstrative town passes the ledger's proof, and is never made twice.

import { verify } from '@node-rs/argon2'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ensureTodayOpen, seed } from '@/cli/seed'
import { db, rows, sql } from '@/db/client'
import { loadBoard } from '@/modules/bus'
import { menusOfDay } from '@/modules/menu'
import { verifyLedger } from '@/modules/wallet'
import { civilDate, dayInRome } from '@/shared/dates'
import { ServiceCode } from '@/shared/ids'

test('a small town is proven by the ledger; its families and nobody else can sign in', async () => {
  const seeded = await seed('small', { now: Temporal.Now.instant() })
  expect(seeded?.summary.children).toBe(200)
  const proof = await verifyLedger(db)
  expect(proof.checks.filter(({ wrong }) => wrong > 0)).toEqual([])
  expect(proof.ok).toBe(true)
  const family = seeded?.credentials.families[0]
  const accounts = await rows(
    db,
    z.object({ child_id: z.int(), password_hash: z.string().nullable() }),
    sql`select child_id, password_hash from portal.account`,
  )
  expect(accounts).toHaveLength(200)
  const hash = accounts.find(({ child_id }) => child_id === family?.childId)?.password_hash ?? ''
  expect(await verify(hash, family?.password ?? '')).toBe(true)
  expect(accounts.filter(({ password_hash }) => password_hash !== null).length).toBeLessThan(20)

  const [wrong] = await rows(
    db,
    z.object({ closed: z.coerce.number(), unplaced: z.coerce.number() }),
    sql`select count(*) filter (where not portal.is_open(m.service_id, m.school_id, m.day)) as closed,
               count(*) filter (where not exists (select from portal.placement p where p.child_id = m.child_id
                 and p.school_id = m.school_id and m.day between p.valid_from and p.valid_to)) as unplaced
        from portal.mark m`,
  )
  expect(wrong).toEqual({ closed: 0, unplaced: 0 })
})

test('today has a menu of canteens and nurseries, and one dish of the demo still lacks its allergens', async () => {
  const menus = await menusOfDay(db, dayInRome(Temporal.Now.instant()), [
    { service: ServiceCode.parse('refezione'), kitchen: 'CC-NORD', level: 'primary' },
    { service: ServiceCode.parse('nido'), kitchen: 'CC-NORD', level: 'nursery' },
  ])
  expect(menus.map(({ service, dishes }) => [service, dishes.length > 2])).toEqual([
    ['refezione', true],
    ['nido', true],
  ])
  expect(
    await rows(db, z.object({ name: z.string() }), sql`select name from portal.dish where allergens is null`),
  ).toHaveLength(1)
})

test('the escorts told of the last days’ rides, and of this morning’s only in part', async () => {
  const now = Temporal.Now.instant()
  const board = await loadBoard(dayInRome(now), now)
  expect(board.isOpen).toBe(true)
  expect(board.lines.map(({ runs }) => runs.map(({ run }) => run))).toEqual([
    ['outward', 'return'],
    ['outward', 'return'],
  ])
  const [told] = await rows(
    db,
    z.object({ days: z.coerce.number(), left: z.coerce.number(), unproven: z.coerce.number() }),
    sql`select count(distinct day) as days, count(*) filter (where state = 'left') as left,
          count(*) filter (where not exists (select from portal.attendance a where a.child_id = r.child_id and a.day = r.day
            and a.status = case r.state when 'notSeen' then 'absent' else 'present' end)) as unproven
        from portal.ride_state(current_date - 60, current_date - 1) r`,
  )
  expect(told).toMatchObject({ days: 3, unproven: 0 })
  expect(told?.left).toBeGreaterThan(30)
})

test('a database with children is left alone', async () => {
  expect(await seed('small')).toBeNull()
})

test('a Sunday is opened for canteen and bus, once', async () => {
  const sunday = civilDate('2027-01-31')
  expect(await ensureTodayOpen(db, sunday)).toBe(true)
  expect(await ensureTodayOpen(db, sunday)).toBe(false)
})
