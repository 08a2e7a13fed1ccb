// Guarantee: a menu rotates by calendar weeks, and the warning of an allergen is read by that child's family alone.
import { given, guardianCtx } from '@tests/support/builders'
import { expect, test } from 'vitest'
import { GET } from '@/app/(portal)/menu/route'
import { db, sql } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { childMenu, menusOfDay } from '@/modules/menu'
import { civilDate } from '@/shared/dates'
import type { ChildId, ServiceId } from '@/shared/ids'

/** Two weeks from Wednesday 2 September 2026: pasta on the Monday of the first, rice on that of the second. */
const menuOf = (serviceId: ServiceId) =>
  db.execute(sql`
    with dish as (
      insert into public.dishes (name, course) values ('Pasta ' || ${serviceId}::int, 'first'), ('Riso ' || ${serviceId}::int, 'first') returning id, name
    ), allergen as (
      insert into public.dishes_allergens ("order", parent_id, value) select 1, id, 'gluten' from dish where name like 'Pasta%'
    ), menu as (
      insert into public.menus (name, service_id, weeks, valid_from)
      values ('Autunno', ${serviceId}, 2, '2026-09-02T12:00:00Z') returning id
    ), day as (
      insert into public.menus_days (_order, _parent_id, id, week, weekday)
      select w, menu.id, menu.id || '-' || w, w, '1' from menu, generate_series(1, 2) w
    )
    insert into public.menus_rels ("order", parent_id, path, dishes_id)
    select 1, menu.id, case when dish.name like 'Pasta%' then 'days.0.dishes' else 'days.1.dishes' end, dish.id from menu, dish`)

test('weeks follow the calendar, a closed day keeps its place, the kitchen reads the same', async () => {
  const room = await given.classroom({ children: 1 })
  await menuOf(room.serviceId)
  await given.exception({ effect: 'closed', from: civilDate('2026-09-14'), schoolId: room.schoolId })
  const ctx = await guardianCtx(await given.account({ childId: room.childIds[0] as ChildId }))
  const menu = await childMenu(db, ctx, { from: civilDate('2026-08-31'), to: civilDate('2026-09-21') })
  const mondays = menu?.days
    .filter(({ day }) => ['2026-08-31', '2026-09-07', '2026-09-14', '2026-09-21'].includes(day))
    .map(({ isOpen, dishes }) => [isOpen, dishes[0]?.name.split(' ')[0]])
  // The first Monday comes before the menu's first day.
  expect(mondays).toEqual([
    [true, undefined],
    [true, 'Riso'],
    [false, 'Pasta'],
    [true, 'Riso'],
  ])
  expect(await menusOfDay(db, civilDate('2026-09-21'))).toMatchObject([
    { menu: 'Autunno', week: 2, levels: ['primary'], dishes: [{ course: 'first', allergens: [] }] },
  ])
})

test('a family reads the warning of its own child’s diet, another reads none, a stranger’s child is not there', async () => {
  const room = await given.classroom({ children: 2 })
  await menuOf(room.serviceId)
  const [coeliac, other] = room.childIds as [ChildId, ChildId]
  await db.execute(sql`
    with diet as (insert into public.diets (code, label) values ('GF-MENU', 'Senza glutine') returning id),
    allergen as (insert into public.diets_allergens ("order", parent_id, value) select 1, id, 'gluten' from diet)
    insert into public.child_diets (child_id, diet_id, kind, reason, valid_from)
    select ${coeliac}, id, 'health', 'segreto', '2020-09-01T12:00:00Z' from diet`)
  const page = async (childId: ChildId, asked = childId) => {
    const account = await given.account({ childId })
    const cookie = `${sessionCookie.name}=${await sealSession((await guardianCtx(account)).actor)}`
    const address = `http://portale.test/menu?figlio=${asked}&giorno=2026-09-14`
    const answer = await GET(new Request(address, { headers: { cookie } }), { params: Promise.resolve({}) })
    return { status: answer.status, text: await answer.text() }
  }
  const own = await page(coeliac)
  expect(own.text).toContain('contiene glutine, escluso dalla dieta di')
  expect(own.text).not.toContain('segreto')
  const neighbour = await page(other)
  expect(neighbour.text).toContain('allergeni: glutine')
  expect(neighbour.text).not.toContain('escluso dalla dieta')
  const third = await given.child()
  expect((await page(third, coeliac)).status).toBe(404)
})
